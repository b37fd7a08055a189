"""How slips in the settings are told: which value, as what, and what would do."""

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from .brand import Brand, Theme

_KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "text", "array": "a list"}
_SHAPES = {
    "watch": "events or poll",
    "campaign": "small letters, figures and _, 60 at most",
    "project.colour": "a colour such as #B5121B",
    "project.landmark": "chimney, or nothing",
    "project": "a table, [project], with keys of its own",
    "project.themes": 'a table for each theme: [project.themes.green] with name.ja = "…" or name.en = "…"',
    "project.logo": "left out: a logo is given on the page “Name and colours”",
}


def in_words(problem: str, values: Mapping[str, Any], table: type[msgspec.Struct]) -> str:
    """What msgspec says of a value, as somebody who wrote it reads it: which, as what, and what would do.

    `values` are what was read for `table`, the settings.
    """
    at = re.search(r" - at `\$\.?(.+)`$", problem)
    key = _of_theme(at[1], values) if at else ""
    if unknown := re.search(r"unknown field `(.+?)`", problem):
        known = [one.name for one in msgspec.structs.fields(Brand if key == "project" else table)]
        whole = f"{key}.{unknown[1]}" if key else unknown[1]
        return f"there is no setting “{whole}”{meant(unknown[1], known)}"
    expected = re.search(r"Expected `(\w+)`(?: ([<>]=?) ([\d.]+))?", problem)
    what = _SHAPES.get(key) or (_KINDS.get(expected[1]) if expected else None)
    if not what and key.startswith("project.themes.") and key.count(".") == 2:
        what = f'a table of its own: [{key}] with name.ja = "…" or name.en = "…"'
    if not what and expected and expected[1] == "object":
        what = f'written for each language: {key.rpartition(".")[2]}.ja = "…" and {key.rpartition(".")[2]}.en = "…"'
    limit = {"<=": " of {} at most", ">=": " of {} at least", ">": " above {}"}
    more = limit.get(expected[2], "").format(expected[3]) if expected and expected[2] else ""
    return f"{key}: {_value(key, values)} can’t be used; it has to be {what or 'another kind of value'}{more}"


def _of_theme(key: str, values: Mapping[str, Any]) -> str:
    """A place in a theme with the theme's own key, where msgspec writes [...]: that of the first that can't be used."""
    if not key.startswith("project.themes[...]"):
        return key
    for name, theme in values["project"]["themes"].items():
        try:
            msgspec.convert(theme, Theme)
        except msgspec.ValidationError:
            return key.replace("[...]", f".{name}", 1)
    return key


_SECRETS = {"database", "metrics_token", "notifications", "webhook_secret", "webhook_url"}
"""Settings that may hold a password or a token: what was written there is not told."""


def _value(key: str, values: Mapping[str, Any]) -> str:
    found: Any = {} if key.partition("[")[0] in _SECRETS else values
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return f"“{found}”" if isinstance(found, str | int | float) else "this"


def meant(word: str, known: Iterable[str], cutoff: float = 0.7) -> str:
    """What was likely meant by a word that is not known, as the end of a sentence; empty if nothing is near."""
    near = difflib.get_close_matches(word, list(known), 1, cutoff)
    return f"; did you mean “{near[0]}”?" if near else ""
