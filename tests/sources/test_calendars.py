"""Closing days out of .ics files in whatever encoding a calendar program writes."""

import codecs

import pytest

from signage.domain.calendar_file import CalendarNotes
from signage.errors import SignageError
from signage.sources.calendars import read_ics
from tests.factories import NOW


def ics(says: str) -> str:
    event = f"BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20261229\r\nSUMMARY:{says}\r\nEND:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n"


def read(body: bytes) -> CalendarNotes:
    return read_ics(body, "calendars/city.ics", NOW, "Asia/Tokyo")


def reason(body: bytes) -> str:
    found = read(body)
    assert not found.notes
    ((_, says),) = found.calendar.days[0].says
    return says


@pytest.mark.parametrize(
    ("says", "encoding"),
    [
        ("臨時休館", "utf-8"),
        ("臨時休館", "utf-8-sig"),
        ("臨時休館", "utf-16"),
        ("臨時休館①", "cp932"),
        ("館内整理のため", "cp932"),
        ("臨時休館", "euc_jp"),
        ("年末年始のお休み", "euc_jp"),
        ("臨時休館", "iso2022_jp"),
        ("Brückentag", "cp1252"),
        ("Brückentag", "utf-8"),
        ("Jour férié", "utf-16"),
    ],
)
def test_the_reason_is_read_in_the_encoding_it_is_written_in(says: str, encoding: str) -> None:
    assert reason(ics(says).encode(encoding)) == says


def test_utf_16_is_read_in_either_order() -> None:
    assert reason(codecs.BOM_UTF16_BE + ics("臨時休館").encode("utf-16-be")) == "臨時休館"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_a_fold_within_a_letter_is_joined(encoding: str) -> None:
    head, body = ics("").partition("SUMMARY:")[0] + "SUMMARY:", "年末年始のお休み".encode(encoding)
    tail = ics("").partition("SUMMARY:")[2].encode()
    assert reason(head.encode() + body[:5] + b"\r\n " + body[5:] + tail) == "年末年始のお休み"


def test_a_fold_in_utf_16_is_joined_and_no_two_letters_are_taken_for_one() -> None:
    assert reason(ics("臨時\r\n 休館").encode("utf-16")) == "臨時休館"
    assert reason(codecs.BOM_UTF16_BE + ics("Ċ’").encode("utf-16-be")) == "Ċ’"


def test_broken_letters_are_left_out_and_told() -> None:
    body = ics("年末年始のお休み" * 7 + "休").encode().replace("休\r".encode(), "休".encode()[:2] + b"\r")
    found = read(body)
    assert found.notes == ("1 broken letters were left out",)
    assert found.calendar.days[0].says == (("ja", "年末年始のお休み" * 7),)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "this is no iCalendar file"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "this is no iCalendar file"),
        (b"\x81\x00\xff\xff\xff\xff\xff\xff", "the letters can't be read"),
        (b"X" * 1_000_001, "it is larger than 1 MB"),
    ],
)
def test_a_file_that_is_none_is_told_by_its_name(body: bytes, says: str) -> None:
    with pytest.raises(SignageError) as problem:
        read(body)
    assert str(problem.value).startswith(f"calendars/city.ics: {says}")
