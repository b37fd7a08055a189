"""A playlist's text → Playlist and rules, or an error with its file, line and key."""

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

import msgspec

from ..errors import InputError
from . import toml_values as values
from .content import KINDS
from .playlists import Playlist, Section
from .repeating import first_day
from .schedule import HOLIDAYS, Rule, counted_from
from .toml_text import TomlText
from .toml_values import Fields, read_rows, read_table

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
    top = read_table(toml, TOP, toml.values, "a playlist")
    sections: list[Section] = []
    for number, fields in enumerate(read_rows(toml, SECTION, "section", top.pop("section", []), MAX_SECTIONS), 1):
        sections.append(_section(toml, number, fields, sections))
    rules = read_rows(toml, WHEN, "when", top.pop("when", []), MAX_RULES)
    if not sections:
        toml.refuse('it has no [[section]], so it would show nothing; add one with, say, kinds = ["news"]', ())
    name = PurePath(file).stem
    playlist = Playlist(name=name, sections=tuple(sections), **top)
    return PlaylistFile(playlist, tuple(_rule(toml, name, number, fields) for number, fields in enumerate(rules, 1)))


def _kinds(value: Any) -> tuple[str, ...]:
    return tuple(values.one_of(*KINDS)(kind) for kind in values.texts(value))


def _seconds(value: Any) -> float:
    if type(value) not in (int, float) or not 2 <= value <= 300:
        raise InputError(f"write seconds from 2 to 300, not {values.shown(value)}")
    return float(value)


def _template(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]*\.html", value):
        raise InputError(
            f"write the name of a file among the slide templates like “news.html”, not {values.shown(value)}"
        )
    return value


TOP: Fields = {
    "title": ("title", values.words("title")),
    "transition": ("transition", values.one_of("fade", "cut")),
    "clock": ("clock", values.truth),
    "section": ("section", values.tables("section")),
    "when": ("when", values.tables("when")),
}
SECTION: Fields = {
    "name": ("name", values.text),
    "title": ("title", values.words("title")),
    "items": ("items", values.texts),
    "kinds": ("kinds", _kinds),
    "sources": ("sources", values.texts),
    "themes": ("themes", values.texts),
    "newest": ("newest", values.whole(1, 1000)),
    "weight": ("weight", values.whole(1, 100)),
    "seconds": ("seconds", _seconds),
    "template": ("template", _template),
    "qr": ("qr", values.truth),
}
WHEN: Fields = {
    "displays": ("displays", values.texts),
    "groups": ("groups", values.texts),
    "place_types": ("place_types", values.texts),
    "from": ("begins", values.wall_from),
    "until": ("ends", values.wall_until),
    "weekdays": ("weekdays", values.weekdays),
    "rrule": ("rrule", values.rrule),
    "holidays": ("holidays", values.one_of(*HOLIDAYS)),
    "only_days_of": ("only_days_of", values.texts),
    "not_days_of": ("not_days_of", values.texts),
    "hours": ("hours", values.hours),
    "priority": ("priority", values.whole(-100, 100)),
}


def _section(toml: TomlText, number: int, fields: dict[str, Any], earlier: Iterable[Section]) -> Section:
    section = Section(**{"name": f"section {number}", **fields})
    if section.name in [one.name for one in earlier]:
        toml.refuse(f"an earlier section has the name “{section.name}” too", ("section", number - 1, "name"))
    return section


def _rule(toml: TomlText, playlist: str, number: int, fields: dict[str, Any]) -> Rule:
    rule = Rule(playlist=playlist, number=number, **fields)
    if rule.begins and rule.ends and rule.begins >= rule.ends:
        toml.refuse("it ends before it begins, so it never applies", ("when", number - 1, "until"))
    if rule.rrule and first_day(rule.rrule, counted_from(rule)) is None:
        toml.refuse("it never comes to a day; look at its days and months again", ("when", number - 1, "rrule"))
    return rule
