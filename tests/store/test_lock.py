"""What nobody but the server's user reads: the database, staff's own files, backups."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signage.actions.backup import backup
from signage.errors import SettingsError
from signage.store.blobs import Blobs
from signage.store.database import opened
from signage.store.lock import PRIVATE, make_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_of_staffs_own_files_are_for_the_servers_user_alone(tmp_path: Path) -> None:
    for _ in range(2):
        make_private(tmp_path)
    assert {mode(tmp_path / name) for name in PRIVATE} == {0o700}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "visits").write_text("")
    with pytest.raises(SettingsError, match="visits"):
        make_private(tmp_path)


async def test_the_database_and_its_backups_are_read_by_nobody_else(tmp_path: Path) -> None:
    file, to = tmp_path / "signage.sqlite3", tmp_path / "all.tar"
    async with opened(f"sqlite+aiosqlite:///{file}") as database:
        async with database.write():
            pass
        await backup(database, Blobs(tmp_path / "blobs"), to, datetime.now(UTC), with_files=True)
        assert {mode(path) for path in tmp_path.glob("signage.sqlite3*")} == {0o600}
    assert mode(to) == 0o600
