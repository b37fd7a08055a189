"""A file counts once it stands still, whatever way it was written, and what no event told is found by looking."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from signage.watcher import Watcher


class Taken:
    """What was taken in, in order: (kind, file, its text then, or None when it was gone)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen: list[tuple[str, str, str | None]] = []

    def by(self, kind: str) -> Callable[[Path], object]:
        async def take(path: Path) -> None:
            text = path.read_text() if path.exists() else None
            self.seen.append((kind, path.relative_to(self.root).as_posix(), text))

        return take

    async def until(self, *wanted: tuple[str, str, str | None]) -> None:
        for _ in range(300):
            if self.seen[-len(wanted) :] == list(wanted):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"wanted {wanted}, saw {self.seen}")


@pytest.fixture
async def taken(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Taken]:
    taken = Taken(tmp_path)
    takers = {"playlists": taken.by("playlist"), "sources": taken.by("source")}
    watcher = Watcher(tmp_path, takers, taken.by("file"), poll=getattr(request, "param", "events") == "poll")  # type: ignore[arg-type]
    watcher.start()
    await watcher.look()
    taken.watcher = watcher  # type: ignore[attr-defined]
    yield taken
    await watcher.stop()


@pytest.mark.parametrize("taken", ["events", "poll"], indirect=True)
async def test_a_new_file_goes_to_what_takes_its_folder_in(taken: Taken) -> None:
    (taken.root / "playlists" / "a.toml").write_text("one")
    await taken.until(("playlist", "playlists/a.toml", "one"))
    (taken.root / "feeds" / "news.rss").write_text("<rss/>")
    await taken.until(("file", "feeds/news.rss", "<rss/>"))


async def test_a_file_replaced_by_rename_is_taken_in_once_with_its_new_text(taken: Taken) -> None:
    path = taken.root / "playlists" / "a.toml"
    path.write_text("one")
    await taken.until(("playlist", "playlists/a.toml", "one"))
    part = path.with_name(".a.toml.tmp")
    part.write_text("two")
    part.replace(path)
    await taken.until(("playlist", "playlists/a.toml", "one"), ("playlist", "playlists/a.toml", "two"))


async def test_a_file_that_is_still_being_written_is_waited_for(taken: Taken) -> None:
    path = taken.root / "feeds" / "long.rss"
    with path.open("w") as file:
        for number in range(8):
            file.write(str(number))
            file.flush()
            await asyncio.sleep(0.05)
    await taken.until(("file", "feeds/long.rss", "01234567"))


async def test_a_file_that_is_gone_is_told_as_gone(taken: Taken) -> None:
    path = taken.root / "sources" / "news.toml"
    path.write_text("x")
    await taken.until(("source", "sources/news.toml", "x"))
    path.unlink()
    await taken.until(("source", "sources/news.toml", None))


async def test_hidden_and_half_written_files_are_passed_over(taken: Taken) -> None:
    for name in (".hidden.toml", "backup.toml~", "half.part"):
        (taken.root / "playlists" / name).write_text("x")
    (taken.root / "playlists" / "z.toml").write_text("last")
    await taken.until(("playlist", "playlists/z.toml", "last"))
    assert len(taken.seen) == 1


async def test_looking_finds_what_no_event_told_and_only_that(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=False)  # type: ignore[dict-item, arg-type]
    (tmp_path / "playlists").mkdir()
    for name in "abc":
        (tmp_path / "playlists" / f"{name}.toml").write_text("one")
    await watcher.look()
    await watcher.look()
    assert taken.seen == [("playlist", f"playlists/{name}.toml", "one") for name in "abc"]
    (tmp_path / "playlists" / "a.toml").unlink()
    await watcher.look()
    assert taken.seen[-1] == ("playlist", "playlists/a.toml", None)


async def test_a_file_that_went_while_the_server_was_away_is_told_as_gone(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=False)  # type: ignore[dict-item, arg-type]
    (tmp_path / "playlists").mkdir()
    for name in "ab":
        (tmp_path / "playlists" / f"{name}.toml").write_text(name)
    watcher.expect(tmp_path / "playlists" / f"{name}.toml" for name in "abc")
    await watcher.look()
    assert taken.seen[-1] == ("playlist", "playlists/c.toml", None)


async def test_a_folder_that_is_suddenly_empty_is_not_believed(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=False)  # type: ignore[dict-item, arg-type]
    watcher.expect(tmp_path / "playlists" / f"{name}.toml" for name in "abc")
    await watcher.look()
    assert taken.seen == []
    (tmp_path / "playlists").mkdir()
    for name in "ab":
        (tmp_path / "playlists" / f"{name}.toml").write_text(name)
    await watcher.look()
    assert [seen[1] for seen in taken.seen] == ["playlists/a.toml", "playlists/b.toml", "playlists/c.toml"]
