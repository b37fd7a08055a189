"""Rules, their occurrences, and which wins."""

from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signage.domain.closing_days import Almanac, Calendar, Days
from signage.domain.conflicts import conflicts, conflicts_of
from signage.domain.schedule import Rule, targets_of
from signage.domain.timetable import Occurrence, Timetable, occurrence, occurrences

from .factory import a_display, a_place, a_rule, at, wall

TOKYO = ZoneInfo("Asia/Tokyo")
FRIDAY, SATURDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)
EVENING = (time(20), time(6))


def begun(rule: Rule, day: date) -> Occurrence:
    found = occurrence(rule, day, TOKYO)
    assert found is not None
    return found


def winner(*rules: Rule) -> str:
    """The rule that wins Sunday noon at the gate."""
    targets = targets_of(rules, a_display(groups=("east",)), a_place())
    noon = at("2026-11-22T03:00")
    return next(one.rule.name for one in occurrences(targets, SUNDAY, TOKYO) if one.holds(noon))


def test_a_friday_night_runs_into_saturday() -> None:
    rule = a_rule(weekdays=(4,), hours=EVENING)
    assert (begun(rule, FRIDAY).from_at, begun(rule, FRIDAY).until_at) == (
        at("2026-11-20T11:00"),
        at("2026-11-20T21:00"),
    )
    assert occurrence(rule, SATURDAY, TOKYO) is None
    assert [one.day for one in occurrences([(rule, 3)], SATURDAY, TOKYO)] == [FRIDAY]


def test_the_end_of_the_period_ends_a_night_at_that_instant() -> None:
    rule = a_rule(hours=EVENING, ends=wall("2026-11-21"))
    assert begun(rule, FRIDAY).until_at == at("2026-11-20T15:00")
    assert occurrence(rule, SATURDAY, TOKYO) is None


def test_the_night_before_the_period_does_not_run_into_it() -> None:
    rule = a_rule(hours=EVENING, begins=wall("2026-11-21"))
    assert occurrence(rule, FRIDAY, TOKYO) is None
    assert begun(rule, SATURDAY).from_at == at("2026-11-21T11:00")


def test_a_period_that_begins_within_the_hours_keeps_their_anchor() -> None:
    rule = a_rule(hours=(time(8), time(20)), begins=wall("2026-11-22T10:30"))
    assert (begun(rule, SUNDAY).from_at, begun(rule, SUNDAY).anchor_at) == (
        at("2026-11-22T01:30"),
        at("2026-11-21T23:00"),
    )


def test_a_rule_without_hours_has_the_whole_day() -> None:
    found = begun(a_rule(), SUNDAY)
    assert (found.from_at, found.until_at, found.anchor_at) == (
        at("2026-11-21T15:00"),
        at("2026-11-22T15:00"),
        at("2026-11-21T15:00"),
    )


def test_hours_that_fall_into_a_gap_do_not_occur() -> None:
    rule = a_rule(hours=(time(2, 15), time(2, 45)))
    assert occurrence(rule, date(2026, 3, 29), ZoneInfo("Europe/Berlin")) is None


def test_a_period_that_ends_in_the_doubled_hour_ends_in_its_second_run() -> None:
    rule = a_rule(ends=wall("2026-10-25T02:30"))
    found = occurrence(rule, date(2026, 10, 25), ZoneInfo("Europe/Berlin"))
    assert found is not None
    assert found.until_at == at("2026-10-25T01:30")


def test_seconds_of_a_period_are_rounded_inwards() -> None:
    rule = a_rule(begins=wall("2026-11-22T10:00:01"), ends=wall("2026-11-22T11:00:59"))
    assert (begun(rule, SUNDAY).from_at, begun(rule, SUNDAY).until_at) == (
        at("2026-11-22T01:01"),
        at("2026-11-22T02:00"),
    )


def test_the_highest_priority_wins_whatever_the_target() -> None:
    assert winner(a_rule("high", priority=1), a_rule("narrow", displays=("gate",))) == "high#1"


def test_the_narrower_target_wins_a_tie() -> None:
    by_type, by_group = a_rule("type", place_types=("station",)), a_rule("group", groups=("east",))
    by_display = a_rule("zz", displays=("gate",))
    assert winner(a_rule("all"), by_type) == "type#1"
    assert winner(by_type, by_group) == "group#1"
    assert winner(by_group, by_display) == "zz#1"


def test_the_later_beginning_then_the_name_wins() -> None:
    early, late = a_rule("early", hours=(time(8), time(20))), a_rule("late", hours=(time(10), time(20)))
    assert winner(early, late) == "late#1"
    assert winner(a_rule("b"), a_rule("a")) == "a#1"
    assert winner(a_rule("a", 10), a_rule("a", 2)) == "a#2"


def test_a_tie_in_priority_between_playlists_is_a_conflict_told_once() -> None:
    rules = [
        a_rule("day", hours=(time(8), time(20))),
        a_rule("night", hours=(time(19), time(6))),
        a_rule("top", priority=9),
    ]
    places = {"station": a_place()}
    found = conflicts(rules, [a_display(), a_display("hall")], places, at("2026-11-22T00:00"))
    assert [(one.first, one.second, one.display, one.at) for one in found] == [
        ("day#1", "night#1", "gate", at("2026-11-22T10:00"))
    ]


def test_rules_of_one_playlist_and_rules_that_only_touch_are_no_conflict() -> None:
    rules = [
        a_rule("day", hours=(time(8), time(20))),
        a_rule("night", hours=(time(20), time(8))),
        a_rule("day", 2, hours=(time(9), time(10))),
    ]
    assert conflicts(rules, [a_display()], {"station": a_place()}, at("2026-11-22T00:00")) == []


EARLY, LATE = a_rule("early", hours=(time(8, 30), time(18))), a_rule("late", hours=(time(17, 30), time(20)))
"""They tie from 17:30 to 18:00."""


def ties(*rules: Rule, hours: str, closed: tuple[str, ...] = (), night: str = "") -> list[tuple[str, str, str]]:
    """Display, beginning and end, local, of what is told on a Monday morning: `gate` has these hours, `night` after it others."""
    places = {"office": a_place("office", hours=hours, closed=closed), "bar": a_place("bar", hours=night)}
    displays = [a_display(place="office"), *([a_display("night", place="bar")] if night else [])]
    summer = Calendar(name="summer", days=(Days(weekdays=(0, 1, 2, 3)),))
    found = conflicts(rules, displays, places, at("2026-11-23T00:00"), calendars={"summer": summer})
    return [
        (one.display, f"{one.at.astimezone(TOKYO):%d %H:%M}", f"{one.until.astimezone(TOKYO):%H:%M}") for one in found
    ]


def test_rules_that_meet_only_while_the_place_is_closed_do_not_tie() -> None:
    assert ties(EARLY, LATE, hours="Mo-Fr 08:30-17:15") == []
    assert ties(EARLY, LATE, hours="Mo-Fr 08:30-17:45") == [("gate", "23 17:30", "17:45")]


def test_rules_tie_on_the_first_day_that_the_place_is_open() -> None:
    assert ties(EARLY, LATE, hours="We-Fr 08:30-20:00") == [("gate", "25 17:30", "18:00")]
    assert ties(EARLY, LATE, hours="08:30-20:00", closed=("summer",)) == [("gate", "27 17:30", "18:00")]


def test_of_places_with_the_same_rules_the_first_that_is_open_where_they_meet_is_told() -> None:
    assert ties(EARLY, LATE, hours="Mo-Fr 08:30-17:15", night="Tu 17:00-24:00") == [("night", "24 17:30", "18:00")]
    assert ties(EARLY, LATE, hours="Fr 08:30-20:00", night="Mo 17:00-24:00") == [("gate", "27 17:30", "18:00")]


def test_a_tie_over_midnight_is_one_as_long_as_the_place_is_open() -> None:
    nights = a_rule("one", hours=EVENING), a_rule("two", hours=(time(21), time(5)))
    assert ties(*nights, hours="") == [("gate", "23 21:00", "05:00")]
    assert ties(*nights, hours="00:00-02:00,22:00-24:00") == [("gate", "23 22:00", "02:00")]


HOLIDAY, DAY_BEFORE = date(2026, 11, 23), SUNDAY
"""勤労感謝の日, a Monday."""

JAPAN = Almanac("JP")
LIBRARY = Calendar(name="library", days=(Days(weekdays=(0,), if_holiday="next"),))


def days_of(rule: Rule, first: date, last: date, almanac: Almanac = JAPAN) -> list[str]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [f"{day:%m-%d}" for day in days if occurrence(rule, day, TOKYO, almanac=almanac)]


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"holidays": "only"}, ["05-03", "05-04", "05-05", "05-06"]),
        ({"holidays": "except"}, ["05-01", "05-02", "05-07", "05-08"]),
        ({"weekdays": (6,)}, ["05-03"]),
        ({"weekdays": (6,), "holidays": "as Sunday"}, ["05-03", "05-04", "05-05", "05-06"]),
        ({"weekdays": (0, 1, 2, 3, 4), "holidays": "as Sunday"}, ["05-01", "05-07", "05-08"]),
        ({"weekdays": (0, 1, 2, 3, 4), "holidays": "only"}, ["05-04", "05-05", "05-06"]),
        ({"only_days_of": ("library",)}, ["05-07"]),
        ({"not_days_of": ("library", "nowhere"), "weekdays": (3, 4)}, ["05-01", "05-08"]),
        ({"only_days_of": ("nowhere",)}, []),
        ({"rrule": "FREQ=MONTHLY;BYDAY=1MO,1TH"}, ["05-04", "05-07"]),
        ({"rrule": "FREQ=DAILY;INTERVAL=3", "begins": wall("2026-05-02T10:00")}, ["05-02", "05-05", "05-08"]),
        ({"rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE", "holidays": "except"}, []),
    ],
)
def test_a_rule_begins_on_the_days_that_all_its_conditions_name(fields: dict[str, Any], days: list[str]) -> None:
    """Golden Week 2026: from Sunday 05-03 to its substitute, Wednesday 05-06."""
    almanac = Almanac("JP", (LIBRARY,))
    assert days_of(a_rule(**fields), date(2026, 5, 1), date(2026, 5, 8), almanac) == days


def test_a_night_belongs_to_the_day_it_begins_on_whether_the_next_is_a_holiday_or_not() -> None:
    into = a_rule(hours=EVENING, holidays="except")
    assert occurrence(into, DAY_BEFORE, TOKYO, almanac=JAPAN) is not None
    assert [one.day for one in occurrences([(into, 3)], HOLIDAY, TOKYO, JAPAN)] == [DAY_BEFORE]
    only = a_rule(hours=EVENING, holidays="only")
    (found,) = occurrences([(only, 3)], date(2026, 11, 24), TOKYO, JAPAN)
    assert (found.day, found.until_at) == (HOLIDAY, at("2026-11-23T21:00"))


@pytest.mark.parametrize(
    ("zone", "day", "hours", "begins", "ends"),
    [
        # Clocks go forward: 02:00–03:00 in Berlin and New York, 00:00–01:00 in Cairo does not exist.
        ("Europe/Berlin", "2026-03-29", (time(2, 30), time(4)), "2026-03-29T01:00", "2026-03-29T02:00"),
        ("Europe/Berlin", "2026-03-28", (time(22), time(2, 30)), "2026-03-28T21:00", "2026-03-29T01:00"),
        ("America/New_York", "2027-03-14", (time(1), time(2, 30)), "2027-03-14T06:00", "2027-03-14T07:00"),
        ("Africa/Cairo", "2026-04-24", (time(0), time(8)), "2026-04-23T22:00", "2026-04-24T05:00"),
        ("Africa/Cairo", "2026-04-24", None, "2026-04-23T22:00", "2026-04-24T21:00"),
        ("Africa/Cairo", "2026-04-23", (time(20), time(0, 30)), "2026-04-23T18:00", "2026-04-23T22:00"),
        # Clocks go back: the hour exists twice, and an end lasts through the second.
        ("Europe/Berlin", "2026-10-25", (time(2, 15), time(2, 45)), "2026-10-25T00:15", "2026-10-25T01:45"),
        ("America/New_York", "2026-11-01", (time(0), time(1, 30)), "2026-11-01T04:00", "2026-11-01T06:30"),
        ("Africa/Cairo", "2026-10-29", (time(23, 15), time(23, 45)), "2026-10-29T20:15", "2026-10-29T21:45"),
        ("Africa/Cairo", "2026-10-29", None, "2026-10-28T21:00", "2026-10-29T22:00"),
        ("Asia/Tokyo", "2026-10-25", (time(2, 15), time(2, 45)), "2026-10-24T17:15", "2026-10-24T17:45"),
    ],
)
def test_hours_over_a_change_of_the_clocks(
    zone: str, day: str, hours: tuple[time, time] | None, begins: str, ends: str
) -> None:
    found = occurrence(a_rule(hours=hours), date.fromisoformat(day), ZoneInfo(zone))
    assert found and (found.from_at, found.until_at) == (at(begins), at(ends))


def test_a_rule_given_by_hand_begins_with_its_minute_and_is_one_occurrence_over_midnight() -> None:
    rule = a_rule(now=True, from_at=at("2026-11-21T14:30:42"), until_at=at("2026-11-21T15:30:42"))
    for day in (SATURDAY, SUNDAY):
        (found,) = occurrences([(rule, 0)], day, TOKYO)
        assert (found.day, found.from_at, found.anchor_at) == (SATURDAY, at("2026-11-21T14:30"), at("2026-11-21T14:30"))
        assert found.until_at == at("2026-11-21T15:30")
    assert occurrences([(rule, 0)], FRIDAY, TOKYO) == []


def test_of_rules_given_by_hand_the_later_wins_over_every_priority_and_target() -> None:
    fields = {"now": True, "until_at": at("2026-11-22T12:00")}
    early = a_rule("early", 1, displays=("gate",), from_at=at("2026-11-22T01:00"), **fields)
    late = a_rule("late", 2, from_at=at("2026-11-22T02:00:01"), **fields)
    same = a_rule("same", 3, from_at=at("2026-11-22T02:00:00"), **fields)
    assert winner(a_rule("top", priority=100), early) == "now-1"
    assert winner(early, late) == "now-2"
    assert winner(late, same) == "now-3"


def test_a_timetable_of_all_rules_says_of_some_what_they_say_alone() -> None:
    rules = [a_rule(f"p{n}", n, hours=(time(n), time(20)), priority=n % 3, weekdays=(n % 7, 6)) for n in range(1, 20)]
    timetable = Timetable(rules, TOKYO, JAPAN)
    targets = [(rule, rule.number % 4) for rule in rules if rule.number % 2]
    for n in range(50):
        day = FRIDAY + timedelta(days=n)
        assert timetable.on([(rule.name, narrow) for rule, narrow in targets], day) == occurrences(
            targets, day, TOKYO, JAPAN
        )


def test_the_ties_of_one_rule_are_those_of_all_that_name_it() -> None:
    displays = [a_display("a", groups=("east",)), a_display("b"), a_display("c", place="gone")]
    places, now = {"station": a_place()}, at("2026-11-20T00:00")
    rules = [
        a_rule(playlist="one", hours=(time(9), time(12))),
        a_rule(playlist="two", hours=(time(11), time(14))),
        a_rule(playlist="three", groups=("east",)),
        a_rule(playlist="four", priority=5),
        a_rule(playlist="one", number=2),
    ]
    every = conflicts(rules, displays, places, now)
    assert every
    for rule in rules:
        others = [one for one in rules if one != rule]
        expected = [one for one in every if rule.name in (one.first, one.second)]
        assert conflicts_of(rule, others, displays, places, now) == expected
