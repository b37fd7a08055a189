"""What manifests show over one day, told as items with their hours."""

from datetime import datetime, timedelta

import msgspec

from signage.domain.departures import holds_item
from signage.domain.shown_today import shown_today
from tests.factories import NOW

DAY = NOW, NOW + timedelta(hours=12)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def a_tail(segments: list[tuple[float, float, str | None]], withdrawn: tuple[str, ...] = ()) -> bytes:
    """Hours from NOW. L1 shows an event twice and a list of two; L2 the event alone."""
    return msgspec.json.encode(
        {
            "slides": [
                {"slide": "a", "ms": 1, "item": "event"},
                {"slide": "b", "ms": 1, "items": ["one", "two"]},
                {"slide": "c", "ms": 1},
            ],
            "loops": {"L1": {"ms": 4, "order": [1, 0, 2, 0]}, "L2": {"ms": 1, "order": [0]}},
            "segments": [
                {
                    "from": ms(NOW + timedelta(hours=begins)),
                    "until": ms(NOW + timedelta(hours=ends)),
                    "anchor": 0,
                    "loop": loop,
                }
                for begins, ends, loop in segments
            ],
            "withdrawn": withdrawn,
        }
    )


def hours(*spans: tuple[float, float]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((NOW + timedelta(hours=begins), NOW + timedelta(hours=ends)) for begins, ends in spans)


def test_items_stand_in_the_order_of_their_first_turn_and_the_fallback_is_none() -> None:
    shown = shown_today([a_tail([(0, 6, "L1"), (6, 30, None)])], *DAY)
    assert list(shown.items) == ["one", "two", "event"]
    assert shown.on == hours((0, 6))
    assert shown.hours_of("event") == ()


def test_hours_are_told_only_of_what_is_not_shown_whenever_anything_is_on() -> None:
    shown = shown_today([a_tail([(-5, 2, "L1"), (2, 4, "L2"), (4, 5, None), (5, 6, "L1")])], *DAY)
    assert shown.on == hours((0, 4), (5, 6))
    assert shown.hours_of("one") == hours((0, 2), (5, 6))
    assert shown.hours_of("event") == ()


def test_several_screens_are_told_of_together_and_other_days_are_left_out() -> None:
    shown = shown_today([a_tail([(0, 2, "L2")]), a_tail([(1, 3, "L1"), (24, 30, "L1")])], *DAY)
    assert shown.on == hours((0, 3))
    assert shown.items == {"event": hours((0, 3)), "one": hours((1, 3)), "two": hours((1, 3))}


def test_nothing_published_is_nothing_shown() -> None:
    assert shown_today([], *DAY).on == ()


def test_an_item_that_is_only_named_as_withdrawn_is_not_held() -> None:
    assert holds_item(a_tail([(0, 1, "L2")]), "event")
    assert holds_item(a_tail([(0, 1, "L1")]), "two")
    assert not holds_item(a_tail([(0, 1, "L1")], ("gone",)), "gone")
