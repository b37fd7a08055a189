"""A playlist file goes into the store; a broken one, or one from elsewhere, leaves the last good version."""

from pathlib import Path

import pytest

from signage.actions.take_in_playlist import take_in_playlist
from signage.domain.playlist_file import parse_playlist
from signage.store.database import Database
from signage.store.playlists import load_origins, load_playlists, replace_playlist
from signage.store.problems import load_problems
from tests.factories import NOW

GOOD = '[[section]]\nkinds = ["news"]\n[[when]]\n'


async def kept(database: Database) -> tuple[list[str], list[str]]:
    async with database.read() as connection:
        names = [file.playlist.name for file in await load_playlists(connection)]
        return names, [problem.message for problem in await load_problems(connection)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "input" / "playlists").mkdir(parents=True)
    return tmp_path / "input"


async def take(database: Database, folder: Path, text: str | None, name: str = "all.toml") -> None:
    path = folder / "playlists" / name
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")
    await take_in_playlist(database, folder, path, NOW)


async def test_a_playlist_comes_and_goes_with_its_file(database: Database, folder: Path) -> None:
    await take(database, folder, GOOD)
    assert await kept(database) == (["all"], [])
    await take(database, folder, None)
    assert await kept(database) == ([], [])


@pytest.mark.parametrize("broken", ["[[section", "", '[[section]]\nkids = ["news"]\n', "x" * 300_000])
async def test_a_broken_one_leaves_the_last_good_version_until_it_is_mended(
    database: Database, folder: Path, broken: str
) -> None:
    await take(database, folder, GOOD)
    await take(database, folder, broken)
    names, problems = await kept(database)
    assert names == ["all"]
    assert len(problems) == 1 and "playlists/all.toml" in problems[0]
    await take(database, folder, GOOD)
    assert await kept(database) == (["all"], [])


async def test_a_file_that_is_too_large_is_told_with_its_limit(database: Database, folder: Path) -> None:
    await take(database, folder, "x" * 300_000)
    assert (await kept(database))[1] == ["playlists/all.toml: the file is larger than 200 kB"]


async def test_a_text_that_is_not_utf_8_is_told(database: Database, folder: Path) -> None:
    path = folder / "playlists" / "all.toml"
    path.write_bytes('title.ja = "駅"'.encode("cp932"))
    await take_in_playlist(database, folder, path, NOW)
    assert "UTF-8" in (await kept(database))[1][0]


async def test_a_link_that_leads_out_of_the_folder_is_refused(database: Database, folder: Path) -> None:
    outside = folder.parent / "secret.toml"
    outside.write_text(GOOD)
    (folder / "playlists" / "all.toml").symlink_to(outside)
    await take_in_playlist(database, folder, folder / "playlists" / "all.toml", NOW)
    names, problems = await kept(database)
    assert names == []
    assert "leads out of the input folder" in problems[0]


async def test_a_name_that_is_too_long_to_be_kept_is_told(database: Database, folder: Path) -> None:
    await take(database, folder, GOOD, f"{'x' * 101}.toml")
    names, problems = await kept(database)
    assert (names, len(problems)) == ([], 1)
    assert "100 letters at most" in problems[0]
    await take(database, folder, GOOD, f"{'題' * 60}.toml")
    assert (await kept(database))[0] == ["題" * 60]
    await take(database, folder, None, f"{'x' * 101}.toml")
    assert (await kept(database))[1] == []


async def test_a_playlist_of_staff_stays_though_no_file_of_its_name_is_there(database: Database, folder: Path) -> None:
    playlist = parse_playlist(GOOD, "playlists/all.toml")
    async with database.write() as connection:
        await replace_playlist(connection, playlist, "")
    await take_in_playlist(database, folder, folder / "playlists" / "all.toml", NOW)
    assert await kept(database) == (["all"], [])
    async with database.read() as connection:
        assert await load_origins(connection) == []


async def test_a_file_of_the_name_of_a_playlist_of_staff_is_refused_until_it_gets_another(
    database: Database, folder: Path
) -> None:
    playlist = parse_playlist(GOOD, "playlists/all.toml")
    async with database.write() as connection:
        await replace_playlist(connection, playlist, "")
    await take(database, folder, GOOD.replace("news", "event"))
    names, problems = await kept(database)
    assert names == ["all"] and len(problems) == 1 and "give the file another name" in problems[0]
    async with database.read() as connection:
        assert await load_playlists(connection) == [playlist]
    await take(database, folder, None)
    assert await kept(database) == (["all"], [])
