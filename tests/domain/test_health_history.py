"""Thirty days as columns, and how much of the time that it was to be on all was well."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from signage.domain.health import STATUSES, Status, StatusChange
from signage.domain.health_history import Record, record_begins, record_of

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
"""Sunday noon in Japan."""

HOUR = timedelta(hours=1)
MIDNIGHT = NOW - 12 * HOUR


def a_change(hours: float, status: Status) -> StatusChange:
    """So many hours after today's first instant."""
    return StatusChange(MIDNIGHT + hours * HOUR, status, status, {"ja": status})


def today(*changes: StatusChange) -> Record:
    return record_of(changes, TOKYO, NOW, days=1)


def spans(record: Record) -> list[tuple[float, float, str | None]]:
    return [
        ((span.from_at - day.from_at) / HOUR, (span.until_at - day.from_at) / HOUR, span.status)
        for day in record.days
        for span in day.spans
    ]


def test_a_day_is_a_column_of_what_the_display_was_until_now() -> None:
    found = today(a_change(-9, "off"), a_change(8, "ok"), a_change(9, "silent"), a_change(9.5, "ok"))
    assert spans(found) == [(0, 8, "off"), (8, 9, "ok"), (9, 9.5, "silent"), (9.5, 12, "ok")]
    assert found.days[0].spans[2].says == {"ja": "silent"}


def test_time_in_which_nothing_was_to_be_on_is_nobodys_failure() -> None:
    found = today(
        a_change(-9, "off"), a_change(2, "ok"), a_change(4, "maintenance"), a_change(6, "wrong"), a_change(7, "ok")
    )
    assert (found.due, found.ok) == (8 * HOUR, 7 * HOUR)
    assert found.percent == 87.5


def test_late_is_not_well_and_nothing_is_rounded_up_to_always() -> None:
    found = today(a_change(-9, "ok"), a_change(1, "late"), a_change(1.001, "ok"))
    assert found.percent == 99.9
    assert today(a_change(-9, "ok")).percent == 100.0


def test_before_the_first_status_nothing_is_known() -> None:
    assert spans(today()) == [(0, 12, None)]
    assert today().percent is None
    assert spans(today(a_change(3, "never"))) == [(0, 3, None), (3, 12, "never")]


def test_a_night_lies_in_two_columns() -> None:
    found = record_of([a_change(-24, "ok"), a_change(-3, "off"), a_change(8, "ok")], TOKYO, NOW, days=2)
    assert [day.date for day in found.days] == [date(2026, 11, 21), date(2026, 11, 22)]
    assert spans(found) == [(0, 21, "ok"), (21, 24, "off"), (0, 8, "off"), (8, 12, "ok")]


def test_the_first_column_begins_with_its_day_where_the_display_stands() -> None:
    assert record_begins(TOKYO, NOW) == MIDNIGHT - timedelta(days=29)
    assert record_begins(ZoneInfo("Europe/Berlin"), NOW, days=1) == datetime(2026, 11, 21, 23, tzinfo=UTC)


def test_a_day_may_have_25_hours() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = record_of([], berlin, datetime(2026, 10, 26, 12, tzinfo=UTC), days=2)
    assert found.days[0].until_at - found.days[0].from_at == 25 * HOUR


@given(
    turns=some.lists(some.tuples(some.floats(-2000, 12), some.sampled_from(STATUSES)), max_size=30),
    days=some.integers(1, 40),
)
def test_the_columns_fill_the_days_without_a_gap(turns: list[tuple[float, Status]], days: int) -> None:
    changes = [a_change(hours, status) for hours, status in sorted(turns)]
    found = record_of(changes, TOKYO, NOW, days)
    everything = [span for day in found.days for span in day.spans]
    assert len(found.days) == days
    assert everything[0].from_at == record_begins(TOKYO, NOW, days) and everything[-1].until_at == NOW
    assert all(one.until_at == other.from_at for one, other in pairwise(everything))
    assert timedelta() <= found.ok <= found.due <= NOW - everything[0].from_at
