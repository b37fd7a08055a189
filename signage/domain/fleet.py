"""All displays as those who care for them look at them: worst first or by place, one building's failure as one."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from typing import Literal, NamedTuple

from ..words import Words
from .displays import Display, Place
from .health import STATUSES, Health, Status

ShelfName = Literal["trouble", "never", "stopped", "ok", "place"]
"""The lists in which displays stand, in this order; “place” alone holds all of them when they are asked for by place."""

_SHELF_OF: dict[Status, ShelfName] = {
    "wrong": "trouble",
    "silent": "trouble",
    "late": "trouble",
    "never": "never",
    "maintenance": "stopped",
    "off": "stopped",
    "ok": "ok",
}
_RANK = {status: number for number, status in enumerate(STATUSES)}
TOGETHER = timedelta(minutes=5)
"""What fell silent in one building within so long fell silent for one reason."""

_AGES_AGO = datetime.min.replace(tzinfo=UTC)


class Entry(NamedTuple):
    display: Display
    place: Place
    health: Health


class Row(NamedTuple):
    """A display, or those of one place that fail alike: one failure. `of` is how many displays the place has."""

    entries: tuple[Entry, ...]
    of: int = 1

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def health(self) -> Health:
        return self.first.health

    @property
    def others(self) -> int:
        return len(self.entries) - 1

    @property
    def since(self) -> datetime | None:
        return min((entry.health.since for entry in self.entries if entry.health.since), default=None)


class Question(NamedTuple):
    """What is asked for: words of the name, the place or the number; a place; a status; and the order."""

    text: str = ""
    place: str = ""
    status: Status | None = None
    by_place: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.place or self.status)


class Fleet(NamedTuple):
    """`totals` are those of all displays; the shelves hold what was asked for, each in its order. On the shelf “trouble”
    one failure is one row; on all others a row is a display.
    """

    totals: dict[Status, int]
    shelves: dict[ShelfName, list[Entry]]
    troubles: list[Row]

    def rows(self, shelf: ShelfName) -> int:
        return len(self.troubles if shelf == "trouble" else self.shelves.get(shelf, ()))

    def part(self, shelf: ShelfName, begins: int, ends: int) -> list[Row]:
        """Some rows of a shelf: of thousands only those that are looked at are made."""
        if shelf == "trouble":
            return self.troubles[begins:ends]
        return [Row((entry,)) for entry in self.shelves.get(shelf, [])[begins:ends]]

    def neighbours(self, number: int) -> int:
        """By place: how many stand at the place that begins with this row; 0 where it began before."""
        standing = self.shelves["place"]
        place = standing[number].place.id
        if number and standing[number - 1].place.id == place:
            return 0
        return sum(1 for _ in takewhile(lambda entry: entry.place.id == place, islice(standing, number, None)))


def fleet_of(
    displays: Mapping[str, Display], places: Mapping[str, Place], healths: Mapping[str, Health], asked: Question
) -> Fleet:
    """The displays that `healths` tells of; one whose place is not known stands at a place of its own id."""
    totals = dict.fromkeys(STATUSES, 0)
    for health in healths.values():
        totals[health.status] += 1
    entries = [
        Entry(display, places.get(display.place) or _unknown_place(display.place), healths[id])
        for id, display in displays.items()
        if id in healths
    ]
    found = [entry for entry in entries if _is_asked_for(entry, asked)] if asked.narrows else entries
    if asked.by_place:
        return Fleet(totals, {"place": sorted(found, key=_by_place)}, [])
    shelves: dict[ShelfName, list[Entry]] = {shelf: [] for shelf in _SHELF_OF.values()}
    for entry in found:
        shelves[_SHELF_OF[entry.health.status]].append(entry)
    for shelf, standing in shelves.items():
        standing.sort(key=_by_name if shelf == "ok" else _worst_first)
    return Fleet(totals, shelves, _rows(shelves["trouble"], entries, apart=asked.narrows))


def _unknown_place(id: str) -> Place:
    return Place(id=id, name={"ja": id})


def _by_place(entry: Entry) -> tuple[str, int, str, str]:
    return entry.place.id, _RANK[entry.health.status], entry.display.name, entry.display.id


def _by_name(entry: Entry) -> tuple[str, str, str]:
    return entry.place.id, entry.display.name, entry.display.id


def _worst_first(entry: Entry) -> tuple[int, datetime, str, str]:
    """The longest of each status first: who came later doesn't push the others down."""
    return _RANK[entry.health.status], entry.health.since or _AGES_AGO, entry.place.id, entry.display.id


def _rows(troubled: Sequence[Entry], everyone: Iterable[Entry], *, apart: bool) -> list[Row]:
    """What fails alike at one place as one row, where its worst stood; `apart` leaves each display its own."""
    if apart:
        return [Row((entry,)) for entry in troubled]
    sizes = Counter([entry.place.id for entry in everyone])
    alike: dict[tuple[str, ...], list[Entry]] = {}
    for entry in troubled:
        alike.setdefault((entry.place.id, entry.health.status, entry.health.code), []).append(entry)
    return [Row(tuple(entries), sizes[entries[0].place.id]) for entries in alike.values()]


def _is_asked_for(entry: Entry, asked: Question) -> bool:
    if asked.status and entry.health.status != asked.status:
        return False
    if asked.place and entry.place.id != asked.place:
        return False
    if not asked.text:
        return True
    said = plain(" ".join((entry.display.id, entry.display.name, *entry.place.name.values())))
    return all(word in said for word in plain(asked.text).split())


def plain(text: str) -> str:
    """As people mean it, however they type: ＡＢＣ, ﾊﾚﾆｺ and Abc are abc, ハレニコ and abc."""
    return unicodedata.normalize("NFKC", text).casefold()


def says_of(row: Row) -> Words:
    """The reason of a row in words. Where several fell silent together it says what that means."""
    if not row.others:
        return row.health.says
    count = len(row.entries)
    if row.health.status == "silent":
        return _silent(row, count)
    return {
        "ja": f"{row.health.says.get('ja', '')}同じ場所の {count}台が同じ状態です。",
        "en": f"{row.health.says.get('en', '')} {count} displays at this place are alike.",
    }


def _silent(row: Row, count: int) -> Words:
    whole = count == row.of
    ja = f"{count}台とも応答がありません。" if whole else f"{row.of}台のうち {count}台から応答がありません。"
    en = ("Both" if count == 2 else f"All {count}") if whole else f"{count} of {row.of}"
    en += " are silent."
    if _fell_together(row):
        ja += "同じ建物なので、ネットワークか電源の停止が考えられます。"
        en += " They share a building: network or power is likely down."
    return {"ja": ja, "en": en}


def _fell_together(row: Row) -> bool:
    times = [entry.health.since for entry in row.entries if entry.health.since]
    return len(times) == len(row.entries) and max(times) - min(times) <= TOGETHER
