"""Where posters are to hang, as people type or paste it: a line for each corner, 「JR大甕駅、改札前、3」."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from ...words import in_words
from ..displays import Place
from ..posters import WHERE_LETTERS, Site
from .typed import Typed

MOST_LINES = 2_000
_BETWEEN = re.compile(r"\s*[\t、，,]\s*")


def read_corners(typed: Typed, name: str, places: Mapping[str, Place], language: str, copies: int) -> tuple[Site, ...]:
    """The field's lines: a place by its name or id, then what in it, then how many (else `copies`); as typed with 、 or a
    comma, or as a spreadsheet gives its cells. What can't be read is refused with its line.
    """
    ids = {_plain(word): place.id for place in places.values() for word in (*place.name.values(), place.id)}
    found = list[Site]()
    for line, text in enumerate(typed.lines(name, MOST_LINES), 1):
        place, *cells = _BETWEEN.split(text.strip(" 、，,"))
        id = ids.get(_plain(place))
        if id is None:
            typed.refuse(name, f"{line}行目：「{place[:30]}」という場所はありません。", f"Line {line}: no such place.")
            continue
        where, number = _where_and_copies(cells)
        if number is not None and not 1 <= number <= 1_000:
            typed.refuse(name, f"{line}行目：枚数は 1〜1,000 です。", f"Line {line}: 1 to 1,000 sheets.")
        elif len(where) > WHERE_LETTERS:
            typed.refuse(
                name,
                f"{line}行目：貼るところは {WHERE_LETTERS}文字までです。",
                f"Line {line}: at most {WHERE_LETTERS} characters say where in it.",
            )
        else:
            found.append(Site(place=id, where={language: where} if where else {}, copies=number or copies))
    return tuple(found)


def corner_lines(sites: Iterable[Site], places: Mapping[str, Place], language: str) -> str:
    """The lines that `read_corners` reads back."""
    return "\n".join(_line(site, places, language) for site in sites)


def _line(site: Site, places: Mapping[str, Place], language: str) -> str:
    place = places.get(site.place)
    name = in_words(place.name, language) if place else site.place
    return "、".join(filter(None, (name, in_words(site.where, language), str(site.copies))))


def _where_and_copies(cells: Sequence[str]) -> tuple[str, int | None]:
    """The last cell is a number of sheets if it looks like one (3, ３枚)."""
    last = unicodedata.normalize("NFKC", cells[-1]) if cells else ""
    said = re.fullmatch(r"(\d{1,5}) ?(?:枚|部|sheets?|copies)?", last)
    words = cells[:-1] if said else cells
    return "、".join(filter(None, words)), int(said[1]) if said else None


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
