"""How a display is: each status, each way into and out of it, in the words of the table."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from signage.domain.faults import REASONS, find_fault
from signage.domain.glass import look_again
from signage.domain.health import STATUSES, Health, Known, health_of, since_words
from signage.domain.heartbeat import Box, Clock, Glass, Heartbeat, PlayerError
from signage.domain.player_errors import PLAYER_ERRORS
from signage.domain.screening import Screening
from tests.screen_day import CLOSES, DAY, NOON, OPENS, SECOND, STARTED, a_beat, a_report, a_tail, ms

ROOT = Path(__file__).parent.parent.parent


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
    assert found[3].since == OPENS, "that it slept all night is no part of its silence"


def test_a_screen_that_an_alert_was_to_wake_is_silent_when_it_does_not_answer() -> None:
    wakes = CLOSES + timedelta(hours=2)
    alert = {"id": "x", "slide": "alert", "from": ms(wakes), "until": ms(wakes) + 3_600_000, "wake": True, "files": []}
    screening = Screening(a_tail(), msgspec.json.encode([alert]))
    found = [
        health_at(wakes + seconds * SECOND, a_beat(CLOSES), screening=screening) for seconds in (-1, 0, 75, 76, 3600)
    ]
    assert [one.status for one in found] == ["off", "late", "late", "silent", "off"]
    assert found[3].since == wakes


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


def test_a_screen_that_shows_at_night_is_wrong_until_it_is_silent() -> None:
    night = CLOSES + timedelta(hours=1)
    lit = a_beat(night, slide="a")
    found = health_at(night + SECOND, lit)
    assert (found.status, found.code) == ("wrong", "not_off")
    assert statuses(lit, night + 80 * SECOND) == ["off"]


def test_the_words_of_a_reason_take_its_time() -> None:
    moment = {"ja": "10:31", "en": "10:31"}
    frozen = Health(status="wrong", code="frozen", says=REASONS["frozen"])
    assert since_words(frozen.says, frozen.code, moment) == {
        "ja": "10:31 から、同じ絵のまま止まっています。",
        "en": "The picture has not moved since 10:31.",
    }
    late = health_at(NOON + 60 * SECOND, a_beat())
    assert since_words(late.says, late.code, moment)["ja"] == "応答が遅れています。5秒後に、もう一度確かめます。"


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
