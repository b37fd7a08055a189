"""A place as people type it, and its coming week."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from signage.domain.closing_days import Calendar, Days
from signage.domain.forms.place import coming_days, place_fields, read_place
from tests.factories import NOW, a_place

CALENDARS = {
    "closed": Calendar(name="closed", days=(Days(weekdays=(0,), if_holiday="next", says=(("ja", "定休日"),)),))
}
TYPED = {"name_ja": "駅", "name_en": "", "type": "station", "hours": "", "country": "JP", "timezone": "Asia/Tokyo"}


def read(**changes: str) -> tuple[Any, dict[str, Any]]:
    return read_place(TYPED | changes, "station", CALENDARS)


def test_what_the_form_shows_reads_back_as_the_same_place() -> None:
    place = a_place(
        name={"ja": "駅", "en": "Station", "zh": "車站"},
        hours="月-金 8:30-17:15; 祝 休み",
        closed=("closed",),
        type="own",
    )
    assert read_place(place_fields(place), place.id, CALENDARS, place) == (place, {})


def test_a_place_named_in_neither_language_of_the_form_can_be_saved() -> None:
    place = a_place(name={"nb": "Bybanen"})
    assert read_place(place_fields(place), place.id, CALENDARS, place) == (place, {})


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("hours", "いつか"),
        ("hours", "25:00-26:00"),
        ("country", "Japan"),
        ("timezone", "Tokyo"),
        ("timezone", "../../etc/passwd"),
        ("type", "elsewhere"),
        ("closed", "unknown"),
        ("name_ja", ""),
    ],
)
def test_what_cannot_be_is_told_at_its_field_in_both_languages(field: str, text: str) -> None:
    _, errors = read(**{field: text})
    assert set(errors) == {field}
    assert set(errors[field]) == {"ja", "en"}


def test_the_coming_week_tells_of_holidays_and_closing_days() -> None:
    place, _ = read(hours="9:00-18:00", closed="closed")
    week = coming_days(place, CALENDARS, NOW)  # Sunday; Monday is a public holiday, so Tuesday is closed
    assert [one.day for one in week][:3] == [date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24)]
    assert [bool(one.pieces) for one in week] == [True, True, False, True, True, True, True]
    assert week[1].why["ja"] == "勤労感謝の日" and week[2].why["ja"] == "定休日"
    assert week[0].pieces[0] == (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


@pytest.mark.parametrize("text", ["36.59025, 140.6595", "３６．５９０２５、１４０．６５９５", "36.59025 140.6595"])
def test_a_position_is_read_as_maps_give_it(text: str) -> None:
    place, errors = read(position=text)
    assert not errors and (place.latitude, place.longitude) == (36.59025, 140.6595)


@pytest.mark.parametrize("text", ["140.6595, 36.59025", "36.59", "日立駅", "36,59, 140,66", "91, 0", "36.5 -181"])
def test_what_is_no_position_is_told_with_the_order_to_write_it_in(text: str) -> None:
    place, errors = read(position=text)
    assert set(errors) == {"position"} and "緯度、経度の順" in errors["position"]["ja"]
    assert (place.latitude, place.longitude) == (None, None)


def test_a_position_that_is_left_as_it_is_keeps_its_source_and_every_digit() -> None:
    before = a_place(latitude=36.590250123456, longitude=140.6595, position_source="国土地理院")
    fields = place_fields(before)
    assert fields["position"] == "36.59025, 140.6595"
    assert read_place(fields, before.id, {}, before) == (before, {})
    moved, _ = read_place(fields | {"position": "36.6, 140.6"}, before.id, {}, before)
    assert (moved.latitude, moved.position_source) == (36.6, "")
    gone, _ = read_place(fields | {"position": ""}, before.id, {}, before)
    assert (gone.latitude, gone.longitude, gone.position_source) == (None, None, "")
