"""An item, a playlist, a rule, a place, a display in one line."""

from datetime import UTC, datetime
from typing import Any

from signage.domain.catalogue import Catalogue
from signage.domain.closing_days import Calendar
from signage.domain.content import Item, Period, TakenDown
from signage.domain.displays import Display, Place
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.domain.slots import SlideKey, Slot
from signage.domain.timeline import Channel, channel_of, targeting_of


def at(text: str) -> datetime:
    """An instant in UTC, from ISO text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str) -> datetime:
    """A wall time, from ISO text."""
    return datetime.fromisoformat(text)


def an_item(id: str = "a", **fields: Any) -> Item:
    title = {language: f"{id} {language}" for language in fields.pop("languages", ("ja",))}
    begins, ends = fields.pop("begins", None), fields.pop("ends", None)
    return Item(
        **{"id": id, "source": "feed", "kind": "news", "title": title, "period": Period(begins, ends), **fields}
    )


def a_section(name: str = "all", **fields: Any) -> Section:
    return Section(name=name, **fields)


def a_playlist(name: str = "base", *sections: Section, **fields: Any) -> Playlist:
    return Playlist(name=name, sections=sections or (a_section(),), **fields)


def a_rule(playlist: str = "base", number: int = 1, **fields: Any) -> Rule:
    return Rule(playlist=playlist, number=number, **fields)


def a_place(id: str = "station", **fields: Any) -> Place:
    return Place(**{"id": id, "name": {"ja": id}, "type": "station", **fields})


def a_display(id: str = "gate", **fields: Any) -> Display:
    return Display(**{"id": id, "name": id, "place": "station", **fields})


def a_slot(item: str | None = "a", language: str = "ja", template: str = "news.html", ms: int = 12_000) -> Slot:
    return Slot(SlideKey((item,) if item else (), language, template), ms)


def a_catalogue(
    *,
    items: tuple[Item, ...] = (),
    down: tuple[TakenDown, ...] = (),
    playlists: tuple[Playlist, ...] = (),
    rules: tuple[Rule, ...] = (),
    place: Place | None = None,
    display: Display | None = None,
    calendars: tuple[Calendar, ...] = (),
) -> Catalogue:
    place, display = place or a_place(), display or a_display()
    return Catalogue(
        items={item.id: item for item in items},
        taken_down=down,
        playlists={playlist.name: playlist for playlist in playlists},
        rules=rules,
        places={place.id: place},
        displays={display.id: display},
        calendars={calendar.name: calendar for calendar in calendars},
    )


def the_channel(catalogue: Catalogue) -> Channel:
    """The channel of a catalogue's only display."""
    (display,) = catalogue.displays.values()
    return channel_of(display, catalogue.places[display.place], targeting_of(catalogue))
