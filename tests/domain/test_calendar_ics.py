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


def read(*events: str, head: str = "", timezone: str = "Asia/Tokyo") -> CalendarNotes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return parse_ics(f"BEGIN:VCALENDAR\n{head}{body}END:VCALENDAR\n", "calendars/city.ics", NOW, timezone)


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


NEW_YORK, TOKYO = "TZID=America/New_York", "TZID=Asia/Tokyo"


@pytest.mark.parametrize(
    ("timezone", "begins", "until", "expected"),
    [
        ("America/New_York", ";VALUE=DATE:20261231", "20270103T045959Z", "2027-01-02"),
        ("America/New_York", f";{NEW_YORK}:20261231T100000", "20270103T045959Z", "2027-01-02"),
        ("Asia/Tokyo", f";{TOKYO}:20261231T083000", "20270101T233000Z", "2027-01-02"),
        ("Asia/Tokyo", f";{TOKYO}:20261231T083000", "20270101T232959Z", "2027-01-01"),
        ("Asia/Tokyo", ":20261231T083000", "20270101T233000Z", "2027-01-02"),
        ("Asia/Tokyo", ":20261230T233000Z", "20270101T233000Z", "2027-01-02"),
        ("Asia/Tokyo", ":20261231T083000", "20270102T083000", "2027-01-02"),
        ("Asia/Tokyo", ":20261231T083000", "20270102T000000", "2027-01-01"),
        ("Asia/Tokyo", ":20261231T083000", "20270102", "2027-01-02"),
        ("Asia/Tokyo", f";{NEW_YORK}:20261230T193000", "20270102T003000Z", "2027-01-02"),
    ],
)
def test_a_series_ends_with_the_last_time_that_begins_by_its_end(
    timezone: str, begins: str, until: str, expected: str
) -> None:
    found = read(f"UID:a\nDTSTART{begins}\nRRULE:FREQ=DAILY;UNTIL={until}", timezone=timezone)
    assert days(found)[0] == "2026-12-31"
    assert days(found)[-1] == expected


def test_the_last_monday_of_a_weekly_closing_is_not_lost() -> None:
    found = read(f"UID:a\nDTSTART;{TOKYO}:20270315T083000\nRRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270328T233000Z")
    assert days(found) == ["2027-03-15", "2027-03-22", "2027-03-29"]


def test_the_clock_of_a_far_office_that_is_turned_takes_no_day() -> None:
    event = f"UID:a\nDTSTART;{NEW_YORK}:20270312T093000\nRRULE:FREQ=DAILY;UNTIL=20270315T133000Z"
    assert days(read(event))[-1] == "2027-03-15"


@pytest.mark.parametrize("begins", [";VALUE=DATE:20261231", ":20261231T083000", f";{NEW_YORK}:20261230T193000"])
def test_an_end_at_the_end_of_all_time_is_none(begins: str) -> None:
    found = read(f"UID:a\nDTSTART{begins}\nRRULE:FREQ=DAILY;UNTIL=99991231T235959Z")
    assert (days(found)[0], days(found)[-1], found.notes) == ("2026-12-31", "2029-12-31", ())


def test_a_rule_may_repeat_the_time_at_which_its_event_begins() -> None:
    found = read("UID:a\nDTSTART:20261207T090000\nRRULE:FREQ=WEEKLY;COUNT=2;BYHOUR=9;BYMINUTE=0;BYSECOND=0")
    assert (days(found), found.notes) == (["2026-12-07", "2026-12-14"], ())


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


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>404</body></html>",
        "BEGIN:VEVENT\nEND:VEVENT\n",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
    ],
)
def test_a_file_that_is_none_is_told(text: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_ics(text, "calendars/city.ics", NOW, "Asia/Tokyo")
    assert str(problem.value).startswith("calendars/city.ics: this is no iCalendar file")


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
        found = parse_ics(f"BEGIN:VCALENDAR\n{inner}\nEND:VCALENDAR", "a.ics", NOW, "Asia/Tokyo")
    except InputError as problem:
        assert problem.message
    else:
        assert len(days(found)) <= 1826
