"""When an occasion ends where little is said of its end."""

from datetime import date, time

from signage.domain.events import Event, Occasion, Stage, ends_at, over_at, stage_at

from .factory import at

DAY = date(2026, 12, 5)


def test_an_occasion_without_an_end_ends_where_the_next_one_of_the_day_begins() -> None:
    event = Event(occasions=(Occasion(DAY, DAY, time(10)), Occasion(DAY, DAY, time(14))))
    assert stage_at(event, at("2026-12-05T04:59")) == Stage(0, "now")
    assert stage_at(event, at("2026-12-05T05:00")) == Stage(1, "now")
    assert over_at(event) == at("2026-12-05T15:00")


def test_a_whole_day_is_not_cut_short_by_what_takes_place_on_it() -> None:
    event = Event(occasions=(Occasion(DAY, DAY), Occasion(DAY, DAY, time(14))))
    assert ends_at(event, event.occasions[0]) == at("2026-12-05T15:00")


def test_nights_of_several_days_end_on_the_morning_after_the_last() -> None:
    event = Event(occasions=(Occasion(DAY, date(2026, 12, 7), time(18), time(2)),))
    assert over_at(event) == at("2026-12-07T17:00")


def test_a_camp_over_several_days_ends_on_its_last_day() -> None:
    event = Event(occasions=(Occasion(DAY, date(2026, 12, 7), time(18), time(12)),))
    assert over_at(event) == at("2026-12-07T03:00")
