"""What a technician is told to try next."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from signage.domain import faults, health
from signage.domain.commands import COMMANDS
from signage.domain.health import Health, Status
from signage.domain.ladder import _LADDERS, RUNGS, by_eye, ladder, next_step
from signage.domain.player_errors import PLAYER_ERRORS

NOW = datetime(2026, 11, 21, 1, 42, tzinfo=UTC)
ALL = tuple(COMMANDS)
FROZEN = Health(status="wrong", code="frozen", since=NOW - timedelta(minutes=11))


class Try(NamedTuple):
    name: str
    minutes_ago: float
    ok: bool | None = True
    detail: str | None = None

    @property
    def given_at(self) -> datetime:
        return NOW - timedelta(minutes=self.minutes_ago)

    @property
    def expires_at(self) -> datetime:
        return self.given_at + timedelta(minutes=5)

    @property
    def answered_at(self) -> datetime | None:
        return None if self.ok is None else self.given_at + timedelta(seconds=5)


def names(found: Health, can: tuple[str, ...] = ALL) -> list[str]:
    return [step.rung.name for step in ladder(found, can, [], NOW)]


def test_a_frozen_picture_is_helped_by_the_least_first_and_the_spare_box_last() -> None:
    assert names(FROZEN) == ["reload", "restart_browser", "reboot", "power_cycle", "swap"]


def test_a_screen_that_still_says_in_maintenance_is_told_to_stop_saying_so_first() -> None:
    covered = Health(status="wrong", code="covered")
    assert names(covered) == ["maintenance_off", "reload", "restart_browser", "reboot", "power_cycle", "swap"]


def test_what_is_tried_hangs_on_codes_that_a_display_can_have() -> None:
    told = {*faults.REASONS, *health.REASONS, *PLAYER_ERRORS, "clock"} - {"no_manifest"}
    assert set(_LADDERS) <= told


def test_whoever_sees_a_dark_screen_that_says_it_is_well_looks_at_the_panel_first() -> None:
    assert [rung.name for rung in by_eye(Health(status="ok"), ("reload",))] == [
        "panel",
        "reload",
        "power_cycle",
        "swap",
    ]


@pytest.mark.parametrize("status", ["wrong", "silent", "never", "maintenance", "off"])
def test_where_it_is_known_why_a_screen_is_dark_nothing_is_asked_of_the_eye(status: Status) -> None:
    assert by_eye(Health(status=status), ALL) == []


def test_what_this_player_cannot_do_is_not_offered() -> None:
    assert names(FROZEN, ("reload",)) == ["reload", "power_cycle", "swap"]


def test_a_silent_screen_is_helped_by_hand_since_no_command_reaches_it() -> None:
    steps = ladder(Health(status="silent", code="silent"), ALL, [], NOW)
    assert [step.rung.command for step in steps] == ["", "", "", ""]


@pytest.mark.parametrize("status", ["ok", "off", "late", "maintenance"])
def test_where_nothing_is_wrong_there_is_nothing_to_try(status: Status) -> None:
    assert ladder(Health(status=status), ALL, [], NOW) == []


def test_a_reload_that_changed_nothing_is_struck_off_and_the_next_step_follows() -> None:
    steps = ladder(FROZEN, ALL, [Try("reload", 4)], NOW)
    assert steps[0].outcome == "unchanged" and steps[0].tried_at == NOW - timedelta(minutes=4)
    following = next_step(steps)
    assert following is not None and following.rung.name == "restart_browser"


def test_one_just_carried_out_may_still_help() -> None:
    steps = ladder(FROZEN, ALL, [Try("reload", 0.5)], NOW)
    assert steps[0].outcome == "under way"
    assert next_step(steps) is None


@pytest.mark.parametrize(
    ("tried", "outcome"),
    [
        (Try("reload", 1, None), "under way"),
        (Try("reload", 6, None), "unreachable"),
        (Try("reload", 3, False), "failed"),
    ],
)
def test_every_outcome_is_told(tried: Try, outcome: str) -> None:
    assert ladder(FROZEN, ALL, [tried], NOW)[0].outcome == outcome


def test_what_was_tried_in_an_earlier_trouble_is_tried_again() -> None:
    assert ladder(FROZEN, ALL, [Try("reload", 12)], NOW)[0].outcome == "untried"


def test_every_rung_is_told_in_both_languages() -> None:
    assert all({"ja", "en"} <= rung.says.keys() and {"ja", "en"} <= rung.how.keys() for rung in RUNGS.values())
