"""A playlist's text → Playlist and rules, or an error with its file, line and key."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

import msgspec

from ..errors import InputError
from ..words import Words
from .calendars import Hours, parse_hours, weekday
from .content import KINDS
from .playlists import Playlist, Section
from .schedule import Rule
from .toml_text import Path, TomlText, meant

MAX_BYTES = 200_000
MAX_SECTIONS = 50
MAX_RULES = 200


class PlaylistFile(msgspec.Struct, frozen=True):
    """What one file says: a playlist, and when and where it applies."""

    playlist: Playlist
    rules: tuple[Rule, ...] = ()


def parse_playlist(text: str, file: str) -> PlaylistFile:
    """Reads the TOML of a playlist; its name is the file's stem.

    Raises InputError: `where` is `file:line: key`, the message says what is wrong and what to write.
    """
    if len(text.encode()) > MAX_BYTES:
        raise InputError(f"it is larger than {MAX_BYTES // 1000} kB; no playlist needs that", file)
    toml = TomlText(text, file)
    top = _read(toml, TOP, toml.values)
    sections: list[Section] = []
    for number, fields in enumerate(_rows(toml, SECTION, "section", top.pop("section", []), MAX_SECTIONS), 1):
        sections.append(_section(toml, number, fields, sections))
    rules = _rows(toml, WHEN, "when", top.pop("when", []), MAX_RULES)
    if not sections:
        toml.refuse('it has no [[section]], so it would show nothing; add one with, say, kinds = ["news"]', ())
    name = PurePath(file).stem
    playlist = Playlist(name=name, sections=tuple(sections), **top)
    return PlaylistFile(playlist, tuple(_rule(toml, name, number, fields) for number, fields in enumerate(rules, 1)))


# One reader a kind of value: it returns the value as the domain has it, or raises InputError without a place.


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"write a text in quotes, not {_shown(value)}")
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise InputError(f'write a list of texts like ["a", "b"], not {_shown(value)}')
    if not value:
        raise InputError("the list is empty; leave the line out to mean all")
    return tuple(one.strip() for one in value)


def _words(value: Any) -> Words:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise InputError('write it for each language: title.ja = "…" and title.en = "…"')
    return dict(value)


def _one_of(*names: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in names:
            raise InputError(f"{_shown(value)} is not known{meant(value, names)}")
        return str(value)

    return read


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"write true or false, without quotes, not {_shown(value)}")
    return value


def _kinds(value: Any) -> tuple[str, ...]:
    return tuple(_one_of(*KINDS)(kind) for kind in _texts(value))


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:  # True is an int to Python, not to an editor
            raise InputError(f"write a whole number from {least} to {most}, not {_shown(value)}")
        return value

    return read


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 2 <= value <= 300:
        raise InputError(f"write seconds from 2 to 300, not {_shown(value)}")
    return float(value)


def _template(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.html", value):
        raise InputError(f"write the name of a file among the slide templates like “news.html”, not {_shown(value)}")
    return value


def _weekdays(value: Any) -> tuple[int, ...]:
    return tuple(sorted({weekday(name) for name in _texts(value)}))


def _hours(value: Any) -> Hours:
    if not isinstance(value, str):
        raise InputError('write the hours in quotes: "20:00-06:00"')
    return parse_hours(value)


def _from(value: Any) -> datetime:
    day = _day(value)
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def _until(value: Any) -> datetime:
    """A date counts as a whole day, so it is stored as the next day's beginning, exclusive."""
    day = _day(value)
    return day if isinstance(day, datetime) else datetime.combine(day + timedelta(days=1), time())


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise InputError(f"write a date without quotes like 2027-03-31, or 2027-03-31T17:15, not {_shown(value)}")
    if not 2000 <= value.year <= 2100:
        raise InputError(f"the year {value.year} can't be meant")
    return value


def _local(read: Callable[[Any], datetime]) -> Callable[[Any], datetime]:
    def local(value: Any) -> datetime:
        if isinstance(value, datetime) and value.tzinfo:
            raise InputError(f"write the time at the display, without {value:%z} or Z: {value:%Y-%m-%dT%H:%M}")
        return read(value)

    return local


def _tables(name: str) -> Callable[[Any], list[dict[str, Any]]]:
    def read(value: Any) -> list[dict[str, Any]]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise InputError(f"write [[{name}]] with two brackets; there may be several")
        return value

    return read


def _shown(value: Any) -> str:
    """A value as the editor wrote it, for a sentence, shortened."""
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "this list"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text if len(text) <= 60 else text[:57] + "…"
    return f"“{text}”" if isinstance(value, str) else text


Fields = Mapping[str, tuple[str, Callable[[Any], Any]]]
"""Key in the file → (field of the struct, reader)."""

TOP: Fields = {
    "title": ("title", _words),
    "transition": ("transition", _one_of("fade", "cut")),
    "clock": ("clock", _truth),
    "section": ("section", _tables("section")),
    "when": ("when", _tables("when")),
}
SECTION: Fields = {
    "name": ("name", _text),
    "items": ("items", _texts),
    "kinds": ("kinds", _kinds),
    "sources": ("sources", _texts),
    "themes": ("themes", _texts),
    "newest": ("newest", _whole(1, 1000)),
    "weight": ("weight", _whole(1, 100)),
    "seconds": ("seconds", _seconds),
    "template": ("template", _template),
    "qr": ("qr", _truth),
}
WHEN: Fields = {
    "displays": ("displays", _texts),
    "groups": ("groups", _texts),
    "place_types": ("place_types", _texts),
    "from": ("begins", _local(_from)),
    "until": ("ends", _local(_until)),
    "weekdays": ("weekdays", _weekdays),
    "hours": ("hours", _hours),
    "priority": ("priority", _whole(-100, 100)),
}


def _read(toml: TomlText, fields: Fields, table: Mapping[str, Any], path: Path = ()) -> dict[str, Any]:
    found = {}
    for key, value in table.items():
        if key not in fields:
            place = f"[[{path[0]}]]" if path else "a playlist"
            toml.refuse(f"{place} has no such key{meant(key, fields)}", (*path, key))
        field, read = fields[key]
        try:
            found[field] = read(value)
        except InputError as problem:
            toml.refuse(problem.message, (*path, key))
    return found


def _rows(toml: TomlText, fields: Fields, name: str, tables: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    if len(tables) > most:
        toml.refuse(f"more than {most} [[{name}]] are too many", (name, most))
    return [_read(toml, fields, table, (name, number)) for number, table in enumerate(tables)]


def _section(toml: TomlText, number: int, fields: dict[str, Any], earlier: Iterable[Section]) -> Section:
    section = Section(**{"name": f"section {number}", **fields})
    if section.name in [one.name for one in earlier]:
        toml.refuse(f"an earlier section has the name “{section.name}” too", ("section", number - 1, "name"))
    return section


def _rule(toml: TomlText, playlist: str, number: int, fields: dict[str, Any]) -> Rule:
    rule = Rule(playlist=playlist, number=number, **fields)
    if rule.begins and rule.ends and rule.begins >= rule.ends:
        toml.refuse("it ends before it begins, so it never applies", ("when", number - 1, "until"))
    return rule
