"""What a heartbeat says is wrong: one reason, the most telling one."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from signage.domain.faults import find_fault
from signage.domain.glass import look_again
from signage.domain.heartbeat import Box, Clock, Glass, Heartbeat, PlayerError
from signage.domain.player_errors import PLAYER_ERRORS
from tests.screen_day import CLOSES, DAY, HOUR_MS, NOON, OPENS, SECOND, a_beat, a_report, code_of, ms

ROOT = Path(__file__).parent.parent.parent


GLASS = Glass(at=ms(NOON + 4 * SECOND), fingerprint="f" * 16)
CLOCK = Clock(offset_ms=0, uncertain_ms=40)


def an_error(code: str, seconds_ago: float = 10) -> tuple[PlayerError, ...]:
    return (PlayerError(code, ms(NOON + 6 * SECOND) - 1000 * seconds_ago),)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"slide": "c"}, "other_slide"),
        ({"slide": "c", "errors": an_error("E12")}, "E12"),
        ({"slide": "c", "errors": an_error("E11")}, "E11"),
        ({"slide": "c", "errors": an_error("E12", 700)}, "other_slide"),
        ({"slide": None, "painted": None}, "dark"),
        ({"slide": None, "painted": None, "uptime_ms": 20_000}, ""),
        ({"slide": None, "errors": an_error("E24")}, "E24"),
        ({"painted": None}, "not_painting"),
        ({"painted": None, "begins": ms(NOON + 2 * SECOND)}, ""),
        ({"painted": ms(NOON) - 30_000}, "not_painting"),
        ({"visible": False}, "hidden"),
        ({"visible": False, "painted": None}, "hidden"),
        ({"glass": Glass(GLASS.at, GLASS.fingerprint, black=True)}, "black"),
        ({"glass": Glass(GLASS.at, GLASS.fingerprint, black=True), "covered": "test_card"}, ""),
        ({"covered": "maintenance"}, "covered"),
        ({"glass": Glass(ms(NOON), GLASS.fingerprint, black=True)}, ""),
        ({"box": Box(launcher="1", panel="off")}, "panel_off"),
        ({"box": Box(launcher="1", panel="unknown")}, ""),
        ({"clock": Clock(0, uncertain_ms=2_001)}, "clock"),
        ({"clock": Clock(0, uncertain_ms=2_000)}, ""),
        ({"clock": Clock(0, 40, renewed_at=ms(NOON) - 25 * HOUR_MS)}, "clock"),
        ({"clock": Clock(0, 40, renewed_at=ms(NOON) - 23 * HOUR_MS)}, ""),
        ({"clock": Clock(offset_ms=-1.79e12, uncertain_ms=40)}, ""),
        ({"clock": None}, ""),
        ({"errors": an_error("E04", 5_000)}, "E04"),
        ({"errors": an_error("E17")}, "E17"),
        ({"errors": an_error("E17", 700)}, ""),
        ({"errors": an_error("E21", 86_400)}, "E21"),
        ({"errors": an_error("E22")}, "E22"),
        ({"errors": an_error("E22", 61)}, ""),
        ({"errors": an_error("E23")}, "E23"),
        ({"errors": (*an_error("E22"), *an_error("E04"))}, "E04"),
        ({"errors": (*an_error("E10"), *an_error("E20"), *an_error("E99"))}, ""),
    ],
)
def test_what_a_heartbeat_says_is_wrong(changes: dict[str, Any], code: str) -> None:
    assert code_of(a_report(a_beat(**changes))) == code


@pytest.mark.parametrize(
    ("slide", "second", "code"),
    [("a", 14, ""), ("a", 16.9, ""), ("a", 17.1, "other_slide"), ("b", 10.1, ""), ("b", 9.9, "other_slide")],
)
def test_around_a_change_either_slide_is_right(slide: str, second: float, code: str) -> None:
    """“a” ends 12 s after noon: it may stay 5 s more, and “b” may come 2 s early."""
    at = NOON + second * SECOND
    assert code_of(a_report(a_beat(at, slide=slide))) == code


@pytest.mark.parametrize(
    ("at", "slide", "code"),
    [
        (CLOSES + 4 * SECOND, "c", ""),
        (CLOSES + 8 * SECOND, "c", "not_off"),
        (OPENS + SECOND, None, ""),
        (OPENS + 8 * SECOND, None, "dark"),
    ],
)
def test_around_the_ends_of_the_day_black_and_a_slide_are_right(at: datetime, slide: str | None, code: str) -> None:
    beat = a_beat(at, slide=slide, painted=ms(at), begins=ms(at))
    assert code_of(a_report(beat)) == code


@pytest.mark.parametrize(
    ("etag", "waiting", "seconds", "code"),
    [
        ("old", None, 100, ""),
        ("old", None, 151, "stale_manifest"),
        ("old", "older", 151, "stale_manifest"),
        ("old", "new", 300, ""),
        ("old", "new", 481, "stale_manifest"),
        (None, None, 151, "stale_manifest"),
        ("new", None, 100_000, ""),
    ],
)
def test_a_manifest_that_was_replaced_is_stale_after_a_while(
    etag: str | None, waiting: str | None, seconds: float, code: str
) -> None:
    beat = a_beat(etag=etag, waiting=waiting)
    assert code_of(a_report(beat, replaced_at=NOON - (seconds - 6) * SECOND)) == code


def test_under_another_manifest_than_the_one_in_force_its_slides_are_not_judged() -> None:
    beat = a_beat(etag="old", slide="of the old one")
    assert code_of(a_report(beat, replaced_at=NOON)) == ""


def test_a_player_that_has_just_started_has_a_minute_to_get_its_manifest() -> None:
    beat = a_beat(etag=None, slide=None, painted=None, uptime_ms=31_000)
    assert code_of(a_report(beat)) == ""


@pytest.mark.parametrize(
    ("seconds", "was_behind", "code"),
    [
        (-2.5, False, "clock"),
        (-1.9, False, ""),
        (2.5, False, ""),
        (2.5, True, "clock"),
        (2.0, True, ""),
        (11, False, "clock"),
        (90, False, "clock"),
        (-90, False, "clock"),
    ],
)
def test_a_clock_is_off_when_heartbeats_come_from_the_past_or_the_future(
    seconds: float, was_behind: bool, code: str
) -> None:
    """A single late one may have had a slow way; so long as ten seconds none is under way."""
    beat = a_beat()
    received_at = NOON + (6 + seconds) * SECOND
    assert code_of(a_report(beat, received_at=received_at, was_behind=was_behind)) == code


def test_a_clock_of_1970_is_wrong_and_breaks_nothing() -> None:
    for at in (0, 1_000, 4_102_444_800_000):
        beat = Heartbeat(at=at, etag="new", slide="a", begins=at, painted=at, glass=Glass(at, "f"))
        assert code_of(a_report(beat, received_at=NOON)) == "clock"


# Frozen: the same picture while the slides go on


def look_through(*seen: tuple[float, str, str]) -> list[bool]:
    """After each heartbeat of (second after noon, fingerprint, slide it says it shows): is the picture frozen?"""
    look, found = None, []
    for second, fingerprint, slide in seen:
        at = NOON + second * SECOND
        begins = ms(at) - 8_000
        beat = a_beat(at, slide=slide, begins=begins, painted=begins, glass=Glass(ms(at) - 3_000, fingerprint))
        look = look_again(look, beat, DAY)
        found.append(bool(look and look.frozen))
    return found


def test_a_picture_that_stays_while_the_slide_changes_is_frozen_until_it_moves() -> None:
    seen = [(8, "A", "a"), (44, "A", "a"), (80, "A", "a"), (104, "A", "c"), (140, "A", "c"), (164, "B", "b")]
    assert look_through(*seen) == [False, False, False, True, True, False]


def test_a_slide_that_looks_like_the_one_before_it_is_not_frozen_until_a_third_looks_like_them() -> None:
    assert look_through((8, "A", "a"), (20, "A", "b"), (56, "A", "b"), (68, "C", "c")) == [False] * 4
    assert look_through((8, "A", "a"), (20, "A", "b"), (32, "A", "c")) == [False, False, True]


def test_a_slide_that_is_in_the_manifest_no_more_was_corrected_and_is_not_held_against_the_new_one() -> None:
    """One figure is another: the picture may be the same to the launcher, for ever."""
    seen = [(8, "A", "old"), (44, "A", "a"), (80, "A", "a"), (116, "A", "a")]
    assert look_through(*seen) == [False] * 4


def test_pictures_that_change_with_the_slides_are_not_frozen() -> None:
    assert not any(look_through((8, "A", "a"), (20, "B", "b"), (32, "C", "c"), (44, "A", "a")))


def test_a_frozen_picture_is_told_with_the_moment_from_which_it_was_the_same() -> None:
    first = a_beat(NOON + 8 * SECOND, glass=Glass(ms(NOON + 5 * SECOND), "A"))
    second = a_beat(NOON + 32 * SECOND, glass=Glass(ms(NOON + 29 * SECOND), "A"))
    look = look_again(look_again(None, first, DAY), second, DAY)
    fault = find_fault(a_report(second, look=look))
    assert fault and (fault.code, fault.since) == ("frozen", ms(NOON + 5 * SECOND))


def test_a_look_before_the_slide_of_the_heartbeat_is_held_against_what_was_due_then() -> None:
    """The launcher may look some time before the heartbeat, slides stand for 12 s."""
    first = a_beat(NOON + 8 * SECOND, glass=Glass(ms(NOON + 5 * SECOND), "A"))
    second = a_beat(NOON + 38 * SECOND, glass=Glass(ms(NOON + 30 * SECOND), "A"))  # “c” was due; now it is “a” again
    look = look_again(look_again(None, first, DAY), second, DAY)
    assert look and look.frozen


def test_a_test_card_that_stands_for_minutes_is_not_frozen() -> None:
    look = None
    for second in (8, 20, 32):
        glass = Glass(ms(NOON + (second - 3) * SECOND), "A")
        look = look_again(look, a_beat(NOON + second * SECOND, glass=glass, covered="test_card"), DAY)
        assert look is None


def test_a_look_around_a_change_says_nothing() -> None:
    first = a_beat(NOON + 8 * SECOND, glass=Glass(ms(NOON + 5 * SECOND), "A"))
    for second in (11, 12, 13):
        beat = a_beat(NOON + 15 * SECOND, glass=Glass(ms(NOON + second * SECOND), "A"))
        look = look_again(look_again(None, first, DAY), beat, DAY)
        assert look and not look.frozen


# The table of the player's errors


def test_the_players_errors_are_the_same_here_as_on_the_glass_and_in_the_document() -> None:
    script = (ROOT / "players" / "kiosk" / "errors.js").read_text("utf-8")
    row = re.compile(r"^  (E\d+): \{ ja: (['\"])(.*?)\2, en: (['\"])(.*?)\4", re.MULTILINE)
    on_glass = {code: {"ja": ja, "en": en} for code, _, ja, _, en in row.findall(script)}
    assert on_glass == {code: meaning.says for code, meaning in PLAYER_ERRORS.items()}
    document = (ROOT / "docs" / "operations.md").read_text("utf-8")
    told = dict(re.findall(r"^\| (E\d+) \| ●? ?\| (.*?) \|", document, re.MULTILINE))
    assert told == {code: f"{words['ja']} / {words['en']}" for code, words in on_glass.items()}
