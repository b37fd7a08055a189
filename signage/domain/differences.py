"""What a change changed: two states of a thing, as JSON, told field by field."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from .history_words import LANGUAGE_WORDS

FIELDS_AT_MOST = 500
"""So many fields of a thing are looked at; no playlist that people read has as many."""
DEEP_AT_MOST = 12

Path = tuple[str | int, ...]
Value = str | int | float | bool | None


class Difference(NamedTuple):
    """A field that changed: its path in the JSON, and its values; a list of plain values is told by its lines, None is nothing."""

    path: Path
    before: Value
    after: Value


def differences(before: str | None, after: str | None) -> tuple[Difference, ...]:
    """In the order of what is there now; None is a state in which there was nothing. Places in lists count from 0."""
    old, new = (dict(_leaves(msgspec.json.decode(body))) if body else {} for body in (before, after))
    paths = [*new, *(path for path in old if path not in new)]
    found = (Difference(path, old.get(path), new.get(path)) for path in paths[:FIELDS_AT_MOST])
    return tuple(one for one in found if one.before != one.after)


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """What is empty is left out: it says the same as what is not there."""
    if len(path) > DEEP_AT_MOST:
        return
    value = _as_words(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*path, number))
    elif isinstance(value, list):
        if value:
            yield path, "\n".join(str(inner) for inner in value)
    elif value is not None and value != "":
        yield path, value


def _as_words(value: Any) -> Any:
    """Words by language, also where they are kept as pairs ([["ja", "休館日"]]); anything else as it is."""
    pairs = isinstance(value, list) and value and all(isinstance(one, list) and len(one) == 2 for one in value)
    return dict(value) if pairs and all(str(one[0]) in LANGUAGE_WORDS for one in value) else value


def name_in(body: str | None) -> dict[str, str]:
    """How the thing itself is called, by language: its title or name; empty where it says none."""
    found = msgspec.json.decode(body) if body else None
    if not isinstance(found, dict):
        return {}
    playlist = found.get("playlist")
    inner = playlist if isinstance(playlist, dict) else found
    for field in ("title", "name"):
        name = _as_words(inner.get(field))
        if isinstance(name, dict) and name:
            return {str(code): str(words) for code, words in name.items()}
        if isinstance(name, str) and name:
            return {"ja": name}
    return {}
