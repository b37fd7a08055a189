"""Where posters are to hang, as people type or paste it: a line for each corner, 「JR大甕駅、改札前、3」."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from ...words import in_words
from ..displays import Place
from ..posters import WHERE_LETTERS, Site, ids_by_name
from .typed import Typed

MOST_LINES = 2_000
IDS_TOLD = 5
"""Of places that have one name."""
_BETWEEN = re.compile(r"\s*[\t、，,]\s*")


def read_corners(typed: Typed, name: str, places: Mapping[str, Place], language: str, copies: int) -> tuple[Site, ...]:
    """The field's lines: a place by its name or id, then what in it, then how many (else `copies`); as typed with 、 or a
    comma, or as a spreadsheet gives its cells. What can't be read is refused with its line.
    """
    ids = _ids(places)
    found = list[Site]()
    for line, text in enumerate(typed.lines(name, MOST_LINES), 1):
        place, *cells = _BETWEEN.split(text.strip(" 、，,"))
        id = _id(place, places, ids)
        if not id:
            _refuse_place(typed, name, line, place, places)
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
    ids = _ids(places)
    return "\n".join(
        "、".join(filter(None, (_name(site, places, ids, language), in_words(site.where, language), str(site.copies))))
        for site in sites
    )


def _name(site: Site, places: Mapping[str, Place], ids: Mapping[str, str], language: str) -> str:
    """The place's name; its id where the name, read back, would not be this place."""
    place = places.get(site.place)
    name = in_words(place.name, language) if place else ""
    return name if not _BETWEEN.search(name) and _id(name, places, ids) == site.place else site.place


def _ids(places: Mapping[str, Place]) -> dict[str, str]:
    """By names, and by ids in whatever letters they are typed."""
    return {_plain(id): id for id in places} | ids_by_name(places.values(), _plain)


def _id(word: str, places: Mapping[str, Place], ids: Mapping[str, str]) -> str | None:
    """What is meant; empty where several are called so, None where nothing is."""
    return word if word in places else ids.get(_plain(word))


def _refuse_place(typed: Typed, name: str, line: int, word: str, places: Mapping[str, Place]) -> None:
    """Names the ids where several places are called so."""
    said = f"{line}行目：「{word[:30]}」という場所"
    found = [place.id for place in places.values() if _plain(word) in map(_plain, place.name.values())][:IDS_TOLD]
    if found:
        typed.refuse(
            name,
            f"{said}は、いくつもあります。場所の番号で書いてください（{'、'.join(found)}）。",
            f"Line {line}: several places are called so; write its id ({', '.join(found)}).",
        )
    else:
        typed.refuse(name, f"{said}はありません。", f"Line {line}: no such place.")


def _where_and_copies(cells: Sequence[str]) -> tuple[str, int | None]:
    """The last cell is a number of sheets if it looks like one (3, ３枚)."""
    last = unicodedata.normalize("NFKC", cells[-1]) if cells else ""
    said = re.fullmatch(r"(\d{1,5}) ?(?:枚|部|sheets?|copies)?", last)
    words = cells[:-1] if said else cells
    return "、".join(filter(None, words)), int(said[1]) if said else None


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
