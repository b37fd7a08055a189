"""Sources and calendars that people set up: beside those of files, never over them."""

from pathlib import Path

import msgspec
import pytest

from signage.actions.keep_calendar import keep_calendar, remove_calendar
from signage.actions.keep_source import ask_again, keep_source, remove_source
from signage.actions.take_in_calendar import take_in_calendar
from signage.actions.take_in_source import take_in_source
from signage.actions.undo_set_up import undo_set_up, undoable
from signage.domain.accounts import Person
from signage.domain.closing_days import Calendar, Days
from signage.domain.date_spans import DateSpan
from signage.domain.forms.typed import seen_of
from signage.domain.sources import Memory, Source
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from signage.folders import _origins
from signage.store.calendars import load_calendar_origins, load_calendars
from signage.store.content import load_items, replace_items
from signage.store.database import Database
from signage.store.displays import record_places
from signage.store.problems import load_problems, record_problem
from signage.store.sources import FETCH_NOUN, load_source_origins, load_sources, record_fetch
from tests.factories import NOW, a_place, an_item

ALL, STRIPS = Person("a", "administrator"), Person("b", "editor", groups=("strips",))
CITY = Source(name="city", type="rss", address="https://www.city.example/rss")
TURN = Calendar(name="turn", title=(("ja", "年末年始"),), days=(Days(yearly=DateSpan((12, 29), (1, 3))),))


async def kept(database: Database) -> dict[str, Source]:
    async with database.read() as connection:
        return {one.source.name: one.source for one in await load_sources(connection)}


async def test_a_source_is_kept_changed_and_given_up_with_its_items(database: Database) -> None:
    await keep_source(database, CITY, "a", NOW)
    async with database.write() as connection:
        await replace_items(connection, "city", (an_item("city-1", source="city"),), NOW, whole=True, newest=None)
    changed = msgspec.structs.replace(CITY, minutes=30)
    with pytest.raises(ConflictError):
        await keep_source(database, changed, "a", NOW)
    await keep_source(database, changed, "a", NOW, seen_of(CITY))
    assert await kept(database) == {"city": changed}
    await remove_source(database, "city", "a", NOW)
    async with database.read() as connection:
        items, gone = await load_items(connection)
    assert (await kept(database), items, [one.item.id for one in gone]) == ({}, {}, ["city-1"])
    with pytest.raises(NotFoundError):
        await remove_source(database, "city", "a", NOW)


async def test_a_source_that_is_given_up_by_mistake_comes_back(database: Database) -> None:
    await keep_source(database, CITY, ALL.name, NOW)
    await remove_source(database, "city", ALL.name, NOW)
    await undo_set_up(database, "source", "city", await undoable(database, "source", "city", ALL), ALL, NOW)
    assert await kept(database) == {"city": CITY}


async def test_a_source_that_is_undone_leaves_no_problem_behind(database: Database) -> None:
    await keep_source(database, CITY, ALL.name, NOW)
    async with database.write() as connection:
        await record_problem(connection, FETCH_NOUN, "city", "the server answered 404", NOW)
    await undo_set_up(database, "source", "city", await undoable(database, "source", "city", ALL), ALL, NOW)
    async with database.read() as connection:
        assert await load_problems(connection) == []


async def test_one_that_the_rules_of_files_refuse_is_refused_here_too(database: Database) -> None:
    for wrong in ({"address": "http://"}, {"type": "ical", "kind": "history"}, {"link_hosts": ("https://x",)}):
        with pytest.raises(InputError):
            await keep_source(database, msgspec.structs.replace(CITY, **wrong), "a", NOW)
    assert await kept(database) == {}


async def test_a_source_that_is_asked_again_is_fetched_whole_at_the_next_turn(database: Database) -> None:
    await keep_source(database, CITY, "a", NOW)
    async with database.write() as connection:
        await record_fetch(connection, "city", Memory(etag="x"), NOW)
    await ask_again(database, "city")
    async with database.read() as connection:
        [found] = await load_sources(connection)
    assert (found.fetched_at, found.memory) == (None, Memory())
    with pytest.raises(NotFoundError):
        await ask_again(database, "nobody")


async def test_a_file_does_not_take_the_place_of_what_people_set_up(database: Database, tmp_path: Path) -> None:
    await keep_source(database, CITY, "a", NOW)
    file = tmp_path / "sources" / "city.toml"
    file.parent.mkdir()
    file.write_text('type = "rss"\naddress = "https://other.example/rss"\n')
    await take_in_source(database, tmp_path, file, NOW)
    assert await kept(database) == {"city": CITY}
    async with database.read() as connection:
        [problem] = await load_problems(connection)
    assert "rename the file" in problem.message
    file.unlink()
    await take_in_source(database, tmp_path, file, NOW)
    assert await kept(database) == {"city": CITY}
    async with database.read() as connection:
        assert await load_problems(connection) == []


async def test_what_a_file_gives_is_changed_in_the_file_alone(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "sources" / "city.toml"
    file.parent.mkdir()
    file.write_text('type = "rss"\naddress = "https://www.city.example/rss"\n')
    await take_in_source(database, tmp_path, file, NOW)
    async with database.read() as connection:
        assert await load_source_origins(connection) == {"city": "sources/city.toml"}
    for wrong in (
        keep_source(database, msgspec.structs.replace(CITY, minutes=1), "a", NOW, seen_of(CITY)),
        remove_source(database, "city", "a", NOW),
    ):
        with pytest.raises(InputError, match="file"):
            await wrong
    assert await kept(database) == {"city": CITY}


async def test_a_start_looks_for_the_files_of_what_came_from_files_only(database: Database, tmp_path: Path) -> None:
    """What people set up is not taken for something whose file is gone."""
    await keep_source(database, CITY, "a", NOW)
    await keep_calendar(database, TURN, ALL, NOW)
    file = tmp_path / "sources" / "news.toml"
    file.parent.mkdir()
    file.write_text('type = "rss"\naddress = "https://www.city.example/news"\n')
    await take_in_source(database, tmp_path, file, NOW)
    assert await _origins(database) == ["sources/news.toml"]


async def test_a_calendar_is_kept_and_stays_while_it_is_used(database: Database, tmp_path: Path) -> None:
    await keep_calendar(database, TURN, ALL, NOW)
    with pytest.raises(ConflictError):
        await keep_calendar(database, TURN, ALL, NOW)
    with pytest.raises(ForbiddenError):
        await keep_calendar(database, TURN, STRIPS, NOW, seen_of(TURN))
    async with database.write() as connection:
        await record_places(connection, [a_place(closed=("turn",))])
    with pytest.raises(InputError, match="station"):
        await remove_calendar(database, "turn", ALL, NOW)
    async with database.write() as connection:
        await record_places(connection, [a_place()])
    file = tmp_path / "calendars" / "turn.toml"
    file.parent.mkdir()
    file.write_text("[[closed]]\nday = 2026-12-24\n")
    await take_in_calendar(database, tmp_path, file, NOW, "Asia/Tokyo")
    async with database.read() as connection:
        assert await load_calendars(connection) == {"turn": TURN}
        assert await load_calendar_origins(connection) == {"turn": ""}
    await remove_calendar(database, "turn", ALL, NOW)
    async with database.read() as connection:
        assert await load_calendars(connection) == {}


async def test_a_calendar_that_a_file_gives_is_changed_in_the_file_alone(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "calendars" / "turn.toml"
    file.parent.mkdir()
    file.write_text("[[closed]]\nday = 2026-12-24\n")
    await take_in_calendar(database, tmp_path, file, NOW, "Asia/Tokyo")
    async with database.read() as connection:
        given = (await load_calendars(connection))["turn"]
    for wrong in (
        keep_calendar(database, TURN, ALL, NOW, seen_of(given)),
        remove_calendar(database, "turn", ALL, NOW),
    ):
        with pytest.raises(InputError, match="file"):
            await wrong
