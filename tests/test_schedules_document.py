"""Every example in docs/schedules.md is read by the code that it is written for."""

import re
from pathlib import Path

import pytest

from signage.domain.calendar_file import HOLIDAY_ROW, ROW, parse_calendar
from signage.domain.opening_hours import opening_hours
from signage.domain.playlist_file import WHEN, parse_playlist
from signage.domain.repeating import first_day

TEXT = (Path(__file__).parent.parent / "docs" / "schedules.md").read_text("utf-8")
FILES = re.findall(r"```toml\n# (\w+)/([\w-]+\.toml)[^\n]*\n(.*?)```", TEXT, re.DOTALL)
HOURS = TEXT.partition("## Opening hours")[2]


def test_there_are_examples_of_both_kinds() -> None:
    assert {folder for folder, _, _ in FILES} == {"playlists", "calendars"}


@pytest.mark.parametrize(("folder", "name", "text"), FILES)
def test_an_example_of_a_file_is_read(folder: str, name: str, text: str) -> None:
    if folder == "playlists":
        assert parse_playlist("[[section]]\n" + text, name).rules
    else:
        assert parse_calendar(text, name)


def test_every_key_is_told() -> None:
    for key in (*WHEN, *ROW, *HOLIDAY_ROW):
        assert f"`{key}`" in TEXT, key


@pytest.mark.parametrize("rule", sorted(set(re.findall(r"`(FREQ=[A-Z0-9=;,-]+;[A-Z0-9=;,-]+)`", TEXT))))
def test_every_repetition_rule_comes_to_a_day(rule: str) -> None:
    assert first_day(rule)


def _hours() -> list[str]:
    rows = [
        row.partition(" |")[0]
        for row in re.findall(r"^\| (`.*)$", HOURS, re.MULTILINE)
        if not row.startswith("`hours`")
    ]
    return [text.replace("…;", "09:00-20:00;") for row in rows for text in re.findall(r"`([^`]+)`", row)]


@pytest.mark.parametrize("hours", _hours())
def test_every_example_of_opening_hours_is_read(hours: str) -> None:
    assert opening_hours(hours)
