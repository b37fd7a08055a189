"""Calendars of closing days out of the input folder or from the pages: TOML, or iCalendar as a calendar program exports it."""

import codecs
import re
from datetime import datetime
from pathlib import Path

from ..domain.calendar_file import CalendarNotes, parse_calendar
from ..domain.calendar_ics import parse_ics
from ..errors import InputError, SourceError
from .encodings import decode
from .folder import read_file, read_text

FOLDER = "calendars"
SUFFIXES = (".toml", ".ics")
MAX_BYTES = 1_000_000
"""Of an .ics file."""


def read_calendar(root: Path, where: str, now: datetime, timezone: str) -> CalendarNotes:
    """The calendar in a file, named from the input folder `root`; `timezone` is the office's, for times that name none.

    Raises InputError or SourceError. Blocking.
    """
    if where.endswith(".ics"):
        return read_ics(read_file(root, where, MAX_BYTES), where, now, timezone)
    return CalendarNotes(parse_calendar(read_text(root, where), where))


def read_ics(body: bytes, file: str, now: datetime, timezone: str) -> CalendarNotes:
    """`parse_ics` of an .ics file in whatever encoding. Raises InputError or SourceError. Blocking as that is."""
    if len(body) > MAX_BYTES:
        raise InputError(f"it is larger than {MAX_BYTES // 1_000_000} MB; closing days need less", file)
    try:
        text, broken = decode(_unfolded(body), _label(body))
    except SourceError as problem:
        raise SourceError(problem.message, file) from problem
    read = parse_ics(text, file, now, timezone)
    notes = (f"{broken} broken letters were left out",) if broken else ()
    return CalendarNotes(read.calendar, (*notes, *read.notes))


def _unfolded(body: bytes) -> bytes:
    """Joined before it is decoded, since a fold may cut a letter; in UTF-16, where two letters may look like one, after."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body
    return re.sub(rb"\r?\n[ \t]", b"", body)


def _label(body: bytes) -> str | None:
    """ISO-2022-JP is ASCII to look at, but for its escapes."""
    return "charset=iso-2022-jp" if b"\x1b$" in body else None
