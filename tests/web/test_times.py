"""Moments and spans as staff read them: an end at midnight is that of the day before."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from signage.web.staff.times import Times

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
NOON = datetime(2026, 11, 22, 12, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("ends", "ja", "en"),
    [
        (datetime(2026, 11, 22, 16, 30, tzinfo=TOKYO), "16:30", "16:30"),
        (datetime(2026, 11, 23, tzinfo=TOKYO), "24:00", "24:00"),
        (datetime(2026, 11, 23, 5, tzinfo=TOKYO), "11月23日(月) 5:00", "Mon 23 Nov 05:00"),
        (datetime(2026, 11, 28, tzinfo=TOKYO), "11月27日(金) 24:00", "Fri 27 Nov 24:00"),
    ],
)
def test_an_end_names_its_day_where_that_is_another(ends: datetime, ja: str, en: str) -> None:
    assert Times("ja", TOKYO, NOW).end_of(NOON, ends) == ja
    assert Times("en", TOKYO, NOW).end_of(NOON, ends) == en


def test_in_a_list_an_end_at_midnight_is_the_last_day() -> None:
    assert Times("ja", TOKYO, NOW).until(datetime(2026, 11, 28, tzinfo=TOKYO)) == "11月27日(金)"
