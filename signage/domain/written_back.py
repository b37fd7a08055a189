"""Playlists, calendars and sources as the tables of the TOML files that say the same: what the parsers read, written back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import time
from typing import Any

import msgspec

from ..brand import Brand
from . import calendar_file, playlist_file
from .closing_days import Calendar, Days
from .date_spans import DateSpan
from .playlist_file import PlaylistFile
from .sources import Source
from .toml_values import Fields

WEEKDAYS = "月火水木金土日"
Table = dict[str, Any]


def playlist_table(file: PlaylistFile) -> Table:
    top = _table(file.playlist, playlist_file.TOP)
    top["section"] = [_table(section, playlist_file.SECTION) for section in file.playlist.sections]
    if file.rules:
        top["when"] = [_table(rule, playlist_file.WHEN) for rule in file.rules]
    return top


def calendar_table(calendar: Calendar) -> Table:
    """Raises ValueError for more days than a file may name: an .ics has no such limit."""
    if max(len(calendar.days), len(calendar.but)) > calendar_file.MAX_ROWS:
        raise ValueError("it names more days than a file of ours may; keep the .ics it came from")
    days, but = ("holiday", "not") if calendar.holidays_of else ("closed", "open")
    rows = {days: _days(calendar.days), but: _days(calendar.but)}
    return _table(calendar, calendar_file.TOP) | {name: found for name, found in rows.items() if found}


def _days(rows: Iterable[Days]) -> list[Table]:
    return [_table(row, calendar_file.ROW) for row in rows]


def source_table(source: Source) -> Table:
    """As its file has it: without the name, which is the file's."""
    table: Table = msgspec.to_builtins(source)
    table.pop("name", None)
    return table


def brand_table(brand: Brand) -> Table:
    """As [project] of the settings has it, without the mark, which is no text."""
    table: Table = msgspec.to_builtins(brand)
    return {"project": {key: value for key, value in table.items() if value and key != "logo"}}


def _table(struct: msgspec.Struct, fields: Fields) -> Table:
    """The keys of a file whose fields are not what they are when the key is left out."""
    return {key: _plain(field, value) for key, field, value in _said(struct, fields)}


def _said(struct: msgspec.Struct, fields: Fields) -> Iterable[tuple[str, str, Any]]:
    defaults = {one.name: one.default for one in msgspec.structs.fields(type(struct))}
    for key, (field, _) in fields.items():
        value = getattr(struct, field, None)
        if (value and value != defaults.get(field)) or (value is False and defaults.get(field)):
            yield key, field, value


def _plain(field: str, value: Any) -> Any:
    write = WRITERS.get(field)
    if write:
        return write(value)
    return list(value) if isinstance(value, tuple) else value


def _hours(hours: tuple[time, time]) -> str:
    return f"{hours[0]:%H:%M}-{hours[1]:%H:%M}"


def _yearly(span: DateSpan) -> str:
    return "/".join(f"{month:02}-{day:02}" for month, day in (span.first, span.last))


def _weekdays(days: Iterable[int]) -> list[str]:
    return [WEEKDAYS[day] for day in days]


def _words(pairs: Mapping[str, str] | Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(pairs)


WRITERS: Mapping[str, Callable[[Any], Any]] = {
    "hours": _hours,
    "yearly": _yearly,
    "weekdays": _weekdays,
    "says": _words,
    "title": _words,
}
"""Fields that a file has in another form than the struct."""
