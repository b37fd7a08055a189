"""The commands by which a system is looked after, as they are typed."""

import fcntl
import os
from pathlib import Path

import pytest

from signage.actions.erase_item import Erased
from tests.test_cli import Command, command

__all__ = ["command"]


@pytest.fixture
def kept(command: Command) -> Command:
    """Places, displays and no items."""
    command.import_all()
    return command


def elsewhere(command: Command, name: str = "other") -> None:
    command.patch.setenv("SIGNAGE_DATA", str(command.folder / name))


def test_what_is_backed_up_is_restored_where_nothing_is_yet_and_nowhere_else(kept: Command) -> None:
    assert kept.run("backup", "all.tar") == (0, f"all.tar: 6 rows and 0 files, {size(kept, 'all.tar')} MB.\n")
    assert "there is something here already" in kept.run("restore", "all.tar")[1]
    elsewhere(kept)
    code, printed = kept.run("restore", "all.tar")
    assert code == 0 and "6 rows and 0 files of" in printed
    assert "there is no display “x”; there are: entrance" in kept.run("explain", "x")[1]


def size(command: Command, name: str) -> str:
    return f"{(command.folder / name).stat().st_size / 1e6:.1f}"


def test_a_restore_waits_for_no_server_but_says_that_one_runs(kept: Command) -> None:
    kept.run("backup", "all.tar")
    elsewhere(kept)
    (kept.folder / "other").mkdir()
    with (kept.folder / "other" / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, printed = kept.run("restore", "all.tar")
        assert code == 1 and "another server uses this folder" in printed
        code, printed = kept.run("sweep")
        assert code == 1 and "sweeps it by itself; --dry-run says what would go" in printed


def test_there_is_nothing_to_back_up_sweep_export_or_erase_where_there_is_no_database(command: Command) -> None:
    for arguments in (("backup", "all.tar"), ("sweep", "--dry-run"), ("export", "out"), ("erase", "x")):
        code, printed = command.run(*arguments)
        assert code == 1 and "there is no database here yet" in printed
    assert not command.database.exists()


def test_a_sweep_says_what_goes(kept: Command) -> None:
    blob = kept.folder / "data" / "blobs" / "ab" / f"{'ab' * 32}.webp"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"x" * 2_000_000)
    os.utime(blob, (0, 0))
    assert "1 files (2.0 MB) would go" in kept.run("sweep", "--dry-run")[1] and blob.exists()
    assert "1 files (2.0 MB) gone" in kept.run("sweep")[1] and not blob.exists()


def test_an_export_says_how_much_it_is_and_refuses_a_folder_that_holds_something(kept: Command) -> None:
    assert kept.run("export", "out") == (0, "out: 2 files.\n")
    assert "[/b] 入口" in Path("out/displays.csv").read_text("utf-8-sig")
    code, printed = kept.run("export", "out")
    assert code == 1 and "not an empty folder" in printed


def test_an_item_that_is_not_there_cannot_be_erased(kept: Command) -> None:
    code, printed = kept.run("erase", "[/x]")
    assert code == 1 and "[/x]: there is no item of this id, and no picture of this name" in printed


def test_an_erasure_names_what_it_does_not_reach(kept: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    erased = Erased(["a.html"], None, ("01ARZ3NDEKTSV4RRFFQ69G5FAV",))

    async def erase(*_: object) -> Erased:
        return erased

    monkeypatch.setattr("signage.cli.showing._erase", erase)
    code, printed = kept.run("erase", "news-1")
    assert code == 0 and "news-1: erased, with 1 files." in printed
    assert "screenshots" in printed and "backups" in printed and "take down what hangs" in printed
    erased = erased._replace(orders=())
    assert "take down what hangs" not in kept.run("erase", "news-1")[1]
