"""A source that is a file of the input folder."""

import asyncio
import os
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from signage.errors import SourceError
from signage.sources import SOURCES, Fetching, Memory, fetching, folder
from signage.sources.folder import read_file, read_text

from .conftest import sample, source

LIMIT = 1_000_000


def refusal(root: Path, name: str) -> str:
    with pytest.raises(SourceError) as caught:
        read_file(root, name, LIMIT)
    assert caught.value.where == name
    return caught.value.message


async def test_a_feed_may_be_a_file(tmp_path: Path, closed: Fetching) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/news.rss").write_text(sample("rss20.xml"), "utf-8")
    first = await SOURCES["rss"].fetch(source(), Memory(), closed)
    assert first.items is not None
    assert len(first.items) == 3
    assert (await SOURCES["rss"].fetch(source(), first.memory, closed)).items is None


async def test_a_drive_that_hangs_keeps_one_thread_and_none_of_the_loops(
    tmp_path: Path, closed: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/news.rss").write_text(sample("rss20.xml"), "utf-8")
    reading, began, drive = [], threading.Event(), threading.Event()

    def hang(*given: Any) -> bytes:
        reading.append(threading.current_thread())
        began.set()
        drive.wait()
        return read_file(*given)

    monkeypatch.setattr(fetching, "read_file", hang)
    impatient = msgspec.structs.replace(closed, seconds=0.05)
    for said in ("within 0.05 seconds", "still hangs", "still hangs"):
        with pytest.raises(SourceError, match=f"the drive gave no file.*{said}"):
            await SOURCES["rss"].fetch(source(), Memory(), impatient)
    await asyncio.to_thread(began.wait)
    [thread] = reading
    assert thread.daemon  # a server that stops does not wait for it
    drive.set()
    await asyncio.to_thread(thread.join)
    assert (await SOURCES["rss"].fetch(source(), Memory(), closed)).items


@pytest.mark.parametrize("name", ["../secret", "a/../../secret", "link", "dir/secret"])
def test_no_path_and_no_link_leads_out_of_the_input_folder(name: str, tmp_path: Path) -> None:
    root = tmp_path / "input"
    (root / "a").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "dir").symlink_to(tmp_path)
    assert refusal(root, name) == "the path leads out of the input folder; put the file itself inside it"


def test_a_link_inside_the_input_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").symlink_to("a")
    assert read_file(tmp_path, "b", LIMIT) == b"a"


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    assert refusal(tmp_path, "pipe") == "this is not a file that can be read"
    assert "can't be" in refusal(tmp_path, "loop")
    assert "can't be read" in refusal(tmp_path, ".")
    assert "there is no such file" in refusal(tmp_path, "nothing")
    assert "can't be found" in refusal(tmp_path, "nul\0")


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b" " * (LIMIT + 1))
    assert refusal(tmp_path, "big") == "the file is larger than 1 MB"


def test_a_limit_below_a_megabyte_is_told_in_kilobytes(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b" " * 200_001)
    with pytest.raises(SourceError, match="the file is larger than 200 kB"):
        read_text(tmp_path, "big", 200_000)


def test_a_text_that_is_not_utf_8_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "text").write_bytes("駅".encode("cp932"))
    with pytest.raises(SourceError, match=r"^text: save the file as UTF-8"):
        read_text(tmp_path, "text", LIMIT)


@pytest.mark.parametrize("in_place", [False, True])
def test_a_file_replaced_while_it_is_read_is_read_again(
    in_place: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "news.rss"
    path.write_bytes(b"old")
    fstat = os.fstat
    changes = iter([b"new and longer"])

    def change_under_our_hands(descriptor: int) -> os.stat_result:
        before = fstat(descriptor)
        for body in changes:
            if in_place:
                path.write_bytes(body)
            else:
                (tmp_path / "fresh").write_bytes(body)
                (tmp_path / "fresh").replace(path)
        return before

    monkeypatch.setattr(os, "fstat", change_under_our_hands)
    assert read_file(tmp_path, "news.rss", LIMIT) == b"new and longer"


def test_a_file_that_is_still_being_written_is_read_when_it_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(b"half")

    def write_on(_: float) -> None:
        path.write_bytes(b"half and half")
        os.utime(path, (0, 0))

    monkeypatch.setattr(folder, "QUIET_SECONDS", 60)
    monkeypatch.setattr(time, "sleep", write_on)
    assert read_file(tmp_path, "events.csv", LIMIT) == b"half and half"


def test_a_file_of_a_computer_whose_clock_is_ahead_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "events.csv").write_bytes(b"whole")
    os.utime(tmp_path / "events.csv", (time.time() + 600,) * 2)
    monkeypatch.setattr(folder, "QUIET_SECONDS", 60)
    assert read_file(tmp_path, "events.csv", LIMIT) == b"whole"


def test_a_file_that_never_rests_is_left_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "_same", lambda one, other: False)
    monkeypatch.setattr(folder, "PAUSE_SECONDS", 0)
    (tmp_path / "news.rss").write_bytes(b"a")
    assert "keeps changing" in refusal(tmp_path, "news.rss")


def test_many_replacements_never_mix_two_versions(tmp_path: Path) -> None:
    path = tmp_path / "news.rss"
    versions = [bytes([letter]) * 200_000 for letter in b"ab"]
    path.write_bytes(versions[0])
    stop = threading.Event()

    def replace() -> None:
        while not stop.wait(0.001):
            versions.reverse()
            (tmp_path / "fresh").write_bytes(versions[0])
            (tmp_path / "fresh").replace(path)

    writer = threading.Thread(target=replace)
    writer.start()
    try:
        for _ in range(50):
            try:
                assert read_file(tmp_path, "news.rss", LIMIT) in versions
            except SourceError as error:
                assert "keeps changing" in error.message
    finally:
        stop.set()
        writer.join()
