"""Closing days out of iCalendar files as offices export them, and out of hostile ones."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.calendar_file import CalendarNotes
from signage.domain.calendar_ics import parse_ics
from signage.errors import InputError

from .factory import at

NOW = at("2026-11-22T03:00")


def read(*events: str, head: str = "") -> CalendarNotes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return parse_ics(f"BEGIN:VCALENDAR\n{head}{body}END:VCALENDAR\n".encode(), "calendars/city.ics", NOW, "Asia/Tokyo")


def days(found: CalendarNotes) -> list[str]:
    """Every closed day, as 2026-12-29."""
    rows = ((one.first, one.last) for one in found.calendar.days)
    return [
        str(first + timedelta(days=n)) for first, last in rows if first and last for n in range((last - first).days + 1)
    ]


def test_the_end_of_an_event_of_whole_days_is_exclusive() -> None:
    found = read("UID:a\nSUMMARY:年末年始\nDTSTART;VALUE=DATE:20261229\nDTEND;VALUE=DATE:20270104")
    assert (found.calendar.name, found.notes) == ("city", ())
    (row,) = found.calendar.days
    assert (row.first, row.last, row.says) == (date(2026, 12, 29), date(2027, 1, 3), (("ja", "年末年始"),))


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART;VALUE=DATE:20261201", ["2026-12-01"]),
        ("DTSTART;VALUE=DATE:20261201\nDURATION:P2D", ["2026-12-01", "2026-12-02"]),
        ("DTSTART:20261201T090000\nDTEND:20261201T170000", ["2026-12-01"]),
        ("DTSTART:20261201T090000\nDTEND:20261202T000000", ["2026-12-01"]),
        ("DTSTART:20261130T150000Z\nDTEND:20261201T150000Z", ["2026-12-01"]),
        (
            "DTSTART;TZID=Asia/Tokyo:20261201T220000\nDTEND;TZID=Asia/Tokyo:20261202T010000",
            ["2026-12-01", "2026-12-02"],
        ),
        ("DTSTART;VALUE=DATE:20261201\nRDATE;VALUE=DATE:20261210,20261215", ["2026-12-01", "2026-12-10", "2026-12-15"]),
        (
            "DTSTART:20261201T090000\nRDATE;VALUE=PERIOD:20261210T000000Z/20261210T010000Z",
            ["2026-12-01", "2026-12-10"],
        ),
        (
            "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20261208",
            ["2026-12-01", "2026-12-15"],
        ),
        ("DTSTART;VALUE=DATE:20261201\nSTATUS:CANCELLED", []),
        ("DTSTART;VALUE=DATE:20361201", []),
        ("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ["2026-12-01"]),
        ("DTSTART;VALUE=DATE:20180110\nRRULE:FREQ=YEARLY;UNTIL=20261231", ["2025-01-10", "2026-01-10"]),
    ],
)
def test_the_days_of_an_event(event: str, expected: list[str]) -> None:
    assert days(read(f"UID:a\n{event}")) == expected


def test_one_time_of_a_series_may_be_moved() -> None:
    series = "UID:a\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:a\nRECURRENCE-ID;VALUE=DATE:20261208\nDTSTART;VALUE=DATE:20261209"
    assert days(read(series, moved)) == ["2026-12-01", "2026-12-09", "2026-12-15"]


@pytest.mark.parametrize(
    "occurrence",
    [
        "RECURRENCE-ID;VALUE=DATE:20261208\nDTSTART;VALUE=DATE:20261208",
        "RECURRENCE-ID:20261207T150000Z",
        "RECURRENCE-ID;VALUE=DATE:20261208\nDTSTART;VALUE=DATE:20261208\nRRULE:FREQ=DAILY;COUNT=9",
    ],
)
def test_one_time_of_a_series_may_be_cancelled(occurrence: str) -> None:
    series = "UID:a\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;COUNT=3"
    found = read(series, f"UID:a\nSTATUS:CANCELLED\n{occurrence}", "UID:b\nDTSTART;VALUE=DATE:20261209")
    assert (days(found), found.notes) == (["2026-12-01", "2026-12-09", "2026-12-15"], ())


def test_a_cancelled_time_that_cannot_be_read_is_noted() -> None:
    series = "UID:a\nDTSTART;VALUE=DATE:20261201"
    found = read(series, "UID:a\nSUMMARY:休み\nSTATUS:CANCELLED\nRECURRENCE-ID:nonsense")
    assert days(found) == ["2026-12-01"]
    assert found.notes[0].startswith("the event “休み” is passed over: its RECURRENCE-ID can't be read")
    early = read(series, "UID:a\nSTATUS:CANCELLED\nRECURRENCE-ID;VALUE=DATE:00010101")
    assert days(early) == ["2026-12-01"]


def test_an_event_of_a_hundred_years_gives_the_years_that_are_kept() -> None:
    found = days(read("UID:a\nDTSTART;VALUE=DATE:19500101\nDTEND;VALUE=DATE:20500101"))
    assert (found[0], found[-1], len(found)) == ("2025-01-01", "2029-12-31", 1826)
    far = days(read("UID:a\nDTSTART;VALUE=DATE:00010101\nDTEND;VALUE=DATE:99991231"))
    assert far == found


def test_an_endless_rule_gives_the_years_that_are_kept() -> None:
    found = days(read("UID:a\nDTSTART;VALUE=DATE:19010101\nRRULE:FREQ=DAILY"))
    assert (found[0], found[-1]) == ("2025-01-01", "2029-12-31")


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=SECONDLY", "FREQ=SECONDLY repeats within a day"),
        ("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;BYHOUR=1,2,3", "BYHOUR has no place here"),
        ("DTSTART;VALUE=DATE:19261201\nRRULE:FREQ=DAILY;COUNT=9999", "its COUNT is counted from before 2000"),
        ("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;BYDAY=XX", "its RRULE can't be read"),
        ("DTSTART;VALUE=DATE:20261201\nRRULE:EVERY MONDAY", "its RRULE can't be read"),
        ("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "it has more than one RRULE"),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20291201\nRRULE:FREQ=DAILY", "longer than a year"),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20251201", "it ends before it begins"),
        ("DTSTART:yesterday", "its DTSTART can't be read"),
        ("SUMMARY:no day", "it has no DTSTART"),
    ],
)
def test_an_event_that_cannot_be_used_is_passed_over_and_told_and_the_others_stay(event: str, says: str) -> None:
    found = read(f"UID:b\n{event}", "UID:a\nDTSTART;VALUE=DATE:20261224")
    assert days(found) == ["2026-12-24"]
    (note,) = found.notes
    assert note.startswith("the event “") and says in note


def test_too_many_events_and_notes_are_cut_and_told() -> None:
    found = read(*(f"UID:{n}\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=HOURLY" for n in range(1200)))
    assert found.notes[0] == "only the first 1000 events are read"
    assert len(found.notes) == 21 and found.notes[-1] == "and 981 more"


def test_only_so_many_events_that_repeat_are_worked_out() -> None:
    found = read(*(f"UID:{n}\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=YEARLY" for n in range(202)))
    assert len(found.notes) == 2 and "more than 200 repeat" in found.notes[0]


def test_a_fold_within_a_character_is_joined() -> None:
    text = "年末年始".encode()
    body = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261229\r\nSUMMARY:"
        + text[:4]
        + b"\r\n "
        + text[4:]
    )
    found = parse_ics(body + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "calendars/city.ics", NOW, "Asia/Tokyo")
    assert found.calendar.days[0].says == (("ja", "年末年始"),)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "this is no iCalendar file"),
        (b"<html><body>404</body></html>", "this is no iCalendar file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "this is no iCalendar file"),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", "this is no iCalendar file"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "this is no iCalendar file"),
        (b"X" * 1_000_001, "it is larger than 1 MB"),
    ],
)
def test_a_file_that_is_none_is_told(body: bytes, says: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_ics(body, "calendars/city.ics", NOW, "Asia/Tokyo")
    assert str(problem.value).startswith(f"calendars/city.ics: {says}")


LINES = st.lists(
    st.sampled_from(
        [
            "BEGIN:VEVENT",
            "END:VEVENT",
            "UID:a",
            "DTSTART;VALUE=DATE:20261201",
            "DTSTART:20261201T000000Z",
            "DTSTART;TZID=Mars/Olympus:20261201T000000",
            "DTEND;VALUE=DATE:20261203",
            "DTEND:99991231T235959",
            "DURATION:-P5D",
            "DURATION:P99999D",
            "RRULE:FREQ=MONTHLY;BYDAY=2TU",
            "RRULE:FREQ=DAILY;COUNT=99999",
            "EXDATE;VALUE=DATE:20261208",
            "EXDATE:nonsense",
            "RDATE:",
            "RECURRENCE-ID:20261208T000000",
            "RECURRENCE-ID;VALUE=DATE:00010101",
            "STATUS:CANCELLED",
            "SUMMARY:休み",
            ":::",
        ]
    ),
    max_size=12,
)


@given(st.lists(LINES, max_size=3))
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_a_sentence(events: list[list[str]]) -> None:
    inner = "\n".join("\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]) for lines in events)
    try:
        found = parse_ics(f"BEGIN:VCALENDAR\n{inner}\nEND:VCALENDAR".encode(), "a.ics", NOW, "Asia/Tokyo")
    except InputError as problem:
        assert problem.message
    else:
        assert len(days(found)) <= 1826
