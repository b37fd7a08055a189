"""A rule as it is typed: read back as it was written, said in words, moved, and told when it applies."""

import random
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.forms.rule import read_rule, rule_fields
from signage.domain.playlist_file import parse_playlist
from signage.domain.repeating import first_day
from signage.domain.rule_moves import MoveError, moved
from signage.domain.rule_times import never_because, next_times
from signage.domain.rule_words import when_in_words, where_in_words
from signage.domain.schedule import Rule, counted_from

from ..factory import a_catalogue, a_display, a_place, a_rule, wall
from ..generated import some_rule

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def city(*rules: Rule, **place: Any) -> Catalogue:
    return a_catalogue(
        rules=rules, place=a_place(**{"hours": "09:00-20:00", **place}), display=a_display(groups=("east",))
    )


def read(**fields: str) -> Rule:
    rule, errors = read_rule({"everywhere": "on", **fields}, "base", 1, city(), TODAY)
    assert errors == {}
    return rule


@pytest.mark.parametrize("seed", range(60))
def test_what_the_form_shows_of_a_rule_is_read_as_the_same_rule(seed: int) -> None:
    rule = some_rule(random.Random(seed), 1, datetime(2026, 11, 22, tzinfo=UTC))
    if rule.now or (rule.begins and rule.ends and rule.begins >= rule.ends):
        return
    known = Catalogue(
        displays={id: a_display(id, groups=("east",)) for id in ("gate", "other")},
        places={"station": a_place()},
        calendars=dict.fromkeys((*rule.only_days_of, *rule.not_days_of)),  # type: ignore[arg-type]
    )
    fields = rule_fields(rule)
    everywhere = {} if rule.displays or rule.groups or rule.place_types else {"everywhere": "on"}
    again, errors = read_rule(fields | everywhere, rule.playlist, rule.number, known, TODAY)
    if rule.rrule and first_day(rule.rrule, counted_from(rule)) is None:
        assert set(errors) == {"rrule"}
        return
    assert errors == {}
    assert again == rule


def test_a_rule_for_all_displays_of_a_large_city_one_by_one_is_read_back() -> None:
    ids = tuple(f"display-{number:04}" for number in range(3000))
    known = Catalogue(displays={id: a_display(id) for id in ids}, places={"station": a_place()})
    rule = Rule(playlist="base", number=1, displays=ids)
    assert read_rule(rule_fields(rule), "base", 1, known, TODAY) == (rule, {})


@pytest.mark.parametrize(
    ("fields", "toml"),
    [
        ({"begins": "明日", "ends": "令和8年12月31日"}, "from = 2026-11-23\nuntil = 2026-12-31"),
        ({"begins": "11/24 8時30分"}, "from = 2026-11-24T08:30:00"),
        ({"hours_from": "午後4時", "hours_until": "22:00"}, 'hours = "16:00-22:00"'),
        ({"hours_from": "20:00", "hours_until": "翌5:00"}, 'hours = "20:00-05:00"'),
        ({"hours_from": "20:00", "hours_until": "26:00"}, 'hours = "20:00-26:00"'),
        ({"hours_from": "9:00", "hours_until": "24:00"}, 'hours = "09:00-24:00"'),
        ({"repeats": "nth-2", "weekdays": "1"}, 'rrule = "FREQ=MONTHLY;BYDAY=2TU"'),
        (
            {"repeats": "every-2", "weekdays": "0", "begins": "2026-11-30"},
            'rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"\nfrom = 2026-11-30',
        ),
        ({"repeats": "month-end"}, 'rrule = "FREQ=MONTHLY;BYMONTHDAY=-1"'),
        ({"weekdays": "5\n6", "holidays": "as Sunday"}, 'weekdays = ["土", "日"]\nholidays = "as Sunday"'),
        ({"priority": "−10"}, "priority = -10"),
    ],
)
def test_what_offices_type_says_what_a_file_would_say(fields: dict[str, str], toml: str) -> None:
    (rule,) = parse_playlist(f'[[section]]\nkinds = ["news"]\n[[when]]\n{toml}\n', "base.toml").rules
    assert read(**fields) == rule


def test_a_place_stands_for_its_displays() -> None:
    rule, errors = read_rule({"places": "station"}, "base", 1, city(), TODAY)
    assert (rule.displays, errors) == (("gate",), {})


@pytest.mark.parametrize(
    ("rule", "ja", "en"),
    [
        (a_rule(), "毎日、終日", "every day, all day"),
        (
            a_rule(weekdays=(0, 1, 2, 3, 4), hours=(time(17), time(22)), holidays="except"),
            "月〜金、17:00〜22:00、祝日を除く",
            "Mon–Fri, 17:00–22:00, not on public holidays",
        ),
        (a_rule(hours=(time(20), time(5))), "毎日、20:00〜翌5:00", "every day, 20:00–05:00 (next day)"),
        (a_rule(hours=(time(9), time(0))), "毎日、9:00〜24:00", "every day, 09:00–24:00"),
        (a_rule(rrule="FREQ=MONTHLY;BYDAY=2TU"), "毎月第2火、終日", "the second Tue of each month, all day"),
        (
            a_rule(rrule="FREQ=DAILY;INTERVAL=3"),
            "繰り返し FREQ=DAILY;INTERVAL=3、終日",
            "repeats FREQ=DAILY;INTERVAL=3, all day",
        ),
        (
            a_rule(begins=wall("2026-11-15"), ends=wall("2027-01-13")),
            "毎日、終日、2026年11月15日から2027年1月12日まで",
            "every day, all day, from 15 Nov 2026 until 12 Jan 2027",
        ),
    ],
)
def test_a_rule_is_said_in_words(rule: Rule, ja: str, en: str) -> None:
    assert when_in_words(rule, city()) == {"ja": ja, "en": en}


def test_where_a_rule_shows_is_said_in_words() -> None:
    assert where_in_words(a_rule(), city())["ja"] == "すべての画面"
    assert (
        where_in_words(a_rule(place_types=("station",), groups=("east",), displays=("gate",)), city())["ja"]
        == "駅、east、gate"
    )


def test_next_times_keep_to_opening_hours_and_go_over_midnight_in_one() -> None:
    rule = a_rule(hours=(time(18), time(2)))
    closed = [f"{one.from_at:%d %H:%M}–{one.until_at:%d %H:%M}" for one in next_times(rule, city(), NOW, 2)]
    assert closed == ["22 09:00–22 11:00", "23 09:00–23 11:00"]
    always = [f"{one.from_at:%d %H:%M}–{one.until_at:%d %H:%M}" for one in next_times(rule, city(hours=""), NOW, 1)]
    assert always == ["22 09:00–22 17:00"]


@pytest.mark.parametrize(
    ("rule", "place", "why"),
    [
        (a_rule(displays=("gone",)), {}, "対象の画面がありません"),
        (a_rule(ends=wall("2026-11-01")), {}, "期間が終わっています"),
        (
            a_rule(weekdays=(5,), begins=wall("2026-11-23"), ends=wall("2026-11-26")),
            {},
            "期間の中に、その曜日がありません",
        ),
        (
            a_rule(holidays="only", begins=wall("2026-11-24"), ends=wall("2026-11-26")),
            {},
            "祝日の決めごとに合う日が、期間の中にありません",
        ),
        (a_rule(hours=(time(21), time(22))), {}, "その時間は、どの場所も開いていません"),
        (a_rule(begins=wall("2029-01-01")), {}, "これから1年のあいだには始まりません"),
        (
            a_rule(begins=wall("2026-11-23"), ends=wall("2026-11-24")),
            {"hours": "09:00-20:00; PH off"},
            "祝日（勤労感謝の日）で閉まっている",
        ),
    ],
)
def test_why_a_rule_never_applies_is_told(rule: Rule, place: dict[str, str], why: str) -> None:
    catalogue = city(**place)
    assert next_times(rule, catalogue, NOW, 1) == []
    assert never_because(rule, catalogue, NOW)["ja"] == why


def span(days: int, begins: str, ends: str) -> tuple[datetime, datetime]:
    day = f"2026-11-{22 + days}"
    return wall(f"{day}T{begins}"), wall(f"{day}T{ends}")


def test_a_moved_bar_gives_its_rule_other_hours_on_all_of_its_days() -> None:
    rule = a_rule(weekdays=(6,), hours=(time(10), time(12)))
    assert moved(rule, TODAY, *span(0, "11:15", "13:00")).hours == (time(11, 15), time(13))
    over = moved(rule, TODAY, wall("2026-11-22T22:00"), wall("2026-11-23T02:00"))
    assert (over.hours, over.weekdays) == ((time(22), time(2)), (6,))


def test_one_day_moves_with_its_bar() -> None:
    weekly = moved(a_rule(weekdays=(6,), hours=(time(10), time(12))), TODAY, *span(2, "10:00", "12:00"))
    assert weekly.weekdays == (1,)
    once = a_rule(begins=wall("2026-11-22"), ends=wall("2026-11-23"), hours=(time(10), time(12)))
    later = moved(once, TODAY, *span(2, "9:00".zfill(5), "12:00"))
    assert (later.begins, later.ends, later.hours) == (wall("2026-11-24"), wall("2026-11-25"), (time(9), time(12)))


def test_a_period_told_to_the_minute_gives_way_to_the_hours() -> None:
    once = a_rule(begins=wall("2026-11-22T10:00"), ends=wall("2026-11-22T12:00"))
    later = moved(once, TODAY, *span(0, "16:00", "18:00"))
    assert (later.begins, later.ends, later.hours) == (wall("2026-11-22"), wall("2026-11-23"), (time(16), time(18)))


ONCE = a_rule(begins=wall("2026-11-22"), ends=wall("2026-11-23"), hours=(time(10), time(12)))


@pytest.mark.parametrize(
    ("rule", "begins", "ends"),
    [
        (a_rule(hours=(time(10), time(12))), "2026-11-23T10:00", "2026-11-23T12:00"),
        (a_rule(weekdays=(5, 6), hours=(time(10), time(12))), "2026-11-23T10:00", "2026-11-23T12:00"),
        (a_rule(hours=(time(10), time(12))), "2026-11-22T12:00", "2026-11-22T12:00"),
        (a_rule(hours=(time(10), time(12))), "2026-11-22T12:00", "2026-11-23T12:15"),
        (a_rule(hours=(time(10), time(12))), "2026-11-22T10:00:30", "2026-11-22T12:00"),
        (ONCE, "9999-12-31T10:00", "9999-12-31T12:00"),
        (ONCE, "0001-01-01T10:00", "0001-01-01T12:00"),
        (ONCE, "3000-01-01T10:00", "3000-01-01T12:00"),
    ],
)
def test_a_move_that_cannot_be_meant_is_refused(rule: Rule, begins: str, ends: str) -> None:
    with pytest.raises(MoveError):
        moved(rule, TODAY, wall(begins), wall(ends))


def test_a_bar_may_end_with_the_last_of_the_days() -> None:
    once = a_rule(begins=wall("2100-12-31"), ends=wall("2101-01-01"), hours=(time(20), time(22)))
    last = date(2100, 12, 31)
    assert moved(once, last, wall("2100-12-31T22:00"), wall("2101-01-01T00:00")).hours == (time(22), time())
    with pytest.raises(MoveError):
        moved(once, last, wall("2100-12-31T22:00"), wall("2101-01-01T01:00"))


def test_a_move_from_a_day_out_of_all_time_is_refused() -> None:
    with pytest.raises(MoveError):
        moved(ONCE, date.min, *span(0, "10:00", "12:00"))
