"""An item as the fields of its form, as `item.read_item` reads them; and what differs between two who wrote one item."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import NamedTuple

from ..content import Item
from ..events import Event
from .item import WRITTEN


class Writing(NamedTuple):
    """How a page writes days and moments into fields; each is read back as the same."""

    day: Callable[[date], str]
    begins: Callable[[datetime], str]
    ends: Callable[[datetime], str]


def fields_of(item: Item, department: str, writing: Writing) -> dict[str, str]:
    """The fields of an item's form, as `read_item` reads them."""
    period = item.period
    fields = {
        "kind": item.kind,
        "theme": item.themes[0] if item.themes else "",
        "url": item.url or "",
        "media": item.media or "",
        "begins": writing.begins(period.begins_at) if period.begins_at else "",
        "ends": writing.ends(period.ends_at) if period.ends_at else "",
        "where": "some" if item.places else "all",
        "places": "\n".join(item.places),
        "department": department,
        "consent": "on" if item.speaker else "",
    }
    for code in WRITTEN:
        fields |= {f"title_{code}": item.title.get(code, ""), f"text_{code}": item.text.get(code, "")}
        fields[f"speaker_{code}"] = item.speaker.get(code, "")
    return fields | _event_fields(item.event, writing)


def _event_fields(event: Event | None, writing: Writing) -> dict[str, str]:
    one = event.occasions[0] if event and event.occasions else None
    fields = {
        "first": writing.day(one.first) if one else "",
        "last": writing.day(one.last) if one and one.last != one.first else "",
        "from": _clock(one.begins) if one else "",
        "until": _clock(one.ends) if one else "",
        **{way: "on" if event and event.called_off == way else "" for way in ("cancelled", "postponed")},
    }
    for code in WRITTEN:
        fields[f"place_{code}"] = event.place.get(code, "") if event else ""
        fields[f"fee_{code}"] = event.fee.get(code, "") if event else ""
        fields[f"note_{code}"] = event.note.get(code, "") if event else ""
    return fields


def _clock(at: time | None) -> str:
    return f"{at.hour}:{at.minute:02}" if at else ""


class Difference(NamedTuple):
    """A field that two have filled in differently; `mine` says whether mine is what to begin with."""

    name: str
    theirs: str
    mine: str
    pick_mine: bool


def differences(was: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> list[Difference]:
    """What somebody saved (`theirs`) against what I typed, field by field; `was` is what my page began with.

    A field that only I have changed begins with mine, any other with what was saved.
    """
    found = []
    for name, saved in theirs.items():
        typed = mine.get(name, saved)
        if typed.strip() != saved.strip():
            found.append(Difference(name, saved, typed, saved.strip() == was.get(name, "").strip()))
    return found
