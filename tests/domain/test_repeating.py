"""Repetition rules: bounded, told apart from nonsense, and the same days that dateutil finds."""

import tracemalloc
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.repeating import falls_on, first_day, parse_rrule
from signage.errors import InputError

START = date(2023, 1, 1)


def days(rule: str, first: date = START, length: int = 1500) -> list[date]:
    return [day for n in range(length) if falls_on(rule, first, day := first + timedelta(days=n))]


def dateutil_days(rule: str, first: date = START, length: int = 1500) -> list[date]:
    begins = datetime.combine(first, time())
    return [
        one.date() for one in rrulestr(rule, dtstart=begins).between(begins, begins + timedelta(days=length - 1), True)
    ]


def numbers(most: int, *, size: int = 3) -> st.SearchStrategy[str]:
    number = st.integers(1, most) | st.integers(-most, -1)
    return st.lists(number, min_size=1, max_size=size).map(lambda found: ",".join(map(str, found)))


WEEKDAY = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
WEEKDAYS = st.lists(WEEKDAY, min_size=1, max_size=3, unique=True).map(",".join)
COUNTED = st.tuples(st.sampled_from([1, 2, 5, -1, -2]), WEEKDAY).map(lambda one: f"{one[0]}{one[1]}")


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency, "INTERVAL": str(draw(st.integers(1, 4)))}
    kinds = {"BYMONTH": st.lists(st.integers(1, 12), min_size=1, max_size=3).map(lambda n: ",".join(map(str, n)))}
    kinds |= {"BYDAY": WEEKDAYS if frequency in ("DAILY", "WEEKLY") else WEEKDAYS | COUNTED}
    kinds |= {"BYMONTHDAY": numbers(31)} if frequency != "WEEKLY" else {}
    kinds |= {"BYYEARDAY": numbers(366), "BYWEEKNO": numbers(53)} if frequency == "YEARLY" else {}
    for key in draw(st.lists(st.sampled_from(sorted(kinds)), max_size=2, unique=True)):
        parts[key] = draw(kinds[key])
    if frequency in ("MONTHLY", "YEARLY") and "BYDAY" in parts and draw(st.booleans()):
        parts["BYSETPOS"] = draw(numbers(4, size=1))
    if draw(st.integers(0, 3)) == 0:
        parts["COUNT"] = str(draw(st.integers(1, 400)))
    if draw(st.booleans()):
        parts["WKST"] = draw(WEEKDAY)
    # Together with a numbered BYDAY, RFC 5545 leaves the other open, and dateutil's answer is no yardstick.
    numbered = any(letter.isdigit() for letter in parts.get("BYDAY", ""))
    return ";".join(f"{key}={value}" for key, value in parts.items() if not (numbered and key == "BYWEEKNO"))


@given(rules(), st.integers(0, 40))
def test_a_rule_falls_on_the_days_that_dateutil_finds(rule: str, later: int) -> None:
    first = START + timedelta(days=later * 11)
    if first_day(rule, first) is not None:  # else dateutil looks until the year 9999
        assert days(rule, first) == dateutil_days(rule, first)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", ["2023-01-10", "2023-02-14", "2023-03-14"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", ["2023-01-31", "2023-02-28", "2023-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2023-01-31", "2023-03-31", "2023-05-31"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2024-02-29"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", ["2023-01-09", "2023-01-23", "2023-02-06"]),
        ("freq=daily;until=20230102", ["2023-01-01", "2023-01-02"]),
        ("FREQ=MONTHLY;BYDAY=1SU,3SU", ["2023-01-01", "2023-01-15", "2023-02-05"]),
    ],
)
def test_rules_as_offices_have_them(rule: str, first: list[str]) -> None:
    assert [str(day) for day in days(rule)[: len(first)]] == first


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", "“” is no part of a rule; write it like FREQ=WEEKLY;"),
        ("every Monday", "“EVERY MONDAY” is no part of a rule"),
        ("BYDAY=MO", "it needs FREQ: "),
        ("FREQ=SECONDLY", "FREQ=SECONDLY repeats within a day"),
        ("FREQ=HOURLY;INTERVAL=3", "FREQ=HOURLY repeats within a day"),
        ("FREQ=DAILY;BYHOUR=3", "BYHOUR has no place here"),
        ("FREQ=DALY", "“FREQ=DALY” can't be read: FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY"),
        ("FREQ=WEEKLY;BYDAY=XX", "“BYDAY=XX” can't be read: days are MO TU"),
        ("FREQ=MONTHLY;BYDAY=99TU", "“BYDAY=99TU” can't be read"),
        ("FREQ=WEEKLY;INTERVAL=0", "“INTERVAL=0” can't be read: it is a whole number from 1"),
        ("FREQ=WEEKLY;INTERVAL=-1", "“INTERVAL=-1” can't be read"),
        ("FREQ=WEEKLY;COUNT=9999999999", "“COUNT=9999999999” can't be read"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "“BYMONTHDAY=32” can't be read: it takes numbers from 1 to 31"),
        ("FREQ=YEARLY;BYMONTH=-1", "“BYMONTH=-1” can't be read"),
        ("FREQ=YEARLY;UNTIL=2027", "“UNTIL=2027” can't be read: UNTIL is a day"),
        ("FREQ=YEARLY;UNTIL=20270230", "“UNTIL=20270230” can't be read"),
        ("FREQ=DAILY;FREQ=WEEKLY", "“FREQ” stands there twice"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270331", "COUNT and UNTIL don't go together"),
        ("FREQ=DAILY;BYDYA=MO", "“BYDYA” is not known; did you mean “byday”?"),
        ("FREQ=YEARLY;BYYEARDAY=" + "1," * 300, "more than 300 letters"),
    ],
)
def test_a_wrong_rule_is_told(rule: str, says: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_rrule(rule)
    assert problem.value.message.startswith(says)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9",
        "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=5",
    ],
)
def test_a_rule_that_never_comes_to_a_day_is_known_as_such(rule: str) -> None:
    assert first_day(rule) is None


def test_an_endless_rule_is_asked_of_any_day_at_once() -> None:
    assert falls_on("FREQ=DAILY", date(2000, 1, 1), date(2100, 12, 31))
    assert not falls_on("FREQ=DAILY;INTERVAL=2", date(2000, 1, 1), date(2000, 1, 2))


@pytest.mark.parametrize(
    ("rule", "last"),
    [
        ("FREQ=DAILY;COUNT=36000", date(2000, 1, 1) + timedelta(days=35_999)),
        ("FREQ=WEEKLY;BYDAY=SA,SU;COUNT=5201", date(2000, 1, 1) + timedelta(weeks=2600)),
        ("FREQ=DAILY;INTERVAL=3;BYDAY=SA;COUNT=2", date(2000, 1, 22)),
        ("FREQ=DAILY;COUNT=99999", date(2100, 12, 31)),
        ("FREQ=DAILY;INTERVAL=99999;COUNT=99999", date(2000, 1, 1)),
    ],
)
def test_a_count_ends_on_its_last_day_however_long_it_is(rule: str, last: date) -> None:
    assert falls_on(rule, date(2000, 1, 1), last)
    assert not any(falls_on(rule, date(2000, 1, 1), last + timedelta(days=n)) for n in range(1, 30))


def test_of_a_long_count_little_is_kept() -> None:
    first, day = date(2000, 1, 1), date(2000, 1, 2)
    tracemalloc.start()
    try:
        assert all(falls_on(f"FREQ=DAILY;COUNT={36_500 + n}", first, day) for n in range(3))
        assert tracemalloc.get_traced_memory()[0] < 100_000
    finally:
        tracemalloc.stop()
