"""Whatever is swept: what is in force, and what was shown in the last archive_days, still has all its files."""

import asyncio
import os
import shutil
import tempfile
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Text, delete, select

from signage.actions.count_scans import ScanBook
from signage.actions.sweep import Swept, sweep
from signage.domain.commands import Command
from signage.domain.health import StatusChange
from signage.domain.heartbeat import Heartbeat
from signage.domain.manifest import Made
from signage.domain.media import Media, Rendition
from signage.store import sweep as store_sweep
from signage.store.archive import BARE, blob_names
from signage.store.blobs import Blobs
from signage.store.care import Care, record_care
from signage.store.commands import record_command
from signage.store.database import Database, opened
from signage.store.displays import record_displays
from signage.store.heartbeats import Beat, record_heartbeats
from signage.store.media import Decoding, Kept, Page, record_decoding, replace_media
from signage.store.now_rules import record_now_rule
from signage.store.plays import PlayBatch, record_plays
from signage.store.problems import load_problems, record_problem
from signage.store.publications import Head, load_heads, load_publications, record_heads, record_publications
from signage.store.scan_sums import load_hour_sums, load_spot_sums
from signage.store.scans import load_scans
from signage.store.slides import MadeSlide, SlideIndex, load_slides, record_slides
from signage.store.statuses import Turn, record_turns
from signage.store.sweep import SPARED, load_names
from signage.store.tables import metadata, publications, statuses
from tests.actions.kept import a_slide, a_tail, files, keep_something, publish, rows
from tests.factories import NOW, a_display

DAYS = 400
LONG_AGO = NOW - timedelta(days=DAYS + 10)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def age(blobs: Blobs, days: float = 2) -> None:
    at = (NOW - timedelta(days=days)).timestamp()
    for path in blobs.folder.rglob("*.*"):
        os.utime(path, (at, at))


async def swept(database: Database, blobs: Blobs, now: datetime = NOW, **changes: Any) -> Swept:
    """Two runs: files go with the second."""
    first = await sweep(database, blobs, blobs.folder.parent, now, archive_days=DAYS, **changes)
    age(blobs)
    second = await sweep(database, blobs, blobs.folder.parent, now, archive_days=DAYS, **changes)
    return Swept(*(one + other for one, other in zip(first, second, strict=True)))


async def test_what_was_replaced_before_the_archive_begins_goes_with_its_slides_and_files(
    database: Database, blobs: Blobs
) -> None:
    old, new = a_slide(blobs, "old", b"old picture", b"font"), a_slide(blobs, "new", b"font")
    gone = await publish(database, blobs, LONG_AGO - timedelta(days=5), old)
    kept = await publish(database, blobs, LONG_AGO, new)
    size = sum(blobs.path(name).stat().st_size for name in (f"{gone}.json", f"{old.made.slide}.html")) + 11
    assert await swept(database, blobs) == Swept(1, 1, 1, 0, 0, files=3, bytes=size)
    async with database.read() as connection:
        assert await load_publications(connection) == {"0123456789ab": kept}
        assert [slide.recipe for slide in await load_slides(connection)] == [new.recipe]
    assert files(blobs) == {f"{kept}.json", f"{new.made.slide}.html", new.made.needs[0][0].removeprefix("/media/")}


async def test_what_was_on_glass_at_the_first_moment_of_the_archive_stays(database: Database, blobs: Blobs) -> None:
    await publish(database, blobs, LONG_AGO, a_slide(blobs, "old"))
    await publish(database, blobs, NOW - timedelta(days=DAYS - 1), a_slide(blobs, "new"))
    before = files(blobs)
    assert (await swept(database, blobs)).publications == 0
    assert files(blobs) == before


async def test_a_channel_that_no_display_has_any_more_goes_when_the_last_that_had_it_is_forgotten(
    database: Database, blobs: Blobs
) -> None:
    await publish(database, blobs, LONG_AGO - timedelta(days=5), a_slide(blobs, "old"), channel="a" * 12)
    await publish(database, blobs, LONG_AGO, a_slide(blobs, "new"), channel="b" * 12)
    done = await swept(database, blobs)
    assert (done.publications, done.heads) == (1, 1)


async def test_a_dry_run_changes_nothing(database: Database, blobs: Blobs) -> None:
    await publish(database, blobs, LONG_AGO - timedelta(days=5), a_slide(blobs, "old"))
    await publish(database, blobs, LONG_AGO, a_slide(blobs, "new"))
    blobs.store(b"named by nothing", "webp")
    age(blobs)
    before = await rows(database), files(blobs)
    done = await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS, dry_run=True)
    assert (done.publications, done.slides, done.files, done.bytes) == (1, 1, 1, 16)
    assert (await rows(database), files(blobs)) == before


async def test_a_file_of_the_last_day_stays_and_so_does_one_that_is_stored_again(
    database: Database, blobs: Blobs
) -> None:
    old, again, young = (blobs.store(content, "webp") for content in (b"old", b"again", b"young"))
    age(blobs)
    blobs.store(b"again", "webp")
    os.utime(blobs.path(young), ((NOW - timedelta(hours=23)).timestamp(),) * 2)
    os.utime(blobs.path(again), (NOW.timestamp(),) * 2)
    await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS)
    assert files(blobs) == {again, young}
    assert old not in files(blobs)


async def test_what_the_next_slide_needs_stays_though_no_row_names_it(database: Database, blobs: Blobs) -> None:
    font = blobs.store(b"font", "woff2")
    await swept(database, blobs, keep=[font])
    assert files(blobs) == {font}


async def test_of_old_scans_the_finest_rows_go_and_the_sums_that_pages_read_stay(
    database: Database, blobs: Blobs
) -> None:
    book, long_ago = ScanBook(database, "Asia/Tokyo"), NOW - timedelta(days=DAYS + 1)
    for at in (long_ago, NOW):
        book.count("SRVEY", "AB22", "phone", at)
    await book.write()
    await swept(database, blobs)
    async with database.read() as connection:
        left = await load_scans(connection, long_ago - timedelta(days=1), NOW + timedelta(days=1))
        days = await load_spot_sums(connection, long_ago.date() - timedelta(days=1), NOW.date())
        hours = await load_hour_sums(connection, long_ago - timedelta(days=1), NOW + timedelta(days=1))
    assert len(left) == 1 and left[0].hour > long_ago
    assert days == {("SRVEY", "AB22"): 2} and sum(count for _, count in hours) == 2


async def test_half_written_files_go(database: Database, blobs: Blobs) -> None:
    path = blobs.path("ab" * 32 + ".html.123.part")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    await swept(database, blobs)
    assert files(blobs) == set()


async def test_the_server_is_told_of_slides_that_are_forgotten(database: Database, blobs: Blobs) -> None:
    old = a_slide(blobs, "old")
    await publish(database, blobs, LONG_AGO - timedelta(days=5), old)
    await publish(database, blobs, LONG_AGO, a_slide(blobs, "new"))
    told: list[Sequence[str]] = []
    await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS, forget=told.append)
    assert told == [[old.recipe]]


async def test_problems_of_things_that_are_gone_go(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "playlists").mkdir()
    (tmp_path / "playlists" / "there.toml").touch()
    gone = (("playlist", "gone"), ("source", "gone"), ("source file", "gone"), ("calendar", "calendars/gone.ics"))
    there = (("calendar note", "playlists/there.toml"), ("playlist", "there"), ("slide", "x|ja"))
    async with database.write() as connection:
        for noun, name in (*gone, *there):
            await record_problem(connection, noun, name, "broken", NOW)
    assert (await swept(database, blobs)).problems == len(gone)
    async with database.read() as connection:
        assert tuple((one.noun, one.name) for one in await load_problems(connection)) == there


async def test_what_a_file_was_decoded_into_goes_when_the_file_is_in_the_folder_no_more(
    database: Database, blobs: Blobs
) -> None:
    sizes = [Rendition(blobs.store(content, "webp"), 10, 10, 5) for content in (b"there", b"gone", b"young")]
    age(blobs)
    os.utime(blobs.path(sizes[2].file), (NOW.timestamp(),) * 2)
    async with database.write() as connection:
        for sha256, size in zip("abc", sizes, strict=True):
            await record_decoding(connection, sha256 * 64, "1" * 64, Decoding((Page((size,)),)))
        kept = Kept("a" * 64, "", (Media(name="there.jpg", renditions=(sizes[0],)),))
        await replace_media(connection, "there.jpg", kept, NOW)
    for _ in range(2):
        await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS)
    assert files(blobs) == {sizes[0].file, sizes[2].file}
    assert [row[0] for row in (await rows(database))["decodings"]] == ["a" * 64, "c" * 64]


async def test_rules_given_by_hand_go_a_day_after_they_are_over(database: Database, blobs: Blobs) -> None:
    async with database.write() as connection:
        for days in (3, 0):
            await record_now_rule(connection, "fair", NOW - timedelta(days=days), timedelta(hours=1))
    assert (await swept(database, blobs)).now_rules == 1


async def test_plays_and_commands_go_when_they_are_older_than_the_archive(database: Database, blobs: Blobs) -> None:
    moments = [NOW - timedelta(days=days) for days in (DAYS + 1, DAYS - 1)]
    async with database.write() as connection:
        await record_displays(connection, [a_display()])
        batches = [PlayBatch("entrance", f"batch-{n}", at, at, "{}") for n, at in enumerate(moments)]
        await record_plays(connection, batches)
        for number, at in enumerate(moments):
            command = Command(id=f"command-{number}", name="reload", args={}, expires_at=0)
            await record_command(connection, "entrance", command, "tanaka", at, at)
    await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS, dry_run=True)
    assert [len((await rows(database))[name]) for name in ("plays", "commands")] == [2, 2]
    await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS)
    left = await rows(database)
    assert [(row[1] if name == "plays" else row[0]) for name in ("plays", "commands") for row in left[name]] == [
        "batch-1",
        "command-1",
    ]


async def test_of_displays_that_are_displays_no_more_only_what_was_within_the_archive_stays(
    database: Database, blobs: Blobs
) -> None:
    names, heard = ("entrance", "gone"), Heartbeat(at=NOW.timestamp() * 1000)
    async with database.write() as connection:
        await record_displays(connection, [a_display()])
        await record_heartbeats(connection, {name: Beat(NOW, heard) for name in names})
        for at in (LONG_AGO, NOW):
            await connection.execute(delete(statuses))
            turns = [Turn(name, None, StatusChange(at, "ok", "", {"ja": "正常"})) for name in names]
            await record_turns(connection, turns)
        for name in names:
            await record_care(connection, name, Care(note="脚立がいる"))
    await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS, dry_run=True)
    assert [len((await rows(database))[name]) for name in ("heartbeats", "statuses", "care")] == [2, 2, 2]
    await sweep(database, blobs, blobs.folder.parent, NOW, archive_days=DAYS)
    left = await rows(database)
    assert [row[0] for name in ("heartbeats", "statuses", "care") for row in left[name]] == ["entrance"] * 3
    assert sorted(row[0] for row in left["status_changes"]) == ["entrance", "entrance", "gone"]


def test_a_slide_that_is_forgotten_is_neither_made_nor_the_last_good_one(blobs: Blobs) -> None:
    index, old, new = SlideIndex(), a_slide(blobs, "old"), a_slide(blobs, "new")
    index.add([old, new])
    index.forget([old.recipe, "unknown"])
    assert [index.made(one.recipe) for one in (old, new)] == [None, new.made]
    assert [index.last_good(one.subject) for one in (old, new)] == [None, new.made]


def test_slides_are_forgotten_without_holding_each_against_each(blobs: Blobs) -> None:
    """Hundreds of thousands against hundreds would hold up every display."""

    class OfItsOwn(Made, frozen=True, eq=False):
        def __eq__(self, other: object) -> bool:
            raise AssertionError("held against another")

        __hash__ = None  # type: ignore[assignment]

    index = SlideIndex()
    index.add([MadeSlide(f"recipe-{n}", f"subject-{n}", OfItsOwn(f"{n}" * 64, 1)) for n in range(3)])
    index.forget(["recipe-0", "recipe-1"])
    assert [index.last_good(f"subject-{n}") is None for n in range(3)] == [True, True, False]


async def test_a_second_sweep_finds_nothing_more(database: Database, blobs: Blobs) -> None:
    await keep_something(database, blobs, LONG_AGO)
    await swept(database, blobs)
    assert not any(await swept(database, blobs))


async def test_every_name_in_every_row_is_found_a_few_rows_at_a_time_beside_the_loop(
    database: Database, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    slides = [a_slide(blobs, f"item-{n}", b"picture %d" % n) for n in range(5)]
    for number in range(5):
        await publish(database, blobs, NOW + timedelta(hours=number), *slides[: number + 1])
    looked: list[tuple[int, int]] = []
    real = store_sweep._named_by

    def watched(table: str, part: Sequence[Any]) -> set[str]:
        looked.append((threading.get_ident(), len(part)))
        return real(table, part)

    monkeypatch.setattr(store_sweep, "AT_ONCE", 2)
    monkeypatch.setattr(store_sweep, "_named_by", watched)
    async with database.read() as connection:
        assert await load_names(connection) == files(blobs)
        shown = await store_sweep.load_shown(connection)
    assert {threading.get_ident()}.isdisjoint(thread for thread, _ in looked)
    assert max(count for _, count in looked) == 2
    assert [len(rows_) for rows_ in shown] == [5, 5] and list(map(sorted, shown)) == list(shown)


def test_no_table_that_is_not_looked_through_could_name_a_file() -> None:
    """Long texts of theirs: plays name slides by their hash alone, and changes are told in words of ours."""
    tables = [metadata.tables[name] for name in SPARED]
    texts = {(table.name, one.name) for table in tables for one in table.columns if isinstance(one.type, Text)}
    assert texts == {("plays", "body"), ("status_changes", "says")}
    assert SPARED.isdisjoint(table for table, _ in BARE)


CHANNELS = ("a" * 12, "b" * 12, "c" * 12)
change = st.tuples(
    st.integers(0, 60),  # days since the one before
    st.sampled_from(CHANNELS),
    st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True),  # its slides
    st.sampled_from(["one", "two", ""]),  # the display that has this channel from now on
)


@settings(max_examples=20, deadline=None)
@given(changes=st.lists(change, max_size=15), days=st.integers(1, 500))
def test_what_is_in_force_or_was_shown_within_the_archive_has_all_its_files(
    empty_file: Path, changes: list[tuple[int, str, list[int], str]], days: int
) -> None:
    with patch("os.fsync"):
        asyncio.run(_sweep_and_look(empty_file, changes, days))


async def _sweep_and_look(empty_file: Path, changes: list[tuple[int, str, list[int], str]], days: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        blobs = Blobs(Path(folder) / "blobs")
        async with opened(f"sqlite+aiosqlite:///{shutil.copy(empty_file, folder)}") as database:
            at = NOW - timedelta(days=sum(change[0] for change in changes))
            shown: dict[str, list[tuple[datetime, str]]] = {}
            for gap, channel, numbers, display in changes:
                at += timedelta(days=gap, seconds=1)
                slides = [a_slide(blobs, f"item-{n}", b"picture %d" % (n % 3)) for n in numbers]
                tail = a_tail(blobs, *slides)
                async with database.write() as connection:
                    await record_slides(connection, slides, at)
                    await record_publications(connection, {channel: tail}, at)
                    if display:
                        await record_heads(connection, {display: Head(channel, "{}")}, at)
                shown.setdefault(channel, []).append((at, tail))
            now = max(NOW, at) + timedelta(seconds=1)
            for _ in range(3):
                age(blobs)
                await sweep(database, blobs, Path(folder), now, archive_days=days)
            there = files(blobs)
            cutoff = now - timedelta(days=days)
            async with database.read() as connection:
                heads = await load_heads(connection)
                last = await load_publications(connection)
                kept = set((await connection.execute(select(publications.c.tail))).scalars())
                made = {f"{slide.made.slide}.html" for slide in await load_slides(connection)}
            in_force = {last[head.channel] for head in heads.values()}
            within = {tail for rows_ in shown.values() for at, tail in rows_ if at >= cutoff}
            for tail in in_force | within | kept:
                assert blob_names(blobs.load(f"{tail}.json")) | {f"{tail}.json"} <= there
            assert made <= there
            assert {display for *_, display in changes} - {""} == set(heads)
