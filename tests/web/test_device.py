"""What a device says of itself, in words."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from signage.web.staff.displays.device import readings_of
from signage.web.staff.times import Times
from tests.screen_day import NOON, a_beat, ms


@pytest.mark.parametrize(
    ("kept", "japanese", "english"),
    [
        (timedelta(days=7), "7日分（映り続けます）", "7 days (goes on by itself)"),
        (timedelta(hours=3), "3時間分（映り続けます）", "3 h (goes on by itself)"),
        (timedelta(minutes=11), "11分（映り続けます）", "11 min (goes on by itself)"),
    ],
)
def test_how_long_a_screen_could_go_on_is_told_in_one_unit(kept: timedelta, japanese: str, english: str) -> None:
    beat = a_beat(NOON, cached_until=ms(NOON + kept))
    for language, says in (("ja", japanese), ("en", english)):
        rows = readings_of(beat, NOON, Times(language, ZoneInfo("Asia/Tokyo"), NOON))
        assert says in [value for _, value in rows]
