"""What a technician saw is kept whole, or not at all."""

import io
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from signage.actions.record_visit import NOTE_LETTERS, Photograph, Visits
from signage.errors import InputError, NotFoundError, StoreError
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.visits import Visit, load_visits
from tests.factories import a_display, a_place
from tests.render.media_samples import bomb
from tests.spare_workers import SpareWorkers

NOW = datetime(2026, 11, 22, 1, 42, tzinfo=UTC)


@pytest.fixture
async def visits(database: Database, tmp_path: Path) -> AsyncIterator[Visits]:
    async with database.write() as connection:
        await record_places(connection, [a_place()])
        await record_displays(connection, [a_display(), a_display("platform")])
    workers = SpareWorkers()
    yield Visits(database, workers, tmp_path / "visits")
    await workers.close()


def a_photograph(name: str = "a.jpg") -> Photograph:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(file, "JPEG")
    return Photograph(name, file.getvalue())


async def kept(database: Database, display: str = "entrance") -> list[Visit]:
    async with database.read() as connection:
        return await load_visits(connection, display)


async def test_a_visit_is_there_for_who_comes_next_the_newest_first(
    visits: Visits, database: Database, tmp_path: Path
) -> None:
    await visits.record("entrance", "taga", "  線が抜けていた\0。\n", [], NOW - timedelta(days=1))
    await visits.record("entrance", "kuji", "", [a_photograph(), a_photograph("b.jpg")], NOW)
    newest, first = await kept(database)
    assert (newest.by, newest.note, newest.at, len(newest.photographs)) == ("kuji", "", NOW, 2)
    assert (first.by, first.note, first.photographs) == ("taga", "線が抜けていた\ufffd。", ())
    for name in newest.photographs:
        path = await visits.photograph("entrance", name)
        with Image.open(path) as image:
            assert image.format == "WEBP"
    assert sorted(path.name for path in (tmp_path / "visits").iterdir()) == sorted(newest.photographs)
    assert await kept(database, "platform") == []


async def test_a_photograph_is_found_by_its_own_display_and_its_own_name_alone(
    visits: Visits, database: Database, tmp_path: Path
) -> None:
    await visits.record("entrance", "taga", "", [a_photograph()], NOW)
    (name,) = (await kept(database))[0].photographs
    (tmp_path / "secret.webp").write_bytes(b"x")
    for display, asked in (
        ("platform", name),
        ("entrance", "../secret.webp"),
        ("entrance", ""),
        ("entrance", "x.webp"),
    ):
        with pytest.raises(NotFoundError):
            await visits.photograph(display, asked)
    (tmp_path / "visits" / name).unlink()
    with pytest.raises(NotFoundError):
        await visits.photograph("entrance", name)


async def test_one_photograph_that_can_not_be_used_keeps_nothing_and_is_named(
    visits: Visits, database: Database, tmp_path: Path
) -> None:
    for photographs, says in (
        ([a_photograph(), Photograph("notes.txt", b"words")], "「notes.txt」写真ではありません"),
        ([Photograph("bomb.png", bomb())], "「bomb.png」画像が大きすぎます"),
        ([a_photograph()] * 5, "写真は 4 枚までです"),
        ([Photograph("large.jpg", b"\xff\xd8\xff" + bytes(15_000_000))], "「large.jpg」15 MB までです"),
    ):
        with pytest.raises(InputError) as told:
            await visits.record("entrance", "taga", "見た", photographs, NOW)
        assert says in told.value.message
    assert await kept(database) == [] and not (tmp_path / "visits").exists()


async def test_a_note_has_its_limit_and_one_of_the_two_is_needed(visits: Visits, database: Database) -> None:
    for note in (" \n", "長" * (NOTE_LETTERS + 1)):
        with pytest.raises(InputError):
            await visits.record("entrance", "taga", note, [], NOW)
    await visits.record("entrance", "taga", "長" * NOTE_LETTERS, [], NOW)
    assert len(await kept(database)) == 1


async def test_a_full_disk_is_told_and_keeps_no_visit(visits: Visits, database: Database, tmp_path: Path) -> None:
    (tmp_path / "visits").write_bytes(b"in the way")
    with pytest.raises(StoreError):
        await visits.record("entrance", "taga", "見た", [a_photograph()], NOW)
    assert await kept(database) == []


async def test_visits_go_with_the_rest_of_the_archive_and_their_photographs_with_them(
    visits: Visits, database: Database, tmp_path: Path
) -> None:
    for days, note in ((401, "old"), (399, "kept")):
        await visits.record("entrance", "taga", note, [a_photograph()], NOW - timedelta(days=days))
    folder = tmp_path / "visits"
    (folder / "cut off.webp.part").write_bytes(b"half")
    await visits.sweep(NOW, archive_days=400)
    assert len(list(folder.iterdir())) == 3, "what was only just written stays"
    for path in folder.iterdir():
        os.utime(path, ((NOW - timedelta(days=2)).timestamp(),) * 2)
    await visits.sweep(NOW, archive_days=400)
    (left,) = await kept(database)
    assert left.note == "kept"
    assert [path.name for path in folder.iterdir()] == list(left.photographs)


async def test_sweeping_where_nobody_ever_was_does_nothing(visits: Visits) -> None:
    await visits.sweep(NOW, archive_days=400)
