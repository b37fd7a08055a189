"""A poster that people scanned daily and nobody scans any more is told of; one that is merely quiet is not."""

import random
from datetime import date, timedelta

import pytest

from signage.domain.lost_posters import by_place, silence_of, silent_posters
from signage.domain.poster_register import Dates, Hanging
from signage.domain.posters import Paper, Poster
from tests.factories import NOW

TODAY = date(2026, 11, 22)
POSTED = date(2026, 9, 1)


def hanging(spot: str = "AB22", place: str = "taga", **dates: date) -> Hanging:
    poster = Poster(spot=spot, link="SRVEY", place=place, paper=Paper(297, 420), language="ja", template="message")
    return Hanging(poster, Dates(**{"posted_on": POSTED} | dates), "kiyomi", NOW)


def days(daily: int, silent: int, of: int = 40, weekdays: tuple[int, ...] = tuple(range(7))) -> dict[date, int]:
    """So many a day on these weekdays, until some days before today."""
    every = (TODAY - timedelta(days=back) for back in range(of, silent, -1))
    return {day: daily for day in every if day.weekday() in weekdays}


def test_three_a_day_and_then_none_for_three_days_is_no_chance() -> None:
    found = silence_of(hanging(), days(3, silent=3), TODAY)
    assert found and (found.since, found.daily) == (date(2026, 11, 19), 3)


@pytest.mark.parametrize(("daily", "silent", "told"), [(3, 2, False), (3, 3, True), (1, 6, False), (1, 7, True)])
def test_silence_is_told_of_once_chance_is_under_one_in_a_thousand(daily: int, silent: int, told: bool) -> None:
    assert (silence_of(hanging(), days(daily, silent), TODAY) is not None) == told


def test_a_schools_poster_that_is_quiet_each_weekend_is_not_told_of_on_a_sunday() -> None:
    workdays = days(8, silent=1, weekdays=(0, 1, 2, 3, 4))  # the last on Friday; today is Sunday
    assert silence_of(hanging(), workdays, TODAY) is None
    assert silence_of(hanging(), workdays, TODAY + timedelta(days=2)) is not None  # Monday went by without any


def test_what_is_rare_taken_down_missing_or_new_is_not_told_of() -> None:
    rare = {day: 1 for day in days(1, 20) if day.day % 3 == 0}
    assert silence_of(hanging(), rare, TODAY) is None
    gone = days(5, 10)
    assert silent_posters([hanging(taken_down_on=date(2026, 11, 12))], {"AB22": gone}, TODAY) == []
    assert silent_posters([hanging(missing_on=date(2026, 11, 12))], {"AB22": gone}, TODAY) == []
    assert silence_of(hanging(posted_on=date(2026, 11, 20)), gone, TODAY) is None  # put up anew since
    festival = {TODAY - timedelta(days=9): 50, TODAY - timedelta(days=8): 50}
    assert silence_of(hanging(), festival, TODAY) is None  # two days, not a daily thing
    assert silence_of(hanging(), {}, TODAY) is None


def test_the_silent_posters_of_a_place_are_one_notice() -> None:
    posters = [hanging("AB22"), hanging("CD33"), hanging("EF44", "omika")]
    counts = {"AB22": days(3, 8), "CD33": days(2, 10), "EF44": days(3, 7)}
    first, second = by_place(silent_posters(posters, counts, TODAY))
    assert (first.place, first.posters, first.since, first.daily) == ("taga", 2, date(2026, 11, 12), 5)
    assert (second.place, second.posters) == ("omika", 1)


def test_hundreds_of_posters_that_hang_are_hardly_ever_told_of() -> None:
    """What each may be by chance, once in a thousand, is looked for at the end of every poster's days."""
    chance, told = random.Random(6), 0
    for _ in range(400):
        counts = {
            TODAY - timedelta(days=back): sum(chance.random() < 0.05 for _ in range(40)) for back in range(40, 0, -1)
        }
        told += silence_of(hanging(), counts, TODAY) is not None
    assert told <= 2
