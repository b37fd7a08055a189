"""Values of a TOML file as people write them: one reader a kind of value, and tables read key by key.

A reader returns the value as the domain has it, or raises InputError without a place.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from ..errors import InputError
from ..words import Words, language_problem
from . import calendars, date_spans, repeating
from .calendars import MIDNIGHT, ONE_DAY, Hours
from .toml_text import Path, TomlText, meant

FIRST_YEAR, LAST_YEAR = 2000, 2100
FIRST, LAST = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)  # noqa: DTZ001 wall time
"""Within these a rule begins and ends; one that ends with the last of the days ends as the next begins."""


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"write a text in quotes, not {shown(value)}")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise InputError(f'write a list of texts like ["a", "b"], not {shown(value)}')
    if not value:
        raise InputError("the list is empty; leave the line out to mean all")
    return tuple(one.strip() for one in value)


def words(name: str) -> Callable[[Any], Words]:
    def read(value: Any) -> Words:
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise InputError(f'write it for each language: {name}.ja = "…" and {name}.en = "…"')
        if problem := next(filter(None, map(language_problem, value)), None):
            raise InputError(problem)
        return dict(value)

    return read


def one_of(*names: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in names:
            raise InputError(f"{shown(value)} is not known{meant(value, names)}")
        return str(value)

    return read


def truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"write true or false, without quotes, not {shown(value)}")
    return value


def whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:  # True is an int to Python, not to an editor
            raise InputError(f"write a whole number from {least} to {most}, not {shown(value)}")
        return value

    return read


def weekdays(value: Any) -> tuple[int, ...]:
    return tuple(sorted({calendars.weekday(name) for name in texts(value)}))


def hours(value: Any) -> Hours:
    if not isinstance(value, str):
        raise InputError('write the hours in quotes: "20:00-06:00"')
    return calendars.parse_hours(value)


def rrule(value: Any) -> str:
    """Its own text, once it is known to be a rule."""
    rule = text(value)
    repeating.parse_rrule(rule)
    return rule


def yearly(value: Any) -> date_spans.DateSpan:
    return date_spans.parse_yearly(text(value))


def wall_from(value: Any) -> datetime:
    found = day_or_wall(value)
    return found if isinstance(found, datetime) else datetime.combine(found, MIDNIGHT)


def wall_until(value: Any) -> datetime:
    """A date counts as a whole day, so it is stored as the next day's beginning, exclusive."""
    found = day_or_wall(value)
    return found if isinstance(found, datetime) else datetime.combine(found + ONE_DAY, time())


def day(value: Any) -> date:
    found = day_or_wall(value)
    if isinstance(found, datetime):
        raise InputError(f"write the day alone: {found:%Y-%m-%d}")
    return found


def day_or_wall(value: Any) -> date:
    """A date, or a naive wall time at the display."""
    if not isinstance(value, date):
        raise InputError(f"write a date without quotes like 2027-03-31, or 2027-03-31T17:15, not {shown(value)}")
    if isinstance(value, datetime) and value.tzinfo:
        raise InputError(f"write the time at the display, without {value:%z} or Z: {value:%Y-%m-%dT%H:%M}")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise InputError(f"the year {value.year} can't be meant")
    return value


def tables(name: str) -> Callable[[Any], list[dict[str, Any]]]:
    def read(value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise InputError(f"write [[{name}]] with two brackets; there may be several")
        return value

    return read


def shown(value: Any) -> str:
    """A value as the editor wrote it, for a sentence, shortened."""
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "this list"
    said = str(value).lower() if isinstance(value, bool) else str(value)
    said = said if len(said) <= 60 else said[:57] + "…"
    return f"“{said}”" if isinstance(value, str) else said


Fields = Mapping[str, tuple[str, Callable[[Any], Any]]]
"""Key in the file → (field of the struct, reader)."""


def read_table(
    toml: TomlText, fields: Fields, table: Mapping[str, Any], whole_file: str, path: Path = ()
) -> dict[str, Any]:
    """The fields of a table; `whole_file` names the top one (“a playlist”). Raises InputError with file, line and key."""
    found = {}
    for key, value in table.items():
        if key not in fields:
            place = f"[[{path[0]}]]" if path else whole_file
            toml.refuse(f"{place} has no such key{meant(key, fields)}", (*path, key))
        field, read = fields[key]
        try:
            found[field] = read(value)
        except InputError as problem:
            toml.refuse(problem.message, (*path, key))
    return found


def read_rows(toml: TomlText, fields: Fields, name: str, rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """The fields of each [[name]], at most so many. Raises InputError with file, line and key."""
    if len(rows) > most:
        toml.refuse(f"more than {most} [[{name}]] are too many", (name, most))
    return [read_table(toml, fields, table, "", (name, number)) for number, table in enumerate(rows)]
