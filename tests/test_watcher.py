"""A file counts once it stands still, whatever way it was written, and what no event told is found by looking."""

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from watchdog.events import FileSystemEventHandler
from watchdog.observers.api import BaseObserver

from signage import watcher as module
from signage.watcher import TakeIn, Watcher


class Taken:
    """What was taken in, in order: (kind, file, its text then, or None when it was gone)."""

    watcher: Watcher

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen: list[tuple[str, str, str | None]] = []

    def by(self, kind: str) -> TakeIn:
        async def take(path: Path) -> None:
            text = path.read_text() if path.exists() else None
            self.seen.append((kind, path.relative_to(self.root).as_posix(), text))

        return take

    async def until(self, *wanted: tuple[str, str, str | None], in_any_order: bool = False) -> None:
        for _ in range(300):
            last = self.seen[-len(wanted) :]
            if last == list(wanted) or (in_any_order and set(last) == set(wanted)):
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"wanted {wanted}, saw {self.seen}")


async def listening(watcher: Watcher) -> None:
    """A watch begins in a thread of its own: what comes before that, only the next look finds, a minute later."""
    emitters = watcher._observer.emitters
    async with asyncio.timeout(10):
        while any(getattr(emitter, "_inotify", emitter) is None for emitter in emitters):
            await asyncio.sleep(0.01)


@asynccontextmanager
async def watching(root: Path, how: str = "events") -> AsyncIterator[Taken]:
    taken = Taken(root)
    takers = {"playlists": taken.by("playlist"), "sources": taken.by("source")}
    taken.watcher = Watcher(root, takers, taken.by("file"), poll=how == "poll")
    taken.watcher.start()
    await listening(taken.watcher)
    await taken.watcher.look()
    yield taken
    await taken.watcher.stop()


@pytest.fixture
async def taken(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Taken]:
    async with watching(tmp_path, getattr(request, "param", "events")) as taken:
        yield taken


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


async def test_a_look_leaves_a_file_that_is_still_being_written(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SETTLE_SECONDS", 30)
    path = taken.root / "feeds" / "long.rss"
    path.write_text("half")
    async with asyncio.timeout(10):
        while path not in taken.watcher._under_way:
            await asyncio.sleep(0.01)
    await taken.watcher.look()
    assert taken.seen == []


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


@pytest.mark.parametrize("taken", ["events", "poll"], indirect=True)
async def test_a_folder_that_is_made_again_is_heard_again_soon(taken: Taken) -> None:
    path = taken.root / "playlists" / "a.toml"
    path.write_text("one")
    await taken.until(("playlist", "playlists/a.toml", "one"))
    for text in ("two", "three"):
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        path.write_text(text)
        await taken.until(("playlist", "playlists/a.toml", text))
        path.write_text(text + " edited")
        await taken.until(("playlist", "playlists/a.toml", text + " edited"))


async def test_a_folder_put_in_another_s_place_is_heard(taken: Taken) -> None:
    path = taken.root / "playlists" / "a.toml"
    path.write_text("one")
    await taken.until(("playlist", "playlists/a.toml", "one"))
    fresh = taken.root / "fresh"
    fresh.mkdir()
    (fresh / "a.toml").write_text("two, longer")
    path.parent.rename(taken.root / "old")
    fresh.rename(path.parent)
    await taken.until(("playlist", "playlists/a.toml", "two, longer"))
    path.write_text("three")
    await taken.until(("playlist", "playlists/a.toml", "three"))


async def test_files_of_a_folder_that_was_moved_away_inside_or_out_are_told_as_gone(taken: Taken) -> None:
    sub = taken.root / "media" / "a" / "b"
    sub.mkdir(parents=True)
    await asyncio.sleep(0.2)
    (sub / "c.jpg").write_text("x")
    (taken.root / "media" / "ab.jpg").write_text("x")
    await taken.until(("file", "media/a/b/c.jpg", "x"), ("file", "media/ab.jpg", "x"), in_any_order=True)
    (taken.root / "media" / "a").rename(taken.root / "media" / "d")
    await taken.until(("file", "media/a/b/c.jpg", None), ("file", "media/d/b/c.jpg", "x"), in_any_order=True)
    (taken.root / "media" / "d").rename(taken.root / "elsewhere")
    await taken.until(("file", "media/d/b/c.jpg", None))


async def test_of_many_files_at_once_each_is_taken_in_once(taken: Taken) -> None:
    many = taken.root / "many"
    many.mkdir()
    for number in range(300):
        (many / f"{number:03}.jpg").write_text("x")
    many.rename(taken.root / "media" / "many")
    for _ in range(300):
        if len(taken.seen) >= 300:
            break
        await asyncio.sleep(0.02)
    await taken.watcher.look()
    assert sorted(taken.seen) == [("file", f"media/many/{number:03}.jpg", "x") for number in range(300)]


async def test_a_look_finds_a_folder_that_is_watched_no_more(taken: Taken, monkeypatch: pytest.MonkeyPatch) -> None:
    path = taken.root / "playlists" / "a.toml"
    monkeypatch.setattr(taken.watcher._heard, "_touch", lambda path: None)
    shutil.rmtree(path.parent)
    await asyncio.sleep(1)
    path.parent.mkdir()
    monkeypatch.undo()
    await taken.watcher.look()
    path.write_text("one")
    await taken.until(("playlist", "playlists/a.toml", "one"))


async def test_what_can_be_watched_is_watched_though_a_folder_can_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "playlists").mkdir()
    mkdir = Path.mkdir

    def read_only(path: Path, *given: Any, **named: Any) -> None:
        if path.parent == tmp_path and not path.exists():
            raise OSError(errno.EROFS, "Read-only file system")
        mkdir(path, *given, **named)

    monkeypatch.setattr(Path, "mkdir", read_only)
    async with watching(tmp_path) as taken:
        (tmp_path / "playlists" / "a.toml").write_text("one")
        await taken.until(("playlist", "playlists/a.toml", "one"))
        monkeypatch.undo()
        (tmp_path / "feeds").mkdir()
        (tmp_path / "feeds" / "news.rss").write_text("<rss/>")
        await taken.until(("file", "feeds/news.rss", "<rss/>"))


async def test_a_folder_that_can_not_be_watched_is_told_once_and_the_others_are_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    schedule = BaseObserver.schedule

    def full(observer: BaseObserver, heard: FileSystemEventHandler, path: str, **named: Any) -> Any:
        if path.endswith("playlists"):
            raise OSError(errno.ENOSPC, "inotify watch limit reached")
        return schedule(observer, heard, path, **named)

    monkeypatch.setattr(BaseObserver, "schedule", full)
    async with watching(tmp_path) as taken:
        (tmp_path / "feeds" / "news.rss").write_text("<rss/>")
        await taken.until(("file", "feeds/news.rss", "<rss/>"))
        (tmp_path / "playlists" / "a.toml").write_text("one")
        await taken.watcher.look()
        assert taken.seen[-1] == ("playlist", "playlists/a.toml", "one")
        assert capsys.readouterr().out.count("inotify watch limit reached") == 1


async def test_a_file_beside_the_folders_is_none_of_ours(taken: Taken) -> None:
    (taken.root / "README.toml").write_text("x")
    (taken.root / "other").mkdir()
    (taken.root / "other" / "a.toml").write_text("x")
    (taken.root / "playlists" / "z.toml").write_text("last")
    await taken.until(("playlist", "playlists/z.toml", "last"))
    assert len(taken.seen) == 1


async def test_a_file_whose_name_is_not_utf_8_is_told_once_and_passed_over(
    taken: Taken, capsys: pytest.CaptureFixture[str]
) -> None:
    (taken.root / "playlists" / os.fsdecode(b"\xff.toml")).write_text("x")
    (taken.root / "playlists" / "z.toml").write_text("last")
    await taken.until(("playlist", "playlists/z.toml", "last"))
    for _ in range(2):
        await taken.watcher.look()
    assert (len(taken.seen), capsys.readouterr().out.count("its name is not UTF-8")) == (1, 1)


async def test_looking_finds_what_no_event_told_and_only_that(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=False)
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
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=False)
    (tmp_path / "playlists").mkdir()
    for name in "ab":
        (tmp_path / "playlists" / f"{name}.toml").write_text(name)
    watcher.expect(tmp_path / "playlists" / f"{name}.toml" for name in "abc")
    await watcher.look()
    assert taken.seen[-1] == ("playlist", "playlists/c.toml", None)


async def test_a_folder_that_is_suddenly_empty_is_not_believed(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=False)
    watcher.expect(tmp_path / "playlists" / f"{name}.toml" for name in "abc")
    await watcher.look()
    assert taken.seen == []
    (tmp_path / "playlists").mkdir()
    for name in "ab":
        (tmp_path / "playlists" / f"{name}.toml").write_text(name)
    await watcher.look()
    assert [seen[1] for seen in taken.seen] == ["playlists/a.toml", "playlists/b.toml", "playlists/c.toml"]


@asynccontextmanager
async def with_a_drive(root: Path, how: str) -> AsyncIterator[Taken]:
    """Six pictures on a drive that is the media folder."""
    (root / "media").mkdir()
    for number in range(6):
        (root / "media" / f"{number}.jpg").write_text("x")
    async with watching(root, how) as taken:
        taken.seen.clear()
        yield taken


async def told_of_all(taken: Taken) -> None:
    """As a poll tells of six files that it finds no more; until each was looked at."""
    for number in range(6):
        taken.watcher._touch(taken.root / "media" / f"{number}.jpg")
    await asyncio.sleep(3 * module.GONE_SECONDS)
    async with asyncio.timeout(10):
        while taken.watcher._under_way:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("how", ["events", "poll"])
async def test_an_empty_folder_that_a_drive_left_behind_is_not_believed(tmp_path: Path, how: str) -> None:
    async with with_a_drive(tmp_path, how) as taken:
        folder = tmp_path / "media"
        folder.rename(tmp_path / "away")
        folder.mkdir()
        await told_of_all(taken)
        await taken.watcher.look()
        await told_of_all(taken)
        assert taken.seen == []
        folder.rmdir()
        (tmp_path / "away").rename(folder)
        await taken.watcher.look()
        assert taken.seen == []
        (folder / "0.jpg").unlink()
        await taken.until(("file", "media/0.jpg", None))


@pytest.mark.parametrize("how", ["events", "poll"])
async def test_who_empties_a_folder_is_believed(tmp_path: Path, how: str) -> None:
    async with with_a_drive(tmp_path, how) as taken:
        for number in range(6):
            (tmp_path / "media" / f"{number}.jpg").unlink()
        await told_of_all(taken)
        assert len(taken.seen) == 6


async def test_what_came_into_the_folder_that_a_drive_left_behind_goes_when_it_is_deleted(tmp_path: Path) -> None:
    async with with_a_drive(tmp_path, "events") as taken:
        folder = tmp_path / "media"
        folder.rename(tmp_path / "away")
        folder.mkdir()
        await listening(taken.watcher)
        await taken.watcher.look()
        (folder / "new.jpg").write_text("new")
        await taken.until(("file", "media/new.jpg", "new"))
        (folder / "new.jpg").unlink()
        await taken.until(("file", "media/new.jpg", "new"), ("file", "media/new.jpg", None))


async def test_a_file_that_may_be_read_now_is_taken_in_again(taken: Taken) -> None:
    path = taken.root / "feeds" / "news.rss"
    path.write_text("<rss/>")
    await taken.until(("file", "feeds/news.rss", "<rss/>"))
    path.chmod(0o640)
    await taken.until(("file", "feeds/news.rss", "<rss/>"), ("file", "feeds/news.rss", "<rss/>"))


async def test_a_look_takes_a_file_whose_rights_changed_in_once_more(tmp_path: Path) -> None:
    taken = Taken(tmp_path)
    watcher = Watcher(tmp_path, {"playlists": taken.by("playlist")}, taken.by("file"), poll=True)
    (tmp_path / "playlists").mkdir()
    path = tmp_path / "playlists" / "a.toml"
    path.write_text("one")
    await watcher.look()
    path.chmod(0o640)
    for _ in range(3):
        await watcher.look()
    assert taken.seen == [("playlist", "playlists/a.toml", "one")] * 2
