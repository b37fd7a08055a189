"""今すぐ表示 as it is asked for: until when a time that somebody typed lasts."""

from zoneinfo import ZoneInfo

import pytest

from signage.domain.forms.now import read_wish

from ..factory import a_catalogue, a_playlist, an_item, at


@pytest.mark.parametrize(
    ("now", "until", "minutes"),
    [
        ("2026-10-24T23:30", "2:30", 120),  # the hour from two to three comes twice: its second is the end
        ("2026-10-25T00:45", "2:50", 65),
        ("2026-10-25T01:10", "2:50", 40),
        ("2026-10-25T01:10", "3:30", 80),
        ("2026-10-25T01:50", "2:50", 24 * 60),
        ("2026-10-24T01:10", "2:50", 24 * 60 + 40),  # already over today, and twice tomorrow
        ("2026-03-29T00:30", "2:30", 30),  # no such time that day: the end is where the clock leaps over it
    ],
)
def test_a_time_that_the_changing_clock_shows_twice_or_never_ends_when_people_mean_it(
    now: str, until: str, minutes: int
) -> None:
    catalogue = a_catalogue(items=(an_item(),), playlists=(a_playlist(),))
    fields = {"what": "base", "displays": "gate", "length": "until", "until": until}
    wish, errors = read_wish(fields, catalogue, at(now), ZoneInfo("Europe/Berlin"))
    assert (wish.minutes, errors) == (minutes, {})


@pytest.mark.parametrize(
    ("length", "until", "minutes", "refused"),
    [
        ("60", "", 60, []),
        ("60", "15:30", 210, []),  # 1時間 is what the form says by itself
        ("until", "15:30", 210, []),
        ("120", "15:30", 1, ["until"]),
        ("60", "いつか", 1, ["until"]),
        ("until", "", 1, ["until"]),
    ],
)
def test_a_time_that_is_typed_counts_unless_somebody_chose_another_length_too(
    length: str, until: str, minutes: int, refused: list[str]
) -> None:
    catalogue = a_catalogue(items=(an_item(),), playlists=(a_playlist(),))
    fields = {"what": "base", "displays": "gate", "length": length, "until": until}
    wish, errors = read_wish(fields, catalogue, at("2026-10-20T10:00"), ZoneInfo("Europe/Berlin"))
    assert (wish.minutes, list(errors)) == (minutes, refused)
