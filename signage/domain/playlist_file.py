"""A playlist's text → Playlist and rules, or an error with its file, line and key."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cached_property
from pathlib import PurePath
from typing import Any, NoReturn

import msgspec

from signage.errors import InputError

from .calendars import Hours, parse_hours, weekday
from .content import KINDS, Words
from .playlists import Playlist, Section
from .schedule import Rule

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
    page = _Page(text.removeprefix("\ufeff"), file)
    tables = page.tables
    top = page.read(TOP, {name: value for name, value in tables.items() if name not in ("section", "when")})
    sections = [
        page.read(SECTION, table, "section", n) for n, table in enumerate(page.rows("section", MAX_SECTIONS), 1)
    ]
    rules = [page.read(WHEN, table, "when", n) for n, table in enumerate(page.rows("when", MAX_RULES), 1)]
    if not sections:
        page.refuse('it has no [[section]], so it would show nothing; add one with, say, kinds = ["news"]')
    name = PurePath(file).stem
    playlist = Playlist(name=name, sections=page.sections(sections), **top)
    return PlaylistFile(playlist, tuple(page.rule(name, n, fields) for n, fields in enumerate(rules, 1)))


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
            raise InputError(f"{_shown(value)} is not known{nearest(value, names)}; write {listed(names)}")
        return str(value)

    return read


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
        raise InputError(f'write the name of a file among the slide templates like "news.html", not {_shown(value)}')
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


Fields = Mapping[str, tuple[str, Callable[[Any], Any]]]
"""Key in the file → (field of the struct, reader)."""

TOP: Fields = {"title": ("title", _words), "transition": ("transition", _one_of("fade", "cut"))}
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


class _Page:
    """A file's text, and where its keys stand: tomllib tells no lines."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.lines = lines_of(text)

    def refuse(self, message: str, table: str = "", number: int = 0, key: str = "") -> NoReturn:
        places = ((table, number, key), (table, number, ""), ("", 0, table), (key, 1, ""), (key, 0, ""))
        line = next((self.lines[place] for place in places if place in self.lines), 0)
        place = f"{self.file}:{line}" if line else self.file
        raise InputError(message, f"{place}: {key}" if key else place)

    @cached_property
    def tables(self) -> dict[str, Any]:
        if len(self.text.encode()) > MAX_BYTES:
            self.refuse(f"it is larger than {MAX_BYTES // 1000} kB; no playlist needs that")
        try:
            tables = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as problem:
            message, _, position = str(problem).partition(" (at line ")
            line = position.split(",")[0]
            place = f"{self.file}:{line}" if line.isdigit() else self.file
            raise InputError(f"this is not TOML: {message}", place) from problem
        except RecursionError as problem:
            raise InputError("its brackets are nested too deeply", self.file) from problem
        self.no_others(tables, (*TOP, "section", "when"))
        return tables

    def no_others(self, table: Mapping[str, Any], known: Iterable[str], name: str = "", number: int = 0) -> None:
        for key in table:
            if key not in known:
                place = f"[[{name}]]" if name else "a playlist"
                self.refuse(f"{place} has no such key{nearest(key, known)}; it has {listed(known)}", name, number, key)

    def rows(self, name: str, most: int) -> list[dict[str, Any]]:
        rows = self.tables.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.refuse(f"write [[{name}]] with two brackets; there may be several", name)
        if len(rows) > most:
            self.refuse(f"more than {most} [[{name}]] are too many", name, most + 1)
        return rows

    def read(self, fields: Fields, table: Mapping[str, Any], name: str = "", number: int = 0) -> dict[str, Any]:
        self.no_others(table, fields, name, number)
        found = {}
        for key, value in table.items():
            field, read = fields[key]
            try:
                found[field] = read(value)
            except InputError as problem:
                self.refuse(problem.message, name, number, key)
        return found

    def sections(self, rows: list[dict[str, Any]]) -> tuple[Section, ...]:
        named = [{"name": f"section {number}", **fields} for number, fields in enumerate(rows, 1)]
        for number, fields in enumerate(named, 1):
            if fields["name"] in [earlier["name"] for earlier in named[: number - 1]]:
                self.refuse(f'an earlier section has the name "{fields["name"]}" too', "section", number, "name")
        return tuple(Section(**fields) for fields in named)

    def rule(self, playlist: str, number: int, fields: dict[str, Any]) -> Rule:
        rule = Rule(playlist=playlist, number=number, **fields)
        if rule.begins and rule.ends and rule.begins >= rule.ends:
            self.refuse("it ends before it begins, so it never applies", "when", number, "until")
        return rule


_HEADER = re.compile(r"\s*(\[\[?)\s*([\w-]+)[^\]]*\]")
_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


def lines_of(text: str) -> dict[tuple[str, int, str], int]:
    """(table, which of its name from 1, key) → line, from 1; key "" is the table's header, table "" the top."""
    found: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    table, in_text = "", ""
    for line, content in enumerate(text.split("\n"), 1):
        begun = in_text
        for quote in re.findall(r'"""|\'\'\'', content):
            in_text = "" if in_text == quote else in_text or quote
        if begun:
            continue
        if header := _HEADER.match(content):
            table = header[2]
            counts[table] = counts.get(table, 0) + (header[1] == "[[")
            found.setdefault((table, counts[table], ""), line)
        elif key := _KEY.match(content):
            found.setdefault((table, counts.get(table, 0), key[1]), line)
    return found


def nearest(name: object, known: Iterable[str]) -> str:
    """` (did you mean "…"?)` or nothing."""
    found = get_close_matches(str(name).lower(), list(known), 1, 0.6)
    return f' (did you mean "{found[0]}"?)' if found else ""


def listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _shown(value: Any) -> str:
    """A value as the editor wrote it, shortened."""
    if isinstance(value, (dict, list)):
        return "a table" if isinstance(value, dict) else "this list"
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
