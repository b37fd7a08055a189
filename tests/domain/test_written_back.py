"""What is written back says what was read."""

from pathlib import Path

import pytest
import tomli_w

from signage.domain import calendar_file, playlist_file
from signage.domain.calendar_file import parse_calendar
from signage.domain.playlist_file import parse_playlist
from signage.domain.written_back import calendar_table, playlist_table, source_table
from signage.sources.source_file import parse_source

ROOT = Path(__file__).parent.parent.parent

PLAYLIST = """
title.ja = "夜"
title.en = "Evening"
transition = "cut"
clock = true
[[section]]
kinds = ["news", "about"]
seconds = 12.5
newest = 3
[[section]]
name = "rest"
title.ja = "ほか"
title.en = "The rest"
items = ["a", "b"]
sources = ["news"]
themes = ["green"]
weight = 4
template = "news.html"
qr = true
[[when]]
displays = ["a"]
groups = ["lobby"]
place_types = ["station"]
from = 2026-11-22
until = 2027-03-31
weekdays = ["土", "sun"]
rrule = "FREQ=MONTHLY;BYDAY=2TU"
holidays = "as Sunday"
only_days_of = ["nenmatsu"]
not_days_of = ["closed"]
hours = "20:00-06:00"
priority = -3
[[when]]
from = 2026-11-22T08:30
until = 2026-11-22T17:15
hours = "00:00-24:00"
"""
CALENDAR = """
title.ja = "休館日"
[[closed]]
day = 2026-12-24
says.ja = "点検"
[[closed]]
from = 2026-12-29
until = 2027-01-03
[[closed]]
yearly = "12-29/01-03"
[[closed]]
weekdays = ["月"]
if_holiday = "next"
[[closed]]
rrule = "FREQ=MONTHLY;BYDAY=1SU"
[[closed]]
holidays = true
[[open]]
day = 2026-12-31
"""
OWN_HOLIDAYS = """
holidays_of = "JP"
[[holiday]]
day = 2027-05-06
[[not]]
day = 2027-05-03
"""


def minutes(text: str) -> str:
    """TOML 1.0 asks for seconds."""
    return text.replace("T08:30", "T08:30:00").replace("T17:15", "T17:15:00")


@pytest.mark.parametrize(
    "text", [minutes(PLAYLIST), *(p.read_text("utf-8") for p in ROOT.glob("demo/playlists/*.toml"))]
)
def test_a_playlist_written_back_is_the_same_playlist(text: str) -> None:
    read = parse_playlist(text, "evening.toml")
    assert parse_playlist(tomli_w.dumps(playlist_table(read)), "evening.toml") == read


@pytest.mark.parametrize(
    "text", [CALENDAR, OWN_HOLIDAYS, *(p.read_text("utf-8") for p in ROOT.glob("demo/calendars/*.toml"))]
)
def test_a_calendar_written_back_is_the_same_calendar(text: str) -> None:
    read = parse_calendar(text, "days.toml")
    assert parse_calendar(tomli_w.dumps(calendar_table(read)), "days.toml") == read


@pytest.mark.parametrize("path", sorted(ROOT.glob("demo/sources/*.toml")), ids=lambda path: path.stem)
def test_a_source_written_back_is_the_same_source(path: Path) -> None:
    read = parse_source(path.read_text("utf-8"), path.name)
    assert parse_source(tomli_w.dumps(source_table(read)), path.name) == read


def test_every_key_of_a_playlist_and_a_calendar_is_tried_above() -> None:
    for fields, text in (
        (playlist_file.TOP, PLAYLIST),
        (playlist_file.SECTION, PLAYLIST),
        (playlist_file.WHEN, PLAYLIST),
    ):
        assert all(f"{key} =" in text or f"[[{key}]]" in text or f"{key}." in text for key in fields)
    for fields in (calendar_file.TOP, calendar_file.ROW):
        text = CALENDAR + OWN_HOLIDAYS
        assert all(f"{key} =" in text or f"[[{key}]]" in text or f"{key}." in text for key in fields)
