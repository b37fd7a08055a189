"""Scans set against exposure: what counts for which row, what is ranked, and what a change changed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from signage.domain.links import Spot
from signage.domain.poster_register import Dates, Hanging, stays_of
from signage.domain.posters import Paper, Poster
from signage.domain.scan_statistics import (
    HOUR_MS,
    Days,
    Known,
    Sight,
    Tally,
    around,
    by_hour_of_week,
    change_of,
    clearly_more,
    days_of,
    ranking,
    sights_of,
    tallied,
    tally_of,
)
from tests.factories import NOW, a_display

TODAY = date(2026, 11, 22)
WEEK = Days("", date(2026, 11, 16), TODAY)


def a_hanging(spot: str = "AB22", posted: date | None = None, gone: date | None = None, copies: int = 1) -> Hanging:
    poster = Poster(
        spot=spot,
        link="SRVEY",
        place="library",
        paper=Paper(297, 420),
        language="ja",
        template="message",
        copies=copies,
    )
    return Hanging(poster, Dates(posted_on=posted, taken_down_on=gone), "kiyomi", NOW)


def known_of(*posters: Hanging) -> Known:
    return Known(
        spots={"AB22": Spot("poster", "library"), "CD33": Spot("display", "gate")},
        posters=posters,
        stays={one.poster.spot: stays_of(one.dates) for one in posters},
        displays={"gate": a_display("gate")},
        shown={("gate", "SRVEY"): 25 * HOUR_MS, ("gone", "SRVEY"): HOUR_MS},
        astray={},
    )


KNOWN = known_of(a_hanging(posted=date(2026, 11, 20), copies=2))


def test_a_poster_is_seen_on_the_days_that_it_hung_times_its_copies_and_a_screen_as_long_as_it_showed_the_code() -> (
    None
):
    found = {one.spot: one for one in sights_of({("SRVEY", "AB22"): 5, ("SRVEY", "CD33"): 3}, KNOWN, WEEK)}
    assert found["AB22"] == Sight("SRVEY", "AB22", "poster", "library", 5, copies=2, poster_days=6)
    assert found["CD33"] == Sight("SRVEY", "CD33", "display", "station", 3, shown_ms=25 * HOUR_MS)
    whole = tally_of(list(found.values()))
    assert (whole.scans, whole.poster_scans, whole.screen_scans, whole.posters, whole.screens) == (8, 5, 3, 2, 1)
    assert whole.exposure("days") == 6 + 2.5
    assert whole.rate("days") == pytest.approx(8 / 8.5)
    assert whole.rate("hours") == pytest.approx(8 / 25)


def test_what_nobody_scanned_counts_as_seen_and_not_scanned() -> None:
    found = tallied(sights_of({}, KNOWN, WEEK), lambda one: [one.place])
    assert found["library"].scans == 0 and found["library"].rate("days") == 0
    assert found["library"].interval("days") == pytest.approx((0, 3.689 / 6), abs=1e-3)


def test_a_scan_whose_exposure_nobody_recorded_is_counted_and_stands_in_no_rate() -> None:
    known = known_of(a_hanging(posted=None))._replace(shown={})
    (its,) = tallied(sights_of({("SRVEY", "AB22"): 30}, known, WEEK), lambda one: [one.place]).values()
    assert (its.scans, its.rated, its.rate("days"), its.interval("days")) == (30, 0, None, None)


def test_a_scan_of_a_day_on_which_the_poster_did_not_hang_is_counted_and_stands_in_no_rate() -> None:
    known = KNOWN._replace(astray={("SRVEY", "AB22"): 24})
    its = tally_of(sights_of({("SRVEY", "AB22"): 30}, known, WEEK))
    assert (its.scans, its.poster_scans, its.rated, its.poster_days) == (30, 30, 6, 6)


def test_a_code_without_a_known_spot_belongs_to_no_place() -> None:
    (one,) = sights_of({("SRVEY", ""): 4}, KNOWN._replace(posters=[], shown={}), WEEK)
    assert (one.place, one.kind, tally_of([one]).other_scans) == ("", "", 4)


def test_one_link_alone_leaves_out_what_other_links_were_seen() -> None:
    scans = {("SRVEY", "AB22"): 5, ("NEWS2", "CD33"): 3}
    assert {one.link for one in sights_of(scans, KNOWN, WEEK, "NEWS2")} == {"NEWS2"}


def test_a_sight_of_two_themes_counts_for_both_and_one_without_for_none() -> None:
    sights = [Sight("A2345", "AB22", "poster", "x", 3), Sight("B2345", "CD33", "poster", "x", 4)]
    themes = {"A2345": ["green", "health"], "B2345": []}
    found = tallied(sights, lambda one: themes[one.link])
    assert {name: its.scans for name, its in found.items()} == {"green": 3, "health": 3, "": 4}


def a_tally(scans: int, days: int) -> Tally:
    return Tally(posters=1, poster_scans=scans, rated=scans, poster_days=days)


def test_under_twenty_scans_nothing_is_ranked_however_high_its_rate() -> None:
    tallies = {"a": a_tally(20, 10), "b": a_tally(19, 1), "c": a_tally(60, 20), "d": Tally(other_scans=400)}
    found = ranking(tallies, "days")
    assert [name for name, _ in found.ranked] == ["c", "a"]
    assert [name for name, _ in found.few] == ["d", "b"]


def test_few_scans_are_not_clearly_more_than_many() -> None:
    assert not clearly_more(a_tally(42, 14), a_tally(388, 150), "days")  # 3.0 a day beside 2.6
    assert clearly_more(a_tally(388, 150), a_tally(96, 90), "days")


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    monday_one_at_night = datetime(2026, 11, 15, 16, tzinfo=UTC)
    found = by_hour_of_week([(monday_one_at_night, 2), (NOW, 5)], ZoneInfo("Asia/Tokyo"))
    assert found[0][1] == 2 and found[6][12] == 5 and sum(map(sum, found)) == 7


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (a_tally(100, 28), a_tally(170, 28), "more"),
        (a_tally(170, 28), a_tally(100, 28), "less"),
        (a_tally(100, 28), a_tally(110, 28), "unclear"),
        (a_tally(100, 14), a_tally(200, 28), "unclear"),
        (a_tally(2, 28), a_tally(12, 28), "few"),
        (a_tally(100, 28), Tally(other_scans=900), "few"),
    ],
)
def test_a_change_is_told_only_where_exposure_and_chance_leave_no_doubt(
    before: Tally, after: Tally, verdict: str
) -> None:
    assert change_of(before, after).verdict == verdict


def test_as_many_whole_weeks_stand_on_both_sides_of_a_change() -> None:
    before, after = around(date(2026, 11, 3), TODAY) or (WEEK, WEEK)
    assert (before.first, before.last, after.first, after.last) == (
        date(2026, 10, 20),
        date(2026, 11, 2),
        date(2026, 11, 3),
        date(2026, 11, 16),
    )
    assert [one.length for one in around(date(2026, 11, 19), TODAY) or ()] == [3, 3]
    assert [one.length for one in around(date(2025, 1, 1), TODAY) or ()] == [28, 28]
    assert around(TODAY, TODAY) is None and around(date(2027, 1, 1), TODAY) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", date(2026, 10, 26), TODAY),
        ("28d", date(2026, 10, 26), TODAY),
        ("91d", date(2026, 8, 24), TODAY),
        ("2026-11", date(2026, 11, 1), TODAY),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2025", date(2025, 4, 1), date(2026, 3, 31)),
        ("2026", date(2026, 4, 1), TODAY),
        ("2030", date(2026, 10, 26), TODAY),
        ("9999-99", date(2026, 10, 26), TODAY),
        ("9999-12", date(2026, 10, 26), TODAY),
        ("0001", date(2026, 10, 26), TODAY),
        ("2026-１１", date(2026, 10, 26), TODAY),
        ("２０２６-11", date(2026, 10, 26), TODAY),
        ("2000-01", date(2000, 1, 1), date(2000, 1, 31)),
        ("x'\0", date(2026, 10, 26), TODAY),
    ],
)
def test_a_period_goes_no_further_than_today(text: str, first: date, last: date) -> None:
    found = days_of(text, TODAY)
    assert (found.first, found.last) == (first, last)


def test_a_calendar_year_begins_in_january() -> None:
    found = days_of("2026", TODAY, 1)
    assert (found.first, found.last) == (date(2026, 1, 1), TODAY)


def test_the_days_before_are_as_many() -> None:
    assert (WEEK.before.first, WEEK.before.last, WEEK.before.length) == (date(2026, 11, 9), date(2026, 11, 15), 7)
