"""Posters: one sheet of paper with a code of its own, in one place."""

import re
from collections.abc import Callable, Iterable
from typing import Annotated, Literal

import msgspec

from ..errors import InputError
from ..words import Words
from .displays import Id, Place

SIZES_MM: dict[str, tuple[float, float]] = {"A4": (210, 297), "A3": (297, 420), "A2": (420, 594)}
"""Width and height in portrait (ISO 216)."""

PosterAct = Literal["posted", "seen", "missing", "taken down", "note"]

TEMPLATES: dict[str, Words] = {
    "message": {"ja": "キーメッセージ", "en": "Key message"},
    "item": {"ja": "お知らせ・イベント", "en": "News or event"},
    "white": {"ja": "白地（インクを使わない）", "en": "White (saves ink)"},
}
"""Our own templates, templates/posters/NAME.typ; one's own in the input folder have other names."""

LEAST_MM, MOST_MM = 100.0, 2_000.0
LONGEST = 4.0
"""So many times as long as wide a sheet may be: beyond, neither words nor code have room."""


class Paper(msgspec.Struct, frozen=True):
    """A sheet's size in mm as it hangs."""

    width_mm: Annotated[float, msgspec.Meta(ge=LEAST_MM, le=MOST_MM)]
    height_mm: Annotated[float, msgspec.Meta(ge=LEAST_MM, le=MOST_MM)]

    @property
    def portrait(self) -> bool:
        return self.height_mm >= self.width_mm

    @property
    def name(self) -> str:
        """A3, else 300 × 900 mm."""
        sides = (min(self.width_mm, self.height_mm), max(self.width_mm, self.height_mm))
        known = next((name for name, size in SIZES_MM.items() if size == sides), "")
        return known or f"{self.width_mm:g} × {self.height_mm:g} mm"


class Poster(msgspec.Struct, frozen=True, kw_only=True):
    """A poster. `spot` is its code, `link` the one it leads by; `place` the id of its place, `where` what in it
    (改札前), `copies` how many hang there with this code. `item` is what it was made of, if it was made of one.
    """

    spot: str
    link: str
    place: str
    paper: Paper
    language: str
    template: str
    campaign: str = ""
    where: Words = msgspec.field(default_factory=dict)
    copies: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 1
    item: str = ""
    department: str = ""


class PosterText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a poster says, by language; what is empty comes from its item, else from the project.

    `title` is read from across the hall, `text` says in a sentence or two what it is about, `where` when and where it
    takes place, `call` what to do with the code.
    """

    title: Words = msgspec.field(default_factory=dict)
    text: Words = msgspec.field(default_factory=dict)
    where: Words = msgspec.field(default_factory=dict)
    call: Words = msgspec.field(default_factory=dict)


WHERE_LETTERS = 40
"""What of a place it hangs in (改札前) is said in so many letters."""


class Site(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where one poster is to hang: a place by its id, what in it (改札前), and how many of it with the same code."""

    place: Id
    where: Words = msgspec.field(default_factory=dict)
    copies: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 1


class PosterOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Posters to be made: the same words for many sites, a code of its own for each.

    They lead to `url`, else to where `item` leads, else to the project's top page; under `campaign` (a name of the naming
    list; empty: the project's own). Without an item the words are those of `text`, else the project's key message.
    """

    sites: tuple[Site, ...]
    paper: Paper
    language: str = "ja"
    template: str = "message"
    campaign: str = ""
    item: str = ""
    url: str = ""
    text: PosterText = PosterText()
    department: str = ""


_OWN_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,2})?) ?(?:mm)? ?[x×X＊*] ?(\d{1,5}(?:\.\d{1,2})?) ?(?:mm)?")


def paper_of(size: str, *, landscape: bool = False) -> Paper:
    """A3, or 300x900 (mm, width by height as it hangs; `landscape` turns a named size). Raises InputError."""
    if named := SIZES_MM.get(size.strip().upper()):
        short, long = named
        return Paper(long, short) if landscape else Paper(short, long)
    found = _OWN_SIZE.fullmatch(size.strip())
    if not found:
        raise InputError(f"“{size[:40]}” is no size of paper; write {', '.join(SIZES_MM)} or 300x900 (mm)", "size")
    width, height = map(float, found.groups())
    return checked(Paper(width, height))


def checked(paper: Paper) -> Paper:
    """The paper, if a poster can be set on it. Raises InputError."""
    sides = (paper.width_mm, paper.height_mm)
    if not all(LEAST_MM <= side <= MOST_MM for side in sides):
        raise InputError(f"a side of a poster is {LEAST_MM:g} to {MOST_MM:g} mm; this is {paper.name}", "size")
    if max(sides) > LONGEST * min(sides):
        raise InputError(f"a poster is at most {LONGEST:g} times as long as wide; this is {paper.name}", "size")
    return paper


def ids_by_name(places: Iterable[Place], plain: Callable[[str], str] = str) -> dict[str, str]:
    """The id of the place of each name, as `plain` has names; empty where several places are called so."""
    named: dict[str, set[str]] = {}
    for place in places:
        for name in place.name.values():
            named.setdefault(plain(name), set()).add(place.id)
    return {name: ids.pop() if len(ids) == 1 else "" for name, ids in named.items()}


def once_each(sites: Iterable[Site]) -> tuple[Site, ...]:
    """The same corner of the same place asked for twice is one poster; its copies add up."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], Site] = {}
    for site in sites:
        key = (site.place, tuple(sorted(site.where.items())))
        known = found.get(key)
        copies = min(1_000, known.copies + site.copies) if known else site.copies
        found[key] = msgspec.structs.replace(site, copies=copies)
    return tuple(found.values())
