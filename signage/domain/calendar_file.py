"""A calendar's text (TOML) → Calendar, or an error with its file, line and key."""

from pathlib import PurePath
from typing import Any

import msgspec

from ..errors import InputError
from . import toml_values as values
from .closing_days import Calendar, Days
from .holidays import check_country
from .repeating import FIRST_DAY, first_day
from .toml_text import TomlText
from .toml_values import Fields, read_rows, read_table

MAX_ROWS = 500
IF_HOLIDAY = ("open", "next", "next weekday")


def _country(value: Any) -> str:
    return check_country(values.text(value))


def _says(name: str) -> Any:
    read = values.words(name)
    return lambda value: tuple(sorted(read(value).items()))


def _only_true(value: Any) -> bool:
    if values.truth(value) is False:
        raise InputError("leave the line out, or write true: then the row means public holidays only")
    return True


TOP: Fields = {
    "title": ("title", _says("title")),
    "holidays_of": ("holidays_of", _country),
    "closed": ("closed", values.tables("closed")),
    "open": ("open", values.tables("open")),
    "holiday": ("holiday", values.tables("holiday")),
    "not": ("not", values.tables("not")),
}
ROW: Fields = {
    "day": ("day", values.day),
    "from": ("first", values.day),
    "until": ("last", values.day),
    "yearly": ("yearly", values.yearly),
    "weekdays": ("weekdays", values.weekdays),
    "rrule": ("rrule", values.rrule),
    "holidays": ("holidays", _only_true),
    "if_holiday": ("if_holiday", values.one_of(*IF_HOLIDAY)),
    "says": ("says", _says("says")),
}
HOLIDAY_ROW: Fields = {key: field for key, field in ROW.items() if key not in ("holidays", "if_holiday")}


def parse_calendar(text: str, file: str) -> Calendar:
    """Reads the TOML of a calendar; its name is the file's stem. Raises InputError: `where` is `file:line: key`.

    [[closed]] names days, [[open]] takes some out again; with `holidays_of` these are [[holiday]] and [[not]].
    """
    toml = TomlText(text, file)
    top = read_table(toml, TOP, toml.values, "a calendar")
    country = top.get("holidays_of", "")
    days, but = ("holiday", "not") if country else ("closed", "open")
    for key in ("closed", "open") if country else ("holiday", "not"):
        if key in top:
            _refuse_row(toml, key, country)
    if not top.get(days) and not top.get(but):
        toml.refuse(f"it names no day; add a [[{days}]] with, say, day = 2026-12-29", ())
    return Calendar(
        name=PurePath(file).stem,
        title=top.get("title", ()),
        days=_days(toml, days, top.get(days, []), holidays=bool(country)),
        but=_days(toml, but, top.get(but, []), holidays=bool(country)),
        holidays_of=country,
    )


def _refuse_row(toml: TomlText, key: str, country: str) -> None:
    instead = {"closed": "holiday", "open": "not", "holiday": "closed", "not": "open"}[key]
    if country:
        toml.refuse(f"in a calendar with holidays_of write [[{instead}]]", (key,))
    toml.refuse(f'write [[{instead}]], or name the country: holidays_of = "JP"', (key,))


def _days(toml: TomlText, name: str, rows: list[dict[str, Any]], *, holidays: bool) -> tuple[Days, ...]:
    fields = read_rows(toml, HOLIDAY_ROW if holidays else ROW, name, rows, MAX_ROWS)
    return tuple(_row(toml, name, number, row) for number, row in enumerate(fields))


def _row(toml: TomlText, name: str, number: int, fields: dict[str, Any]) -> Days:
    where = (name, number)
    if "day" in fields:
        if "first" in fields or "last" in fields:
            toml.refuse("write either day, or from and until", (*where, "day"))
        fields["first"] = fields["last"] = fields.pop("day")
    row = Days(**fields)
    if row == Days(says=row.says, if_holiday=row.if_holiday):
        toml.refuse("it names no day; write day, from and until, yearly, weekdays, rrule or holidays", where)
    if row.first and row.last and row.first > row.last:
        toml.refuse("it ends before it begins", (*where, "until"))
    if row.rrule and first_day(row.rrule, row.first or FIRST_DAY) is None:
        toml.refuse("it never comes to a day; look at its days and months again", (*where, "rrule"))
    return row


class CalendarNotes(msgspec.Struct, frozen=True):
    """A calendar, and what of its file was passed over, as sentences."""

    calendar: Calendar
    notes: tuple[str, ...] = ()
