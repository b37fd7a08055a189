"""Rules, their occurrences, and which wins."""

from datetime import date, time
from zoneinfo import ZoneInfo

from signage.domain.conflicts import conflicts
from signage.domain.schedule import Rule, targets_of
from signage.domain.timetable import Occurrence, occurrence, occurrences

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
