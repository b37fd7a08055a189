"""How a display is: each status, each way into and out of it, in the words of the table."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from signage.domain.faults import REASONS, Report, find_fault
from signage.domain.glass import look_again
from signage.domain.health import STATUSES, Health, Known, health_of, since_words
from signage.domain.heartbeat import Box, Clock, Glass, Heartbeat, PlayerError
from signage.domain.player_errors import PLAYER_ERRORS
from signage.domain.screening import Screening, alerts_of
from signage.domain.showing import showing
from tests.screen_day import CLOSES, DAY, HOUR_MS, NOON, OPENS, SECOND, a_beat, a_tail, ms

ROOT = Path(__file__).parent.parent.parent
STARTED = OPENS - timedelta(days=1)


def a_report(beat: Heartbeat, **changes: Any) -> Report:
    """It arrives as soon as it is sent."""
    received_at = datetime.fromtimestamp(beat.at / 1000, UTC)
    fields = {"received_at": received_at, "etag": "new", "screening": DAY, "in_force_since": STARTED}
    return Report(beat=beat, **{**fields, **changes})


def code_of(report: Report) -> str:
    fault = find_fault(report)
    return "" if fault is None else fault.code


def health_at(now: datetime, beat: Heartbeat | None, **changes: Any) -> Health:
    """How a display is, of which that heartbeat was the last."""
    fields: dict[str, Any] = {"started_at": STARTED, "screening": DAY}
    if beat is not None:
        report = a_report(beat)
        fields |= {"received_at": report.received_at, "fault": find_fault(report)}
    maintenance_until = changes.pop("maintenance_until", None)
    return health_of(Known(**{**fields, **changes}), now, maintenance_until=maintenance_until)


def statuses(beat: Heartbeat | None, *moments: datetime, **changes: Any) -> list[str]:
    return [health_at(now, beat, **changes).status for now in moments]


# Time: never, ok, late, silent, off, maintenance


def test_a_screen_that_has_never_connected_is_never_seen_by_day_and_by_night() -> None:
    assert statuses(None, NOON, CLOSES + SECOND) == ["never", "never"]


def test_a_first_heartbeat_makes_it_ok() -> None:
    assert health_at(NOON + 6 * SECOND, a_beat()) == Health(status="ok")


def test_two_missed_heartbeats_and_fifteen_seconds_are_silence() -> None:
    beat_at = NOON + 6 * SECOND
    after = [beat_at + seconds * SECOND for seconds in (45, 46, 75, 76, 4_000)]
    assert statuses(a_beat(beat_at), *after) == ["ok", "late", "late", "silent", "silent"]


def test_silence_counts_from_the_last_heartbeat() -> None:
    found = health_at(NOON + 600 * SECOND, a_beat(NOON))
    assert (found.code, found.since) == ("silent", NOON)
    assert since_words(found.says, found.code, {"ja": "8:50", "en": "8:50"}) == {
        "ja": "8:50 から応答がありません。",
        "en": "It has not answered since 8:50.",
    }


def test_a_player_that_was_told_to_beat_less_often_is_waited_for() -> None:
    beat_at = NOON + 6 * SECOND
    after = [beat_at + seconds * SECOND for seconds in (135, 136, 255, 256)]
    assert statuses(a_beat(beat_at), *after, interval=120 * SECOND) == ["ok", "late", "late", "silent"]


def test_a_heartbeat_after_a_silence_makes_it_ok_at_once() -> None:
    assert statuses(a_beat(NOON + 606 * SECOND), NOON + 606 * SECOND) == ["ok"]


def test_silence_at_night_is_as_planned() -> None:
    assert statuses(a_beat(CLOSES - 30 * SECOND), CLOSES, CLOSES + timedelta(hours=9)) == ["off", "off"]


def test_a_screen_that_is_dark_at_night_and_answers_is_off_as_planned() -> None:
    night = CLOSES + timedelta(hours=1)
    assert statuses(a_beat(night), night + SECOND) == ["off"]


def test_a_silent_screen_becomes_off_when_its_day_ends() -> None:
    assert statuses(a_beat(NOON), CLOSES - SECOND, CLOSES) == ["silent", "off"]


def test_when_the_day_begins_a_screen_that_slept_has_time_to_answer() -> None:
    """But it is not green while nobody knows."""
    evening = a_beat(OPENS - timedelta(hours=12))
    found = [health_at(OPENS + seconds * SECOND, evening) for seconds in (-1, 0, 75, 76)]
    assert [one.status for one in found] == ["off", "late", "late", "silent"]
    assert found[1].code == "waiting"


def test_a_screen_that_beat_all_night_is_ok_as_soon_as_it_shows() -> None:
    assert statuses(a_beat(OPENS - 5 * SECOND), OPENS + 20 * SECOND) == ["ok"]


def test_a_restart_of_the_server_gives_fresh_grace() -> None:
    started = NOON + 70 * SECOND
    after = [started + seconds * SECOND for seconds in (0, 10, 75, 76)]
    assert statuses(a_beat(NOON), *after, started_at=started) == ["ok", "late", "late", "silent"]


def test_after_a_long_stop_of_the_server_nothing_is_green_before_it_has_answered() -> None:
    started = NOON + timedelta(hours=2)
    found = health_at(started + SECOND, a_beat(NOON), started_at=started)
    assert (found.status, found.code) == ("late", "waiting")


def test_maintenance_hides_whatever_is_wrong_until_it_ends() -> None:
    end, dark = NOON + timedelta(hours=1), a_beat(slide=None, painted=None)
    assert statuses(dark, NOON + 7 * SECOND, maintenance_until=end) == ["maintenance"]
    assert statuses(None, NOON, maintenance_until=end) == ["maintenance"]
    assert statuses(dark, end, maintenance_until=end) == ["silent"]
    assert statuses(a_beat(end), end, maintenance_until=end) == ["ok"]


def test_wrong_outlasts_a_late_heartbeat_and_becomes_silence_after_two() -> None:
    beat_at = NOON + 6 * SECOND
    dark = a_beat(beat_at, slide=None, painted=None)
    assert statuses(dark, beat_at, beat_at + 60 * SECOND, beat_at + 76 * SECOND) == ["wrong", "wrong", "silent"]


def test_what_was_wrong_by_day_is_no_trouble_once_the_screen_is_off() -> None:
    beat_at = CLOSES - 10 * SECOND
    assert statuses(a_beat(beat_at, slide=None, painted=None), beat_at, CLOSES) == ["wrong", "off"]


def test_a_display_without_a_publication_is_told_so_once_the_server_has_had_its_time() -> None:
    beat = a_beat()
    assert health_at(NOON + 7 * SECOND, beat, screening=None).code == "unpublished"
    assert statuses(beat, NOON + 7 * SECOND, screening=None, started_at=NOON) == ["ok"]


# Wrong: one heartbeat, one reason


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


def test_a_screen_that_shows_at_night_is_wrong_until_it_is_silent() -> None:
    night = CLOSES + timedelta(hours=1)
    lit = a_beat(night, slide="a")
    found = health_at(night + SECOND, lit)
    assert (found.status, found.code) == ("wrong", "not_off")
    assert statuses(lit, night + 80 * SECOND) == ["off"]


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
    assert code_of(a_report(beat, in_force_since=NOON - (seconds - 6) * SECOND)) == code


def test_under_another_manifest_than_the_one_in_force_its_slides_are_not_judged() -> None:
    beat = a_beat(etag="old", slide="of the old one")
    assert code_of(a_report(beat, in_force_since=NOON)) == ""


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


def test_the_words_of_a_reason_take_its_time() -> None:
    moment = {"ja": "10:31", "en": "10:31"}
    frozen = Health(status="wrong", code="frozen", says=REASONS["frozen"])
    assert since_words(frozen.says, frozen.code, moment) == {
        "ja": "10:31 から、同じ絵のまま止まっています。",
        "en": "The picture has not moved since 10:31.",
    }
    late = health_at(NOON + 60 * SECOND, a_beat())
    assert since_words(late.says, late.code, moment)["ja"] == "応答が遅れています。5秒後に、もう一度確かめます。"


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
    seen = [(8, "A", "a"), (44, "A", "a"), (56, "A", "b"), (92, "A", "b"), (104, "C", "c")]
    assert look_through(*seen) == [False, False, True, True, False]


def test_pictures_that_change_with_the_slides_are_not_frozen() -> None:
    assert not any(look_through((8, "A", "a"), (20, "B", "b"), (32, "C", "c"), (44, "A", "a")))


def test_a_frozen_picture_is_told_with_the_moment_from_which_it_was_the_same() -> None:
    first = a_beat(NOON + 8 * SECOND, glass=Glass(ms(NOON + 5 * SECOND), "A"))
    second = a_beat(NOON + 20 * SECOND, glass=Glass(ms(NOON + 17 * SECOND), "A"))
    look = look_again(look_again(None, first, DAY), second, DAY)
    fault = find_fault(a_report(second, look=look))
    assert fault and (fault.code, fault.since) == ("frozen", ms(NOON + 5 * SECOND))


def test_a_look_before_the_slide_of_the_heartbeat_is_held_against_what_was_due_then() -> None:
    """The launcher looks each 20 s, slides stand for 12."""
    first = a_beat(NOON + 8 * SECOND, glass=Glass(ms(NOON + 5 * SECOND), "A"))
    second = a_beat(NOON + 38 * SECOND, glass=Glass(ms(NOON + 30 * SECOND), "A"))  # “c” was due; now it is “a” again
    look = look_again(look_again(None, first, DAY), second, DAY)
    assert look and look.frozen


def test_a_look_around_a_change_says_nothing() -> None:
    first = a_beat(NOON + 8 * SECOND, glass=Glass(ms(NOON + 5 * SECOND), "A"))
    for second in (11, 12, 13):
        beat = a_beat(NOON + 15 * SECOND, glass=Glass(ms(NOON + second * SECOND), "A"))
        look = look_again(look_again(None, first, DAY), beat, DAY)
        assert look and not look.frozen


# Whatever comes


moments = some.one_of(
    some.floats(1_577_836_800_000, 4_102_444_800_000),
    some.sampled_from([ms(NOON) - 30_000, ms(NOON), ms(NOON) + 4_000.5]),
)
numbers = moments | some.just(0.0)
names = some.sampled_from(["a", "b", "c", "fallback", "", "none"])
heartbeats = some.builds(
    Heartbeat,
    at=moments,
    etag=some.sampled_from([None, "new", "old"]),
    waiting=some.sampled_from([None, "new"]),
    slide=some.none() | names,
    begins=some.none() | numbers,
    painted=some.none() | numbers,
    visible=some.booleans(),
    uptime_ms=some.floats(0, 1e15),
    clock=some.none()
    | some.builds(
        Clock,
        offset_ms=some.floats(-4_102_444_800_000, 4_102_444_800_000),
        uncertain_ms=some.none() | some.floats(-4_102_444_800_000, 4_102_444_800_000),
        renewed_at=some.none() | numbers,
    ),
    glass=some.none() | some.builds(Glass, at=numbers, fingerprint=names, black=some.booleans()),
    box=some.none() | some.builds(Box, launcher=names, panel=some.sampled_from(["on", "off", "unknown"])),
    errors=some.lists(
        some.builds(PlayerError, code=some.sampled_from([*PLAYER_ERRORS, "E99"]), at=numbers), max_size=4
    ).map(tuple),
)


@given(last=heartbeats, before=heartbeats, seconds=some.floats(-1e6, 1e6), was_behind=some.booleans())
def test_every_heartbeat_has_a_status_with_words(
    last: Heartbeat, before: Heartbeat, seconds: float, was_behind: bool
) -> None:
    """It also goes through the wire's own checks, so it is one that can come."""
    last, before = (msgspec.json.decode(msgspec.json.encode(beat), type=Heartbeat) for beat in (last, before))
    look = look_again(look_again(None, before, DAY), last, DAY)
    fault = find_fault(a_report(last, received_at=NOON, look=look, was_behind=was_behind))
    known = Known(started_at=STARTED, received_at=NOON, fault=fault, screening=DAY)
    found = health_of(known, NOON + seconds * SECOND)
    assert found.status in STATUSES
    assert bool(found.code) == (set(found.says) == {"ja", "en"}) == (found.status not in ("ok", "off"))


# The screening


def test_what_a_screening_says_is_what_the_manifest_shows_whenever_it_is_asked() -> None:
    manifest = {**msgspec.json.decode(a_tail()), "alerts": []}
    screening = Screening(a_tail())
    for hours in (0, 3.9, 4, 12, -20, 100, -1000, 1000, 4.001):
        t = ms(OPENS + timedelta(hours=hours))
        assert screening.at(t) == showing(manifest, t)


def test_a_screening_knows_when_it_is_on_again_and_since_when_it_has_been() -> None:
    assert DAY.next_on(ms(OPENS) - 5_000) == ms(OPENS)
    assert DAY.next_on(ms(NOON)) == ms(NOON)
    assert DAY.next_on(ms(CLOSES)) is None
    assert DAY.on_since(ms(OPENS) + 60_000) == ms(OPENS)
    assert DAY.on_since(ms(CLOSES) + 60_000) == ms(CLOSES) + 60_000


def test_an_alert_that_wakes_is_due_at_night() -> None:
    alert = {"id": "x", "slide": "alert", "from": ms(CLOSES), "until": ms(CLOSES) + 60_000, "wake": True, "files": []}
    head = msgspec.json.encode({"version": 1, "etag": "e", "alerts": [alert]})
    woken = Screening(a_tail(), alerts_of(head))
    at = CLOSES + 30 * SECOND
    assert woken.at(ms(at)).slide == "alert"
    report = a_report(a_beat(at, slide=None, painted=None), screening=woken)
    assert code_of(report) == "dark"
    assert alerts_of(b'{"version":1,"alerts":[]}') == b"[]"


# The table of the player's errors


def test_the_players_errors_are_the_same_here_as_on_the_glass_and_in_the_document() -> None:
    script = (ROOT / "players" / "kiosk" / "errors.js").read_text("utf-8")
    row = re.compile(r"^  (E\d+): \{ ja: (['\"])(.*?)\2, en: (['\"])(.*?)\4", re.MULTILINE)
    on_glass = {code: {"ja": ja, "en": en} for code, _, ja, _, en in row.findall(script)}
    assert on_glass == {code: meaning.says for code, meaning in PLAYER_ERRORS.items()}
    document = (ROOT / "docs" / "operations.md").read_text("utf-8")
    told = dict(re.findall(r"^\| (E\d+) \| ●? ?\| (.*?) \|", document, re.MULTILINE))
    assert told == {code: f"{words['ja']} / {words['en']}" for code, words in on_glass.items()}
