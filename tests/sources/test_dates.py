"""The dates of feeds."""

from datetime import UTC, date, datetime

import pytest

from signage.sources.dates import first_instant, parse_date

MORNING = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sat, 21 Nov 2026 10:30:00 +0900",
        "Sat, 21 Nov 2026 01:30:00 GMT",
        "21 Nov 2026 10:30 JST",
        "Sat, 21 Nov 26 10:30:00",
        "2026-11-21T10:30:00+09:00",
        "2026-11-21T01:30:00Z",
        "2026-11-21T01:30Z",
        "2026-11-21T10:30:00",
        "2026-11-21T10:30:00.250+0900",
        "2026-11-21 10:30:00",
        "2026/11/21 10:30",
        "２０２６年１１月２１日（土）午前１０時３０分",
        "令和8年11月21日 10時30分",
        "R8.11.21 10:30",
    ],
)
def test_a_date_with_a_time_is_an_instant(text: str) -> None:
    assert parse_date(text, "Asia/Tokyo") == MORNING


@pytest.mark.parametrize(
    "text", ["2026-11-21", "2026.11.21", "令和8年11月21日", "R8.11.21", "r8/11/21", "令和 8 年 11 月 21 日(土曜)"]
)
def test_a_date_without_a_time_is_the_offices_midnight(text: str) -> None:
    assert parse_date(text, "Asia/Tokyo") == MIDNIGHT


def test_the_eras_are_told_apart() -> None:
    assert parse_date("平成31年4月30日", "UTC") == datetime(2019, 4, 30, tzinfo=UTC)
    assert parse_date("令和元年5月1日", "UTC") == datetime(2019, 5, 1, tzinfo=UTC)
    assert parse_date("平成7年1月17日午後1時", "UTC") == datetime(1995, 1, 17, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "x", "令和7年3月", "2026-11", "2026", "0000-00-00T00:00:00Z", "-0001-11-30T00:00:00+00:00", "1970-01-01", "2026-02-30",
     "令和8年13月1日", "2026-11-21T25:00:00", "明日", "9999-12-31T23:59:59-23:00", "Sat, 99 Foo 2026", "2026-11-21T10:30:00+99:99"],
)  # fmt: skip
def test_what_names_no_day_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):
        parse_date(text, "Asia/Tokyo")


def test_a_day_begins_after_the_gap_where_midnight_is_skipped() -> None:
    assert first_instant(date(2026, 11, 21), "Asia/Tokyo") == MIDNIGHT
    assert first_instant(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, 0, tzinfo=UTC)
