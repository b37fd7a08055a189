"""A calendar's file goes into the store and raises the revision; a broken one leaves the last good version."""

from pathlib import Path

import pytest

from signage.actions.take_in_calendar import take_in_calendar
from signage.store.calendars import load_calendar_origins
from signage.store.catalogue import CatalogueKeeper
from signage.store.database import Database
from signage.store.problems import load_problems
from tests.factories import NOW

GOOD = '[[closed]]\nyearly = "12-29/01-03"\n'
ICS = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20261229\n{}END:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "input" / "calendars").mkdir(parents=True)
    return tmp_path / "input"


async def take(database: Database, folder: Path, text: str | None, name: str = "city.toml") -> None:
    path = folder / "calendars" / name
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")
    await take_in_calendar(database, folder, path, NOW, "Asia/Tokyo")


async def kept(database: Database) -> tuple[list[str], list[str]]:
    async with database.read() as connection:
        problems = [problem.message for problem in await load_problems(connection)]
        return list((await load_calendar_origins(connection)).values()), problems


async def test_a_calendar_comes_and_goes_with_its_file(database: Database, folder: Path) -> None:
    keeper = CatalogueKeeper(database)
    before = await keeper.current()
    await take(database, folder, GOOD)
    during = await keeper.current()
    assert during.revision > before.revision and list(during.calendars) == ["city"]
    await take(database, folder, None)
    after = await keeper.current()
    assert after.revision > during.revision and after.calendars == {}


async def test_the_same_file_again_changes_nothing(database: Database, folder: Path) -> None:
    for name, text in (("city.toml", GOOD), ("school.ics", ICS.format("RRULE:FREQ=YEARLY\n"))):
        await take(database, folder, text, name)
        before = (await CatalogueKeeper(database).current()).revision
        await take(database, folder, text, name)
        assert (await CatalogueKeeper(database).current()).revision == before


@pytest.mark.parametrize("broken", ["[[closed", "", "[[closed]]\ndays = 3\n", "x" * 300_000])
async def test_a_broken_one_leaves_the_last_good_version_until_it_is_mended(
    database: Database, folder: Path, broken: str
) -> None:
    await take(database, folder, GOOD)
    await take(database, folder, broken)
    origins, problems = await kept(database)
    assert origins == ["calendars/city.toml"]
    assert len(problems) == 1 and problems[0].startswith("calendars/city.toml")
    await take(database, folder, GOOD)
    assert (await kept(database))[1] == []


async def test_an_ics_is_taken_in_and_what_of_it_was_passed_over_is_told(database: Database, folder: Path) -> None:
    await take(database, folder, ICS.format("END:VEVENT\nBEGIN:VEVENT\nUID:b\n"), "school.ics")
    origins, (told,) = await kept(database)
    assert origins == ["calendars/school.ics"]
    assert told == "calendars/school.ics: the event “b” is passed over: it has no DTSTART"
    await take(database, folder, ICS.format(""), "school.ics")
    assert (await kept(database))[1] == []
    await take(database, folder, "no calendar", "school.ics")
    origins, (told,) = await kept(database)
    assert origins == ["calendars/school.ics"] and told.startswith("calendars/school.ics: this is no iCalendar file")


async def test_of_two_files_of_one_name_the_second_is_refused(database: Database, folder: Path) -> None:
    await take(database, folder, GOOD)
    await take(database, folder, ICS.format(""), "city.ics")
    origins, problems = await kept(database)
    assert origins == ["calendars/city.toml"]
    assert problems == ["calendars/city.ics: calendars/city.toml has the name “city” already; rename one of them"]
    await take(database, folder, None, "city.ics")
    assert await kept(database) == (["calendars/city.toml"], [])


async def test_when_the_first_of_two_files_goes_the_other_is_taken_in_without_a_gap(
    database: Database, folder: Path
) -> None:
    await take(database, folder, GOOD)
    await take(database, folder, ICS.format(""), "city.ics")
    await take(database, folder, None)
    assert await kept(database) == (["calendars/city.ics"], [])
    await take(database, folder, "[[", "city.toml")
    await take(database, folder, None, "city.ics")
    origins, (told,) = await kept(database)
    assert origins == [] and told.startswith("calendars/city.toml")


async def test_a_file_may_change_from_one_form_to_the_other(database: Database, folder: Path) -> None:
    await take(database, folder, GOOD)
    (folder / "calendars" / "city.toml").unlink()
    await take(database, folder, ICS.format(""), "city.ics")
    await take_in_calendar(database, folder, folder / "calendars" / "city.toml", NOW, "Asia/Tokyo")
    assert await kept(database) == (["calendars/city.ics"], [])
