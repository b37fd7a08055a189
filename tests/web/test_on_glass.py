"""The slides beside the list of content: each item's as it stands on glass today, not as it was or will be."""

from datetime import UTC, datetime, timedelta
from typing import Any

from signage.domain.catalogue import Catalogue
from signage.store.manifests import InForce
from signage.store.publications import Head
from signage.web.staff.content.on_glass import shown_in
from tests.factories import a_display
from tests.screen_day import CLOSES, OPENS, a_tail, ms

DAY = timedelta(days=1)


def in_force(**tails: bytes) -> InForce:
    """Each display is named as its channel."""
    heads = {name: Head(name, "{}") for name in tails}
    return InForce({name: (f"{tail!r}", tail) for name, tail in tails.items()}, heads)


def an_events_tail(**changes: Any) -> bytes:
    """On its eve, its day, and again on the day after as one of a list."""
    slides = [
        {"slide": "eve", "ms": 12_000, "item": "walk"},
        {"slide": "today", "ms": 12_000, "item": "walk"},
        {"slide": "list", "ms": 12_000, "items": ["walk", "fair"]},
    ]
    days = [(OPENS - DAY, CLOSES - DAY, "L1"), (OPENS, CLOSES, "L2"), (OPENS + DAY, CLOSES + DAY, "L3")]
    segments = [{"from": ms(one), "until": ms(other), "anchor": ms(one), "loop": loop} for one, other, loop in days]
    loops = {f"L{number + 1}": {"ms": 12_000, "order": [number]} for number in range(3)}
    return a_tail(**{"slides": slides, "segments": segments, "loops": loops, **changes})


def test_an_event_is_shown_as_it_stands_today() -> None:
    shown = shown_in(in_force(gate=an_events_tail()), Catalogue(displays={"gate": a_display("gate")}))
    moments = (OPENS - 2 * DAY, CLOSES - DAY - DAY / 24, CLOSES - DAY, OPENS, CLOSES, CLOSES + 9 * DAY)
    assert [shown["walk"].slide_at(at) for at in moments] == ["eve", "eve", "today", "today", "today", "today"]
    assert shown["fair"].slide_at(OPENS) == "list"


def test_a_slide_that_comes_again_stays_while_it_does() -> None:
    loops = {name: {"ms": 12_000, "order": [0]} for name in ("L1", "L2", "L3")}
    shown = shown_in(in_force(gate=an_events_tail(loops=loops)), Catalogue(displays={"gate": a_display("gate")}))
    assert shown["walk"].slides == [(ms(CLOSES + DAY), "eve")]


def test_displays_are_counted_and_a_landscape_slide_is_chosen() -> None:
    tall = an_events_tail(slides=[{"slide": f"tall{n}", "ms": 1, "item": "walk"} for n in range(3)])
    displays = {"pole": a_display("pole", width=1080, height=1920), "gate": a_display("gate")}
    shown = shown_in(in_force(pole=tall, gate=an_events_tail()), Catalogue(displays=displays))
    walk = shown["walk"]
    assert (walk.displays, walk.size, walk.slide_at(datetime(2026, 11, 22, tzinfo=UTC))) == (2, "1920x1080", "today")
