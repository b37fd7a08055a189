"""Whatever comes in, parsing ends in items or in a SourceError, and the items are fit for a slide."""

import contextlib
import unicodedata
from datetime import date, time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signage.domain.displays import Place
from signage.domain.events import MAX_OCCASIONS, begins_at, ends_at, stages
from signage.domain.opening_hours import opening_hours
from signage.errors import SourceError
from signage.sources import Parsed, facilities, ical, opendata
from signage.sources import items as kept
from signage.sources.rss import parse

from . import test_ical, test_opendata
from .conftest import sample, source
from .test_items import GOOD

FEEDS = [sample(name).encode() for name in ("rss20.xml", "rss10.xml", "atom.xml", "rss091.xml")]
PIECES = st.sampled_from(
    [b"", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!DOCTYPE x [", b"&#0;", b"&#xD800;", b"\xff", b"\0", b"\x1b$B", b"http://[", b"://",
     b'="', b"<a:b>", b"<base64>", b'mode="base64"', b'type="application/octet-stream"', b'xml:base="http://["', b"%zz", b"<guid/>",
     "\u202e".encode(), "令和99年99月99日".encode(), b"9" * 400, b"<link/>", b"<item>", b"<title>", b"<dc:date>"]
)  # fmt: skip
SLOW = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SOURCE = source(theme_words={"a": ["都市"]}, hosts={"www-source.minato.example": "www.minato.example"})


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    body = bytearray(draw(st.sampled_from(FEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        body[start : start + draw(st.integers(0, 30))] = draw(st.one_of(PIECES, st.binary(max_size=8)))
    return bytes(body)


CALENDARS = [
    test_ical.calendar(*events, head=head).encode()
    for head, *events in (
        (
            "X-WR-TIMEZONE:Asia/Tokyo",
            "UID:a\nSUMMARY:市\nDTSTART;VALUE=DATE:20261205\nDTEND;VALUE=DATE:20261207\nRRULE:FREQ=MONTHLY;BYDAY=1SU;UNTIL=20270301\n"
            "EXDATE;VALUE=DATE:20270103\nRDATE;VALUE=PERIOD:20261224T000000/P1D\nCATEGORIES:a,b",
            "UID:a\nSUMMARY:市\nRECURRENCE-ID;RANGE=THISANDFUTURE:20270207T000000\nDTSTART;TZID=Europe/Berlin:20270208T100000",
        ),
        (
            "BEGIN:VTIMEZONE\nTZID:here\nBEGIN:STANDARD\nTZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE",
            "UID:b\nSUMMARY:祭\nDTSTART;TZID=here:20261205T220000\nDURATION:PT5H\nRRULE:FREQ=DAILY;COUNT=9\nURL:/a\nLAST-MODIFIED:20261101T000000Z",
            "UID:c\nSUMMARY:会\nDTSTART:20261205T100000Z\nDTEND:20261205T110000Z\nSTATUS:CANCELLED\nRDATE:20261207T100000Z",
        ),
    )
]
TABLES = [
    test_opendata.table(
        header, test_opendata.event(開始時間="9:00", 終了時刻="25:00", 緯度="140", 料金_基本="0")
    ).encode(codec)
    for header in test_opendata.FORMATS
    for codec in ("utf-8-sig", "cp932")
]
DATES = st.sampled_from(
    [b"20261399", b"00010101T000000", b"99991231T235959Z", b"-", b"25:00", b"9999-12-31", b"P99999999999D", b"-P1D", b"FREQ=SECONDLY", b"INTERVAL=0",
     b"BYSETPOS=366", b"FREQ=YEARLY", b"COUNT=99999", b"UNTIL=", b"VALUE=PERIOD", b"RANGE=THISANDFUTURE", b"TZID=", b"TZID=/", b"Z", b"T", b"/", b",", b";",
     b":", b'"', b"\\", b"\r", b"\n", b"\r\n ", b"\nBEGIN:VEVENT\n", b"\nEND:VEVENT\n", b"\nRRULE:", b"\nEXDATE:", b"\nRECURRENCE-ID:", b"\nDTEND:", b"\t"]
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, bodies: list[bytes]) -> bytes:
    body = bytearray(draw(st.sampled_from(bodies)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        body[start : start + draw(st.integers(0, 20))] = draw(st.one_of(DATES, PIECES, st.binary(max_size=8)))
    return bytes(body)


def check_events(found: Parsed) -> None:
    check(found)
    assert found.entries >= len(found.items)
    for item in found.items:
        assert item.event and 0 < len(item.event.occasions) <= MAX_OCCASIONS
        assert list(item.event.occasions) == sorted(
            item.event.occasions, key=lambda one: (one.first, one.begins or time())
        )
        assert stages(item.event)[0][0] is None
        for one in item.event.occasions:
            assert one.first <= one.last
            assert begins_at(item.event, one) < ends_at(item.event, one)


@SLOW
@given(mangled(CALENDARS), st.sampled_from([None, date(2026, 11, 1)]))
def test_a_mangled_calendar_is_read_or_refused(body: bytes, month: date | None) -> None:
    with contextlib.suppress(SourceError):
        check_events(ical.parse(body, None, source(type="ical", kind="event"), month=month))


@SLOW
@given(mangled(TABLES))
def test_a_mangled_table_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        check_events(opendata.parse(body, None, source(type="opendata", kind="event")))


@SLOW
@given(
    mangled(
        [
            text.replace("イベント名", "施設名").encode()
            for text in (
                TABLES[0].decode("utf-8-sig"),
                "id,name_ja,利用可能曜日,開始時間,終了時間\na,駅,月-金,9:00,25:00\n",
            )
        ]
    )
)
def test_a_mangled_list_of_facilities_is_read_or_refused(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        for place in facilities.read_facilities(body, "Asia/Tokyo", "JP").places:
            msgspec.convert(msgspec.to_builtins(place), Place)
            opening_hours(place.hours)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [b"BEGIN:VCALENDAR\n" * 200_000, b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 200_000, b"BEGIN:VEVENT\n" * 100_000, b"\n " * 500_000, b'A;B="' * 200_000, b"\r" * 1_000_000]
)  # fmt: skip
def test_no_calendar_costs_more_than_it_is_long(body: bytes) -> None:
    with contextlib.suppress(SourceError):
        ical.parse(body + b"\nEND:VCALENDAR", None, source(type="ical", kind="event"))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "rows", ["," * 1_000_000, '"' * 1_000_000, '"a\n' * 200_000, "\n" * 1_000_000, "市,2026-12-05\n" * 50_000, f"{'-' * 100_000},\n" * 10]
)  # fmt: skip
def test_no_table_costs_more_than_it_is_long(rows: str) -> None:
    with contextlib.suppress(SourceError):
        opendata.parse(f"イベント名,開始日\n{rows}".encode(), None, source(type="opendata", kind="event"))


def check(found: Parsed) -> None:
    assert len({item.id for item in found.items}) == len(found.items)
    for item in found.items:
        text = "".join([*item.title.values(), *item.text.values()])
        assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in text)
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        assert item.title
        assert item.url is None or item.url.startswith(("http://", "https://"))


@SLOW
@given(
    mutated(),
    st.sampled_from([None, "text/xml", "text/xml; charset=Shift_JIS", "text/xml; charset=x", "charset=iso-2022-jp"]),
)
def test_a_mutated_feed_is_read_or_refused(body: bytes, content_type: str | None) -> None:
    with contextlib.suppress(SourceError):
        check(parse(body, content_type, SOURCE))


@SLOW
@given(st.lists(st.text(max_size=60), min_size=5, max_size=5))
def test_any_text_in_any_field_is_fit_for_a_slide_or_refused(fields: list[str]) -> None:
    names = ("title", "description", "link", "guid", "pubDate")
    inner = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in zip(names, fields, strict=True))
    body = f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode(errors="surrogatepass")
    with contextlib.suppress(SourceError):
        check(parse(body, None, SOURCE))


@SLOW
@given(st.integers(0, len(GOOD)), st.integers(0, 20), st.text(max_size=12))
def test_a_mutated_list_of_items_is_read_or_refused(start: int, length: int, text: str) -> None:
    body = (GOOD[:start] + text + GOOD[start + length :]).encode(errors="surrogatepass")
    with contextlib.suppress(SourceError):
        check(kept.parse(body, None, source(type="items", kind="about")))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "field",
    ["<" * 90_000, "&amp;" * 90_000, "#a" * 1_000 + "。", "&lt;p&gt;" * 50_000, "&lt;b " * 50_000, "<p " * 90_000, " " * 500_000 + "x", "http://" + "a." * 50_000]
)  # fmt: skip
def test_no_field_costs_more_than_it_is_long(field: str) -> None:
    text = field.replace("<", "&lt;")
    inner = "".join(
        f"<{name}>{text}</{name}>" for name in ("title", "description", "link", "guid", "pubDate", "category")
    )
    with contextlib.suppress(SourceError):
        check(parse(f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode(), None, SOURCE))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE" * 200_000, b"<!--" * 200_000, b"<?x" * 200_000, b"<html><link " * 50_000, b"\n" * 2_000_000]
)
def test_no_beginning_costs_more_than_it_is_long(body: bytes) -> None:
    with pytest.raises(SourceError):
        parse(body, None, SOURCE)
