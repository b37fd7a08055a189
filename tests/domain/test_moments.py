"""What a glass showed over several publications: held to a player that looks each tenth of a second."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from signage.domain.moments import (
    Band,
    Reign,
    Reigns,
    Stretch,
    bands_of_day,
    bands_published,
    planned,
    played_in,
)
from signage.domain.plays import Play, packed, unpacked
from signage.domain.showing import showing
from signage.domain.slots import SlideKey, Slot, fallback_key
from signage.domain.timeline import Segment

HOUR = 3_600_000
T0 = 1_795_186_800_000
"""A local midnight in Japan."""
TAKING_OVER = Path(__file__).parents[1] / "vectors" / "taking_over.json"
"""What shows as manifests come one after the other: tests/players/program.test.js holds the player to the same."""


def manifest(
    names: str = "abc", ms: int = 10_000, withdrawn: tuple[str, ...] = (), off_from: int = 20, anchor: int = T0
) -> dict[str, Any]:
    """A day of a loop of slides named by letters, with items of the same letters; black from `off_from` o'clock."""
    off = T0 + off_from * HOUR
    return {
        "alerts": [],
        "from": T0,
        "until": T0 + 24 * HOUR,
        "slides": [{"slide": name, "ms": ms, "transition": "cut", "item": f"item-{name}"} for name in names],
        "loops": {"L1": {"ms": ms * len(names), "order": list(range(len(names)))}},
        "segments": [
            {"from": T0, "until": off, "anchor": anchor, "loop": "L1"},
            {"from": off, "until": T0 + 24 * HOUR, "anchor": T0, "loop": None},
        ],
        "fallback": "f",
        "withdrawn": list(withdrawn),
    }


def reigns(*came: tuple[int, dict[str, Any]]) -> Reigns:
    found = {str(number): one for number, (_, one) in enumerate(came)}
    return Reigns([Reign(at, str(number)) for number, (at, _) in enumerate(came)], found.__getitem__)


def slide_at(known: Reigns, t: int) -> str | None:
    found = known.at(t)
    assert found is not None and found.begins <= t < found.ends
    return found.slide


class Player:
    """A player that has all its files: what protocol.md says of taking over, step by step in time."""

    def __init__(self) -> None:
        self.current: dict[str, Any] | None = None
        self.waiting: dict[str, Any] | None = None
        self.on: Any = None

    def look(self, t: int) -> str | None:
        if self.waiting and (self.on is None or self.on.slot is None or t >= self.on.ends or self._is_withdrawn()):
            self.current, self.waiting = self.waiting, None
            self.on = showing(self.current, t)
            if self.on.begins < t and self.on.ends - t < 2_000:
                self.on = showing(self.current, self.on.ends)
        elif self.current and (self.on is None or t >= self.on.ends):
            self.on = showing(self.current, t)
        found: str | None = self.on.slide
        return found

    def _is_withdrawn(self) -> bool:
        held = {row["slide"] for row in (self.waiting or {})["slides"]}
        return self.on.item in (self.waiting or {})["withdrawn"] and self.on.slide not in held


@pytest.mark.parametrize(
    "second, came",
    [
        (manifest("xyz"), 4_700),
        (manifest("xyz", 7_000), 13_300),
        (manifest("xyz", 9_000), 8_500),  # what it would show then ends in a second: the next begins early
        (manifest("xyz", withdrawn=("item-b",)), 13_300),
        (manifest("xyz", withdrawn=("item-c",)), 13_300),
        (manifest("x", off_from=0), 13_300),
    ],
)
def test_a_new_manifest_takes_over_as_on_a_player(second: dict[str, Any], came: int) -> None:
    known, player = reigns((T0, manifest()), (T0 + came, second)), Player()
    player.waiting = manifest()
    for t in range(T0, T0 + 60_000, 100):
        if t == T0 + came:
            player.waiting = second
        assert slide_at(known, t) == player.look(t), t - T0


@pytest.mark.parametrize("case", msgspec.json.decode(TAKING_OVER.read_bytes()), ids=lambda case: case["says"])
def test_a_new_manifest_takes_over_as_the_player_s_own_code_does(case: dict[str, Any]) -> None:
    known = reigns(*((one["came"], one) for one in case["manifests"]))
    assert [[t, slide_at(known, t)] for t, _ in case["shown"]] == case["shown"]


def test_of_two_that_come_within_one_slot_only_the_newer_is_ever_seen() -> None:
    known = reigns((T0, manifest()), (T0 + 2_000, manifest("xyz")), (T0 + 4_000, manifest("uvw")))
    assert [slide_at(known, T0 + t) for t in (0, 5_000, 9_999, 10_000, 20_000)] == ["a", "a", "a", "v", "w"]


def test_while_one_manifest_waits_the_next_may_withdraw_the_slide_on_screen() -> None:
    waiting, withdrawing = manifest("abcd"), manifest("bcd", withdrawn=("item-a",))
    known, player = reigns((T0, manifest()), (T0 + 3_000, waiting), (T0 + 6_000, withdrawing)), Player()
    player.waiting = manifest()
    for t in range(T0, T0 + 30_000, 100):
        player.waiting = {T0 + 3_000: waiting, T0 + 6_000: withdrawing}.get(t, player.waiting)
        assert slide_at(known, t) == player.look(t), t - T0
    found = known.around(T0 + 1_000, before=0, after=3)
    assert found[0][:3] == (T0, T0 + 6_000, "a")
    assert all(one.ends == following.begins for one, following in pairwise(found))


def test_slides_before_and_after_touch_and_black_is_one_however_long() -> None:
    known = reigns((T0, manifest()), (T0 + 21 * HOUR, manifest("xyz")))
    off = T0 + 20 * HOUR
    found = known.around(off + 2 * HOUR, before=3, after=3)
    assert [one.slide for one in found] == ["a", "b", "c", None]
    assert found[-1][:3] == (off, T0 + 24 * HOUR, None)
    assert all(one.ends == following.begins for one, following in pairwise(found))


def test_a_stretch_tells_its_place_in_the_loop_and_whose_it_is() -> None:
    found = reigns((T0, manifest())).at(T0 + 12_000)
    assert found == Stretch(T0 + 10_000, T0 + 20_000, "b", ("item-b",), 2, 3, 30_000, T0)


def test_nothing_is_known_before_the_first_publication_nor_after_the_days_of_the_last() -> None:
    known = reigns((T0 + HOUR, manifest()))
    assert known.at(T0 + HOUR - 1) is None and known.at(T0 + 24 * HOUR) is None
    assert known.around(T0, 3, 3) == [] and reigns().around(T0, 3, 3) == []


def test_a_day_in_bands_is_what_was_in_force_then_what_is_planned() -> None:
    bodies = {"0": b'{"from":%d,"until":%d,"segments":[{"from":%d,"until":%d,"anchor":%d,"loop":"L1"}]}'}
    tail = bodies["0"] % (T0, T0 + 24 * HOUR, T0 + 8 * HOUR, T0 + 24 * HOUR, T0 + 8 * HOUR)
    assert bands_published([], lambda _: b"", T0, T0 + HOUR) == [Band(T0, T0 + HOUR, "unknown")]
    was = bands_published([Reign(T0 + 9 * HOUR, "0")], lambda _: tail, T0, T0 + 12 * HOUR)
    assert was == [
        Band(T0, T0 + 9 * HOUR, "unknown"),
        Band(T0 + 9 * HOUR, T0 + 12 * HOUR, "on", anchor=T0 + 8 * HOUR),
    ]
    coming = [
        Band(T0 + 8 * HOUR, T0 + 18 * HOUR, "on", "day#1", T0 + 8 * HOUR),
        Band(T0 + 18 * HOUR, T0 + 24 * HOUR, "off", None, T0),
    ]
    assert bands_of_day(was, coming, T0 + 12 * HOUR, T0 + 24 * HOUR) == [
        Band(T0, T0 + 9 * HOUR, "unknown"),
        Band(T0 + 9 * HOUR, T0 + 18 * HOUR, "on", "day#1", T0 + 8 * HOUR),
        Band(T0 + 18 * HOUR, T0 + 24 * HOUR, "off", None, T0),
    ]


def test_days_that_are_not_published_show_what_the_manifest_will_say() -> None:
    keys = [SlideKey((item,), "ja", "news.html") for item in ("one", "two")]
    loop = tuple(Slot(key, 10_000) for key in keys)
    at = [datetime.fromtimestamp((T0 + hours * HOUR) / 1000, UTC) for hours in (0, 8, 24)]
    segments = [Segment(at[0], at[1], at[0], None, None), Segment(at[1], at[2], at[1], loop, "day#1")]
    made = planned(segments, fallback_key("ja"))
    known = reigns((0, {"alerts": [], **msgspec.json.decode(made.tail)}))
    found = known.at(T0 + 8 * HOUR + 10_000)
    assert found and found.items == ("two",) and made.keys[found.slide or ""] == keys[1]
    assert slide_at(known, T0) is None


def test_the_play_of_a_stretch_is_the_one_that_stood_longest_in_it() -> None:
    plays = [
        Play(slide="1" * 64, at=T0, shown_ms=10_050),
        Play(slide="2" * 64, at=T0 + 10_050, shown_ms=9_900),
        Play(slide="3" * 64, at=T0 + 19_950, shown_ms=10_000),
    ]
    stretch = Stretch(T0 + 10_000, T0 + 20_000, "2" * 64, (), 1, 1, 10_000, T0)
    assert played_in(plays, stretch) == plays[1]
    assert played_in([], stretch) is None and played_in(plays[:1], stretch._replace(begins=T0 + 10_050)) is None


def test_plays_come_back_from_how_they_are_kept() -> None:
    plays = [
        Play(slide="1" * 64, item="one", at=T0 + 5, shown_ms=10_000),
        Play(slide="2" * 64, at=T0, shown_ms=7),
        Play(slide="1" * 64, item="one", at=T0 + 20_000, shown_ms=10_000),
    ]
    assert unpacked(msgspec.json.encode(packed(plays)), T0) == plays
