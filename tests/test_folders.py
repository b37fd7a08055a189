"""What the folders give is read again each day; a drive that is away just then takes nothing with it."""

from pathlib import Path
from typing import Any

from signage.folders import _Taking
from signage.settings import Settings
from signage.store.calendars import load_calendars
from signage.store.database import Database
from signage.store.problems import load_problems
from signage.watcher import Watcher

ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
DTSTART;VALUE=DATE:20261229
RRULE:FREQ=YEARLY
END:VEVENT
END:VCALENDAR
"""


def taking(database: Database, root: Path) -> _Taking:
    nobody: Any = None  # calendars wake none of the others
    return _Taking(Settings(input=str(root)), database, nobody, nobody, nobody)


async def known(database: Database) -> tuple[list[str], list[str]]:
    async with database.read() as connection:
        problems = [problem.message for problem in await load_problems(connection)]
        return list(await load_calendars(connection)), problems


async def test_closing_days_stay_when_the_drive_is_away_at_the_hour_they_are_read_again(
    database: Database, tmp_path: Path
) -> None:
    folder, away = tmp_path / "calendars", tmp_path / "away"
    folder.mkdir()
    (folder / "city.toml").write_text('[[closed]]\nyearly = "12-29/01-03"\n')
    files = taking(database, tmp_path)
    watcher = Watcher(tmp_path, {"calendars": files.take_calendar}, files.take_other, poll=False)
    await watcher.look()
    folder.rename(away)
    await files.read_calendars_again()
    assert await known(database) == (["city"], [])
    away.rename(folder)
    await watcher.look()
    await files.read_calendars_again()
    assert await known(database) == (["city"], [])


async def test_a_calendar_that_is_there_is_read_again(database: Database, tmp_path: Path) -> None:
    (tmp_path / "calendars").mkdir()
    path = tmp_path / "calendars" / "city.ics"
    path.write_text(ICS)
    files = taking(database, tmp_path)
    await files.take_calendar(path)
    path.write_text("no calendar")
    await files.read_calendars_again()
    calendars, (told,) = await known(database)
    assert calendars == ["city"] and told.startswith("calendars/city.ics: this is no iCalendar file")
    path.write_text(ICS)
    await files.read_calendars_again()
    assert await known(database) == (["city"], [])
