"""What is found of slides on air as `check --slides` prints it: a line for each item and thing, with where and what to do."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..words import Words
from .catalogue import Catalogue
from .finding_words import remedy, says, why
from .on_air import Judged, whose

NAMED = 3
"""So many displays are named in a line."""

PLAIN: Words = {"ja": "待機スライド", "en": "the fallback slide"}


class Line(NamedTuple):
    """`serious`: people can't read it, and nobody has said yes to that."""

    serious: bool
    says: Words


def slide_lines(judged: Iterable[Judged], catalogue: Catalogue, accepted: Mapping[str, frozenset[str]]) -> list[Line]:
    """What can't be read first. One thing of one item is told once, on all its displays, with its worst figures."""
    found: dict[tuple[str, str, str], tuple[Judged, dict[str, None]]] = {}
    for one in judged:
        key = (whose(one), one.finding.code, one.finding.element)
        found.setdefault(key, (one, {}))[1].update(dict.fromkeys(one.displays))
    lines = [_line(one, tuple(its), catalogue, accepted) for one, its in found.values()]
    return sorted(lines, key=lambda line: not line.serious)


def _line(one: Judged, displays: tuple[str, ...], catalogue: Catalogue, accepted: Mapping[str, frozenset[str]]) -> Line:
    item, finding = whose(one), one.finding
    known = finding.code in accepted.get(item, frozenset())
    told: Words = {}
    for language, named in (("ja", _where(displays, catalogue, "ja")), ("en", _where(displays, catalogue, "en"))):
        title = catalogue.items[item].title if item in catalogue.items else PLAIN
        what = title.get(language) or next(iter(title.values()), item)
        button = remedy(finding)
        parts = (says(finding)[language], why(finding)[language], button[language] if button else "")
        gap, stop = ("", "。") if language == "ja" else (" ", ".")
        sentences = gap.join(part if part.endswith(stop) else f"{part}{stop}" for part in parts if part)
        agreed = {"ja": "（了承済み）", "en": " (accepted)"}[language] if known else ""
        told[language] = (
            f"{item} 「{what}」：{sentences}{named}{agreed}"
            if language == "ja"
            else (f"{item} “{what}”: {sentences} {named}{agreed}")
        )
    return Line(finding.mark == "wrong" and not known, told)


def _where(displays: tuple[str, ...], catalogue: Catalogue, language: str) -> str:
    names = [catalogue.displays[id].name for id in displays[:NAMED] if id in catalogue.displays]
    more = len(displays) - len(names)
    if language == "ja":
        return f"［{'、'.join(names)}{f'ほか{more}台' if more else ''}］"
    return f"[{', '.join(names)}{f' and {more} more' if more else ''}]"
