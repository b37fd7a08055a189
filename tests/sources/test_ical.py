"""iCalendar → items: what repeats, what is excluded, moved or cancelled, and what can't be read."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from signage.domain.events import MAX_OCCASIONS, Occasion
from signage.errors import SourceError
from signage.sources import SOURCES, Parsed
from signage.sources.ical import parse

from .conftest import source

MONTH = date(2026, 11, 1)


def calendar(*events: str, head: str = "X-WR-TIMEZONE:Asia/Tokyo") -> str:
    inner = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{inner}END:VCALENDAR\n"


def parsed(text: str | bytes, month: date | None = MONTH, timezone: str = "Asia/Tokyo", **values: Any) -> Parsed:
    body = text.encode() if isinstance(text, str) else text
    kept = source(name="events", type="ical", address="feeds/events.ics", kind="event", **values)
    return parse(body, None, kept, timezone, month=month)


def refusal(text: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        parsed(text)
    assert caught.value.where == "feeds/events.ics"
    return caught.value.message


def occasions(*lines: str, head: str = "X-WR-TIMEZONE:Asia/Tokyo", **values: Any) -> tuple[Occasion, ...]:
    """Those of a calendar of one event (and its changes, where a line parts them)."""
    found = parsed(calendar(*"\n".join(("UID:a", "SUMMARY:a", *lines)).split("\n--\n"), head=head), **values)
    assert found.notes == ()
    (item,) = found.items
    assert item.event
    return item.event.occasions


def days(*lines: str, **values: Any) -> list[str]:
    return [
        f"{one.first:%m-%d}" + (f"/{one.last:%m-%d}" * (one.last > one.first)) for one in occasions(*lines, **values)
    ]


def hours(*lines: str, **values: Any) -> list[str]:
    return [
        f"{one.first:%m-%d} {one.begins:%H:%M}" + (f"-{one.ends:%H:%M}" if one.ends else "")
        for one in occasions(*lines, **values)
        if one.begins
    ]


def note(*lines: str) -> str:
    """The one note on an event that is passed over."""
    found = parsed(calendar("\n".join(("UID:a", "SUMMARY:祭", *lines))))
    assert found.items == ()
    (said,) = found.notes
    assert said.startswith("line 4 “祭”: ") and said.endswith("; passed over")
    return said.removeprefix("line 4 “祭”: ").removesuffix("; passed over")


def test_an_event_becomes_an_item() -> None:
    text = calendar(
        """UID:fair
SUMMARY:秋の産業祭
DTSTART:20261205T100000
DTEND:20261205T160000
LOCATION:市民広場
DESCRIPTION:屋台が並びます。\\n雨天中止\\, 先着順 #産業祭
CATEGORIES:文化・芸術,公共交通
CATEGORIES:#お祭り#日立市
URL:http://www-source.minato.example/fair.html
LAST-MODIFIED:20261101T090000
X-SHIRASAGI-SCHEDULE:雨天中止
X-SHIRASAGI-COST:2\\,000円"""
    )
    words = {"mobility": ["公共交通"]}
    (item,) = parsed(text, theme_words=words, hosts={"www-source.minato.example": "www.minato.example"}).items
    assert item.title == {"ja": "秋の産業祭"}
    assert item.text == {"ja": "屋台が並びます。 雨天中止, 先着順 #産業祭"}
    assert item.hashtags == ("文化・芸術", "公共交通", "お祭り", "日立市", "産業祭")
    assert (item.kind, item.themes, item.url) == ("event", ("mobility",), "http://www.minato.example/fair.html")
    assert item.published_at == datetime(2026, 11, 1, 0, 0, tzinfo=UTC)
    assert item.event
    assert item.event.occasions == (Occasion(date(2026, 12, 5), date(2026, 12, 5), time(10), time(16)),)
    assert (item.event.place, item.event.note, item.event.fee) == (
        {"ja": "市民広場"},
        {"ja": "雨天中止"},
        {"ja": "2,000円"},
    )


def test_the_list_is_whole_and_may_be_empty() -> None:
    assert SOURCES["ical"].whole
    assert parsed(calendar()) == Parsed(())


def test_the_end_of_whole_days_is_exclusive() -> None:
    assert days("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261207") == ["12-05/12-06"]
    assert days("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261206") == ["12-05"]
    assert days("DTSTART:20261205") == ["12-05"]
    assert days("DTSTART;VALUE=DATE:20261205", "DURATION:P3D") == ["12-05/12-07"]
    assert days("DTSTART:20261205T000000", "DTEND:20261206T000000") == ["12-05"]


def test_an_end_past_midnight_belongs_to_the_evening_it_began_on() -> None:
    (one,) = occasions("DTSTART:20261205T220000", "DTEND:20261206T013000")
    assert one == Occasion(date(2026, 12, 5), date(2026, 12, 5), time(22), time(1, 30))
    (two,) = occasions("DTSTART:20261205T100000", "DTEND:20261206T160000")
    assert two == Occasion(date(2026, 12, 5), date(2026, 12, 6), time(10), time(16))
    (three,) = occasions("DTSTART:20261205T180000", "DTEND:20261206T000000")
    assert three == Occasion(date(2026, 12, 5), date(2026, 12, 5), time(18), time(0))


def test_without_an_end_only_the_beginning_is_told() -> None:
    assert occasions("DTSTART:20261205T100000") == (Occasion(date(2026, 12, 5), date(2026, 12, 5), time(10)),)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("FREQ=DAILY;COUNT=3", ["11-29", "11-30", "12-01"]),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20261225", ["11-29", "12-09", "12-19"]),
        ("FREQ=WEEKLY;BYDAY=SU,WE;COUNT=4", ["11-29", "12-02", "12-06", "12-09"]),
        ("FREQ=MONTHLY;BYDAY=5SU;COUNT=3", ["11-29", "01-31", "05-30"]),
        ("FREQ=MONTHLY;BYDAY=-1SU;COUNT=3", ["11-29", "12-27", "01-31"]),
        ("FREQ=MONTHLY;BYDAY=-1MO;COUNT=3", ["11-29", "11-30", "12-28", "01-25"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", ["11-29", "12-31", "01-31", "03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", ["11-29", "11-30", "12-31", "01-31"]),
        ("FREQ=MONTHLY;COUNT=3", ["11-29", "12-29", "01-29"]),
        ("FREQ=YEARLY;COUNT=2", ["11-29", "11-29"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["11-29", "11-30", "12-31"]),
    ],
)
def test_a_rule_gives_its_days_beside_the_first(rule: str, first: list[str]) -> None:
    assert days("DTSTART;VALUE=DATE:20261129", f"RRULE:{rule}")[: len(first)] == first


def test_until_counts_its_day_and_its_moment() -> None:
    lines = ("DTSTART:20261205T100000", "DTEND:20261205T110000")
    assert len(hours(*lines, "RRULE:FREQ=DAILY;UNTIL=20261207")) == 3
    assert len(hours(*lines, "RRULE:FREQ=DAILY;UNTIL=20261207T010000Z")) == 3
    assert len(hours(*lines, "RRULE:FREQ=DAILY;UNTIL=20261207T005959Z")) == 2
    assert len(hours(*lines, "RRULE:FREQ=DAILY;UNTIL=20261207T095959")) == 2
    assert len(hours(*lines, "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z")) > 3


def test_dates_are_excluded_and_added() -> None:
    weekly = ("DTSTART:20261201T100000", "DTEND:20261201T110000", "RRULE:FREQ=WEEKLY;COUNT=4")
    assert hours(*weekly, "EXDATE:20261208T100000,20261215T100000") == ["12-01 10:00-11:00", "12-22 10:00-11:00"]
    assert hours(*weekly, "EXDATE;VALUE=DATE:20261201")[0] == "12-08 10:00-11:00"
    assert hours(*weekly, "EXDATE:20261201T010000Z")[0] == "12-08 10:00-11:00"
    assert hours(*weekly[:2], "RDATE:20261203T150000", "RDATE:20261204T150000") == [
        "12-01 10:00-11:00",
        "12-03 15:00-16:00",
        "12-04 15:00-16:00",
    ]
    assert hours(*weekly[:2], "RDATE;VALUE=PERIOD:20261203T150000/PT3H,20261204T150000/20261204T153000")[1:] == [
        "12-03 15:00-18:00",
        "12-04 15:00-15:30",
    ]


def test_periods_of_whole_days_are_days_as_shirasagi_writes_them() -> None:
    assert days(
        "DTSTART;VALUE=DATE:20261130",
        "RDATE;VALUE=PERIOD:20261130T000000/P4DT23H59M59S",
        "RDATE;VALUE=PERIOD:20261227T000000/P4DT23H59M59S",
    ) == ["11-30/12-04", "12-27/12-31"]


def test_a_day_is_excluded_from_the_midst_of_several() -> None:
    stretch = ("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261210")
    assert days(*stretch, "EXDATE;VALUE=DATE:20261207") == ["12-05/12-06", "12-08/12-09"]
    assert days(*stretch, "EXDATE;VALUE=DATE:20261205") == ["12-06/12-09"]
    repeated = ("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261207", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert days(*repeated, "EXDATE;VALUE=DATE:20261205") == ["12-12/12-13"]


CHANGE = ("--", "UID:a", "SUMMARY:a", "RECURRENCE-ID:20261208T100000")


def test_one_occurrence_is_moved_or_goes() -> None:
    weekly = ("DTSTART:20261201T100000", "DTEND:20261201T110000", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = hours(*weekly, *CHANGE, "DTSTART:20261209T130000", "DTEND:20261209T150000")
    assert moved == ["12-01 10:00-11:00", "12-09 13:00-15:00", "12-15 10:00-11:00"]
    gone = hours(*weekly, *CHANGE, "DTSTART:20261208T100000", "STATUS:CANCELLED")
    assert gone == ["12-01 10:00-11:00", "12-15 10:00-11:00"]
    later = hours(*weekly, *CHANGE[:3], "RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T100000", "DTSTART:20261208T120000")
    assert later == ["12-01 10:00-11:00", "12-08 12:00", "12-15 12:00"]


def test_a_change_may_stand_before_its_event_and_is_no_entry_of_its_own() -> None:
    event = "UID:a\nSUMMARY:a\nDTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;COUNT=2"
    change = "UID:a\nSUMMARY:b\nRECURRENCE-ID:20261208T100000\nDTSTART:20261209T100000"
    found = parsed(calendar(change, event))
    assert found == parsed(calendar(event, change))
    assert (found.entries, found.items[0].title) == (1, {"ja": "a"})


def test_a_cancelled_event_is_kept_as_cancelled() -> None:
    cancelled = "UID:a\nSUMMARY:a\nDTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;COUNT=2\nSTATUS:CANCELLED"
    all_gone = (
        "UID:b\nSUMMARY:b\nDTSTART:20261201T100000",
        "UID:b\nRECURRENCE-ID:20261201T100000\nDTSTART:20261201T100000\nSTATUS:cancelled",
    )
    one, two = parsed(calendar(cancelled, *all_gone)).items
    assert one.event and one.event.cancelled and len(one.event.occasions) == 2
    assert two.event and two.event.cancelled and len(two.event.occasions) == 1


def test_times_are_told_in_the_calendars_zone_else_the_offices() -> None:
    assert hours("DTSTART:20261205T010000Z") == ["12-05 10:00"]
    assert hours("DTSTART;TZID=Europe/Berlin:20261205T020000") == ["12-05 10:00"]
    assert hours("DTSTART:20261205T100000", head="X-A:b", timezone="Europe/Berlin") == ["12-05 10:00"]
    assert hours("DTSTART:20261205T090000Z", head="X-A:b", timezone="Europe/Berlin") == ["12-05 10:00"]
    item = parsed(calendar("UID:a\nSUMMARY:a\nDTSTART:20261205T100000", head="X-WR-TIMEZONE:Europe/Berlin")).items[0]
    assert item.event and item.event.timezone == "Europe/Berlin"


@pytest.mark.parametrize("zone", ["UTC", "GMT", "Etc/GMT", "Etc/UTC", "Zulu", "/vendor.example/Etc/UTC"])
def test_a_calendar_in_utc_is_told_on_the_offices_wall(zone: str) -> None:
    head = f"X-WR-TIMEZONE:{zone}"
    tokyo = ("DTSTART;TZID=Asia/Tokyo:20261205T080000", "DTEND;TZID=Asia/Tokyo:20261205T110000")
    assert hours(*tokyo, head=head) == ["12-05 08:00-11:00"]
    assert hours("DTSTART:20261204T230000Z", "DTEND:20261205T020000Z", head=head) == ["12-05 08:00-11:00"]
    assert hours("DTSTART:20261204T230000", "DTEND:20261205T020000", head=head) == ["12-05 08:00-11:00"]
    item = parsed(calendar("UID:a\nSUMMARY:a\nDTSTART:20261205T100000\nCREATED:20261101T000000", head=head)).items[0]
    assert item.event and item.event.timezone == "Asia/Tokyo"
    assert item.published_at == datetime(2026, 11, 1, tzinfo=UTC)


def test_whole_days_of_a_calendar_in_utc_stay_whole() -> None:
    head = "X-WR-TIMEZONE:UTC"
    (one,) = occasions("DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261207", head=head)
    assert one == Occasion(first=date(2026, 12, 5), last=date(2026, 12, 6))
    weekly = ("DTSTART;VALUE=DATE:20261205", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20261212")
    moved = ("--", "UID:a", "SUMMARY:a", "RECURRENCE-ID;VALUE=DATE:20261219", "DTSTART;VALUE=DATE:20261220")
    assert days(*weekly, *moved, head=head) == ["12-05", "12-20", "12-26"]


def test_a_rule_follows_the_clock_of_its_own_zone() -> None:
    lines = ("DTSTART;TZID=Europe/Berlin:20270327T100000", "RRULE:FREQ=DAILY;COUNT=2")
    assert hours(*lines, month=date(2027, 3, 1)) == ["03-27 18:00", "03-28 17:00"]


@pytest.mark.parametrize(
    "tzid", ["Tokyo Standard Time", "/vendor.example/Asia/Tokyo", '"Asia/Tokyo"', "日本標準時", "Asia/Tokyo"]
)
def test_a_zone_is_known_by_many_names(tzid: str) -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:日本標準時\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0900\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE"
    assert hours(f"DTSTART;TZID={tzid}:20261205T100000", head=zone, timezone="Asia/Tokyo") == ["12-05 10:00"]
    assert hours(f"DTSTART;TZID={tzid}:20261205T100000", head=zone, timezone="UTC") == ["12-05 01:00"]


def test_a_zone_nobody_knows_is_noted_and_the_calendars_is_taken() -> None:
    found = parsed(calendar("UID:a\nSUMMARY:a\nDTSTART;TZID=../../etc/passwd:20261205T100000"))
    assert found.items[0].event and found.items[0].event.occasions[0].begins == time(10)
    assert found.notes == ("line 4 “a”: the zone “../../etc/passwd” is not known; Asia/Tokyo is taken",)


def test_a_fold_may_cut_a_letter_in_two() -> None:
    text = calendar("UID:a\nSUMMARY:市民広場の秋まつり\nDTSTART:20261205").encode().replace(b"\n", b"\r\n")
    letter = text.index("広".encode())
    assert parsed(text[: letter + 1] + b"\r\n " + text[letter + 1 :]) == parsed(text)
    assert parsed(text[: letter + 2] + b"\r\n\t" + text[letter + 2 :]).items[0].title == {"ja": "市民広場の秋まつり"}


def test_a_calendar_in_shift_jis_is_read() -> None:
    text = calendar("UID:a\nSUMMARY:㈱髙﨑の市\nDTSTART:20261205")
    assert parsed(text.encode("cp932")).items == parsed(text).items


def test_alarms_inside_an_event_say_nothing_of_it() -> None:
    alarm = "BEGIN:VALARM\nDESCRIPTION:鳴る\nEND:VALARM"
    (item,) = parsed(calendar(f"UID:a\n{alarm}\nSUMMARY:a\nDTSTART:20261205")).items
    assert item.text == {}


def test_markup_in_a_description_is_taken_out_but_brackets_stay() -> None:
    one, two = parsed(
        calendar(
            "UID:a\nSUMMARY:a\nDTSTART:20261205\nDESCRIPTION:<b>屋台</b><br>花火",
            "UID:b\nSUMMARY:b\nDTSTART:20261205\nCOMMENT:<重要> 雨天中止",
        )
    ).items
    assert (one.text, two.text) == ({"ja": "屋台 花火"}, {"ja": "<重要> 雨天中止"})


def test_what_repeats_for_ever_is_kept_from_the_month_before_on() -> None:
    endless = ("DTSTART;VALUE=DATE:20000101", "RRULE:FREQ=DAILY")
    found = occasions(*endless)
    assert (len(found), found[0].first, found[-1].first) == (MAX_OCCASIONS, date(2026, 10, 1), date(2027, 1, 8))
    assert occasions(*endless, month=date(2026, 12, 1))[0].first == date(2026, 11, 1)
    assert occasions(*endless, month=None)[0].first == date(2000, 1, 1)


def test_what_is_over_stays_in_the_list_and_what_is_far_off_too() -> None:
    assert days("DTSTART;VALUE=DATE:20240405", "RRULE:FREQ=DAILY;COUNT=2") == ["04-05"]
    assert days("DTSTART;VALUE=DATE:20310405", "RRULE:FREQ=YEARLY") == ["04-05"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["DTSTART:20261205", "RRULE:FREQ=HOURLY"], "its rule “FREQ=HOURLY” (line 8) can't be used: FREQ=HOURLY repeats within a day"),
        (["DTSTART:20261205", "RRULE:every day"], "its rule “every day” (line 8) can't be used: “EVERY DAY” is no part of a rule"),
        (["DTSTART:20261205", "RRULE:FREQ=DAILY;INTERVAL=0"], "can't be used: “INTERVAL=0” can't be read"),
        (["DTSTART:20261205", "RRULE:FREQ=DAILY;UNTIL=someday"], "can't be used: “UNTIL=SOMEDAY” is no day"),
        (["DTSTART:20261205", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"], "(line 8) never comes true"),
        (["DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:21261205"], "it lasts until 2126-12-05, longer than ten years"),
        (["DTSTART:20261205T100000", "DURATION:P99999W"], "longer than ten years"),
        (["DTSTART:20261205T100000", "DURATION:PT99999999999H"], "its length “PT99999999999H” (line 8) can't be read"),
        (["DTSTART:00010101"], "the year 1 of its DTSTART can't be"),
        (["DTSTART:20261399"], "its DTSTART “20261399” (line 7) can't be read"),
        (["DTSTART:20261205T100000", "EXDATE:soon"], "its EXDATE “soon” (line 8) can't be read"),
        (["LOCATION:x"], "it has no DTSTART"),
        (["DTSTART:20261205", "EXDATE;VALUE=DATE:20261205"], "none of its dates is left"),
        (["DTSTART:20261205", "RDATE;VALUE=DATE:" + ",".join(["20261206"] * 2001)], "it has more than 2000 single dates"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_read_is_passed_over_and_named(lines: list[str], said: str) -> None:
    assert said in note(*lines)


def test_an_end_before_the_beginning_is_left_out() -> None:
    found = parsed(calendar("UID:a\nSUMMARY:a\nDTSTART:20261205T130000\nDTEND:20261205T100000"))
    assert found.items[0].event and found.items[0].event.occasions == (
        Occasion(date(2026, 12, 5), date(2026, 12, 5), time(13)),
    )
    assert found.notes == ("line 4 “a”: it ends before it begins, or only one of them has a time; the end is left out",)


def test_an_event_without_a_title_is_passed_over_by_its_uid() -> None:
    assert parsed(calendar("UID:x@y\nDTSTART:20261205")).notes == ("line 4 “x@y”: it has no title; passed over",)


def test_of_two_events_of_one_uid_the_later_version_counts() -> None:
    old, new = "UID:a\nSUMMARY:old\nDTSTART:20261205", "UID:a\nSUMMARY:new\nDTSTART:20261205\nSEQUENCE:2"
    for texts, title in (((old, new), "new"), ((new, old), "new"), ((old, old.replace("old", "other")), "old")):
        found = parsed(calendar(*texts))
        assert [item.title["ja"] for item in found.items] == [title]
        assert "has the same UID" in found.notes[0]


def test_events_without_a_uid_are_told_apart_by_title_and_time() -> None:
    found = parsed(calendar("SUMMARY:a\nDTSTART:20261205", "SUMMARY:a\nDTSTART:20261206"))
    assert len({item.id for item in found.items}) == 2


def test_an_event_that_never_ends_costs_only_itself() -> None:
    found = parsed(calendar("UID:a\nSUMMARY:a\nDTSTART:20261205\nBEGIN:VEVENT\nUID:b\nSUMMARY:b\nDTSTART:20261206"))
    assert [item.title["ja"] for item in found.items] == ["b"]
    assert found.notes == ("line 4 “a”: it never ends (END:VEVENT is missing); passed over",)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<!DOCTYPE html><html><title>404</title>", "this is a web page"),
        ("", "it has no line BEGIN:VCALENDAR"),
        ("a,b\n1,2", "it has no line BEGIN:VCALENDAR"),
        (calendar("UID:a\nSUMMARY:a\nDTSTART:20261205")[:-20], "the calendar breaks off at line 8"),
        (b"\xff\xfe\x00\xd8" * 20, "can't be read"),
    ],
)
def test_what_is_no_whole_calendar_is_refused(body: str | bytes, said: str) -> None:
    if isinstance(body, bytes):
        refusal(body)
    else:
        assert said in refusal(body)


@pytest.mark.timeout(60)
def test_ten_thousand_events_are_read_and_the_next_two_thousand_kept() -> None:
    events = [f"UID:{n}\nSUMMARY:e{n}\nDTSTART:20{n % 30:02}0105T100000" for n in range(10_000)]
    found = parsed(calendar(*events))
    assert (found.entries, len(found.items)) == (10_000, 2_000)
    assert found.notes == ("only 2000 of 10000 events are kept, those that come next",)
    years = {item.event.occasions[0].first.year for item in found.items if item.event}
    assert {2027, 2028, 2029} <= years and not years & set(range(2000, 2020))


@pytest.mark.timeout(100)
def test_so_many_rules_that_they_would_take_too_long_are_passed_over_and_said() -> None:
    events = [f"UID:{n}\nSUMMARY:e{n}\nDTSTART:20200105T100000\nRRULE:FREQ=DAILY" for n in range(2_100)]
    single = "UID:s\nSUMMARY:s\nDTSTART:20261101T090000"
    found = parsed(calendar(*events, single))
    assert "it would take too long; split the calendar" in found.notes[0]
    assert found.items[-1].title == {"ja": "s"}


def test_links_go_to_known_hosts_only() -> None:
    hosts = {"www-source.minato.example": "www.minato.example"}
    urls = ("http://www-source.minato.example/a", "http://ｗww.minato.example/b", "https://evil.example/c", "/d.html")
    texts = [f"UID:{n}\nSUMMARY:a\nDTSTART:20261205\nURL:{url}" for n, url in enumerate(urls)]
    found = parsed(calendar(*texts), hosts=hosts, link_hosts=("minato.example",))
    assert [item.url for item in found.items] == [
        "http://www.minato.example/a",
        "http://www.minato.example/b",
        None,
        None,
    ]
    assert "its host evil.example is not among link_hosts" in found.notes[0]


def test_nothing_of_one_calendar_stays_for_the_next() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:here\nBEGIN:STANDARD\nTZOFFSETTO:{}\nEND:STANDARD\nEND:VTIMEZONE"
    for offset, told in (("+0900", "12-05 10:00"), ("+0100", "12-05 18:00")):
        assert hours("DTSTART;TZID=here:20261205T100000", head=zone.format(offset), timezone="Asia/Tokyo") == [told]


@pytest.mark.parametrize("kind", ["PRIVATE", "CONFIDENTIAL", "private", "X-STAFF"])
def test_a_private_event_is_passed_over_and_no_note_says_what_it_is(kind: str) -> None:
    private = f"UID:secret-7\nSUMMARY:人事面談\nDTSTART:20261205T100000\nCLASS:{kind}"
    found = parsed(calendar(private, "UID:b\nSUMMARY:祭\nDTSTART:20261206\nCLASS:PUBLIC"))
    assert [item.title["ja"] for item in found.items] == ["祭"]
    assert found.notes == ("line 4 (UID secret-7): it is private (CLASS); passed over",)


def test_a_private_event_that_is_broken_or_doubled_does_not_tell_its_title_either() -> None:
    private = "UID:a\nSUMMARY:人事面談\nDTSTART:never\nCLASS:PRIVATE"
    text = calendar(private, private) + "\n"
    broken = text.replace("END:VEVENT\nEND:VCALENDAR", f"BEGIN:VEVENT\n{private}\nEND:VCALENDAR")
    found = parsed(broken)
    assert found.items == ()
    assert found.notes and not any("人事" in note for note in found.notes)


def test_an_event_is_not_shown_when_one_of_its_changes_is_private() -> None:
    change = "UID:a\nSUMMARY:人事\nRECURRENCE-ID:20261206T100000\nDTSTART:20261206T110000\nCLASS:PRIVATE"
    event = "UID:a\nSUMMARY:人事\nDTSTART:20261205T100000\nRRULE:FREQ=DAILY;COUNT=3"
    assert parsed(calendar(event, change)).items == ()


@pytest.mark.parametrize(
    ("ends", "last", "clock"),
    [("20261207T020000", 6, time(2)), ("20261207T000000", 6, time()), ("20261207T120000", 7, time(12))],
)
def test_a_stretch_over_nights_ends_when_the_calendar_says(ends: str, last: int, clock: time) -> None:
    (occasion,) = occasions("DTSTART:20261205T180000", f"DTEND:{ends}")
    assert occasion == Occasion(date(2026, 12, 5), date(2026, 12, last), time(18), clock)
