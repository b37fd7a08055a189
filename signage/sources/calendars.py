"""Calendars of closing days out of the input folder: TOML, or iCalendar as a calendar program exports it."""

from datetime import datetime
from pathlib import Path

from ..domain.calendar_file import CalendarNotes, parse_calendar
from ..domain.calendar_ics import MAX_BYTES, parse_ics
from .folder import read_file, read_text

FOLDER = "calendars"
SUFFIXES = (".toml", ".ics")


def read_calendar(root: Path, where: str, now: datetime, timezone: str) -> CalendarNotes:
    """The calendar in a file, named from the input folder `root`; `timezone` is the office's, for times that name none.

    Raises InputError or SourceError. Blocking.
    """
    if where.endswith(".ics"):
        return parse_ics(read_file(root, where, MAX_BYTES), where, now, timezone)
    return CalendarNotes(parse_calendar(read_text(root, where), where))
