"""The board against the timeline that screens follow: what it draws is what they show."""

import random
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from signage.domain.board_month import runs_of
from signage.domain.calendars import first_instant
from signage.domain.catalogue import Catalogue
from signage.domain.dead_air import SHORTEST
from signage.domain.filled import Playing, filled, won_by
from signage.domain.repertoire import Repertoire
from signage.domain.schedule_board import Board, Line, board_of
from signage.domain.timeline import segments

from .factory import a_catalogue, a_display, a_place, a_playlist, a_rule, a_section, an_item, the_channel, wall
from .generated import WEEKS, some_catalogue

TOKYO = ZoneInfo("Asia/Tokyo")
SUNDAY = date(2026, 11, 22)


def the_line(
    catalogue: Catalogue, days: int = 7, zone: ZoneInfo = TOKYO, day: str = "2026-11-22"
) -> tuple[Line, Board]:
    board = board_of(catalogue, datetime.fromisoformat(day).date(), days, zone)
    return board.shelves[0].rows[0].line, board


def bars_of(line: Line, zone: ZoneInfo = TOKYO) -> list[str]:
    """“rule day from–until lane”, in order."""
    told = sorted((bar.from_at, bar.until_at, bar.rule.name, bar.lane) for bar in line.bars)
    return [f"{name} {a.astimezone(zone):%d %H:%M}–{b.astimezone(zone):%d %H:%M} {lane}" for a, b, name, lane in told]


@pytest.mark.parametrize(("zone_name", "day", "country"), WEEKS)
@pytest.mark.parametrize("seed", range(3))
def test_who_wins_is_who_the_timeline_lets_win(zone_name: str, day: str, country: str, seed: int) -> None:
    """Also over a span that begins and ends within a day."""
    r = random.Random(f"won {zone_name} {day} {seed}")
    start = first_instant(datetime.fromisoformat(day).date(), ZoneInfo(zone_name))
    catalogue = some_catalogue(r, zone_name, start, country)
    span = (start + timedelta(hours=9, minutes=20), start + timedelta(days=4, hours=3))
    channel, repertoire = the_channel(catalogue), Repertoire(catalogue)
    found = segments(channel, catalogue, *span, repertoire)
    is_open, won = won_by(channel, Playing(repertoire, span))
    assert is_open == any(one.loop is not None for one in found)
    assert all(a.until_at <= b.from_at for a, b in pairwise(won))
    for one in found:
        over = [its.rule.name for its in won if its.from_at < one.until_at and one.from_at < its.until_at]
        assert over == ([one.rule] if one.rule else []), one


@pytest.mark.parametrize(("zone_name", "day", "country"), WEEKS)
@pytest.mark.parametrize("seed", range(3))
def test_it_draws_what_the_timeline_shows(zone_name: str, day: str, country: str, seed: int) -> None:
    zone = ZoneInfo(zone_name)
    r = random.Random(f"board {zone_name} {day} {seed}")
    start = first_instant(datetime.fromisoformat(day).date(), zone)
    catalogue = some_catalogue(r, zone_name, start, country)
    line, board = the_line(catalogue, 7, zone, day)
    found = segments(the_channel(catalogue), catalogue, board.from_at, board.until_at)
    gaps = line.gaps
    for one in found:
        middle = one.from_at + (one.until_at - one.from_at) / 2
        over = {bar.rule.name for bar in line.bars if bar.from_at <= middle < bar.until_at}
        assert any(a <= middle < b for a, b in line.off) == (one.loop is None)
        if one.rule is not None:
            assert one.rule in over
            assert not any(a <= middle < b for a, b in gaps)
        if one.loop is None:
            assert not over
    dead = [(one.from_at, one.until_at) for one in found if one.loop is not None and one.rule is None]
    for from_at, until_at in dead:
        assert until_at - from_at < SHORTEST or any(a <= from_at and until_at <= b for a, b in gaps)
    assert sum((b - a for a, b in gaps), timedelta()) <= sum((b - a for a, b in dead), timedelta())


@pytest.mark.parametrize("seed", range(20))
def test_bars_of_a_lane_never_touch_each_other_and_a_rule_keeps_its_lane(seed: int) -> None:
    r = random.Random(f"lanes {seed}")
    zone_name, day, country = r.choice(WEEKS)
    zone = ZoneInfo(zone_name)
    catalogue = some_catalogue(r, zone_name, first_instant(datetime.fromisoformat(day).date(), zone), country)
    line, board = the_line(catalogue, 7, zone, day)
    lanes: dict[str, set[int]] = {}
    for bar in line.bars:
        assert board.from_at <= bar.from_at < bar.until_at <= board.until_at
        lanes.setdefault(bar.rule.name, set()).add(bar.lane)
        for other in line.bars:
            if other is not bar and other.lane == bar.lane:
                assert other.until_at <= bar.from_at or bar.until_at <= other.from_at
    assert all(len(found) == 1 for found in lanes.values())


@pytest.mark.parametrize("seed", range(40))
def test_what_is_filled_is_what_loops_say(seed: int) -> None:
    r = random.Random(f"filled {seed}")
    zone_name, day, country = r.choice(WEEKS)
    start = first_instant(datetime.fromisoformat(day).date(), ZoneInfo(zone_name))
    catalogue = some_catalogue(r, zone_name, start, country)
    repertoire, channel = Repertoire(catalogue), the_channel(catalogue)
    piece = (start, start + timedelta(days=4))
    for name in (*catalogue.playlists, "gone"):
        programme = repertoire.programme(name, channel.languages, channel.names, channel.format.holds_lists)
        parts = [part for part, loop in programme.parts(*piece) if loop] if programme else []
        found = filled(repertoire, name, channel, piece)
        assert sum((b - a for a, b in found), timedelta()) == sum((b - a for a, b in parts), timedelta())
        assert all(any(a <= begins and ends <= b for a, b in found) for begins, ends in parts)
        assert all(one[1] < other[0] for one, other in pairwise(found))


def station(*rules: object, hours: str = "06:00-22:00", **fields: object) -> Catalogue:
    return a_catalogue(
        items=(an_item(),),
        playlists=(
            a_playlist("base"),
            a_playlist("winter"),
            a_playlist("fair"),
            a_playlist("none", a_section(items=("x",))),
        ),
        rules=rules,  # type: ignore[arg-type]
        place=a_place(hours=hours),
        **fields,  # type: ignore[arg-type]
    )


def test_bars_keep_to_opening_hours_and_what_goes_first_lies_below() -> None:
    evening = a_rule("winter", hours=(time(20), time(2)), priority=10)
    line, _ = the_line(station(a_rule(), evening), days=1)
    assert bars_of(line) == ["base#1 22 06:00–22 22:00 0", "winter#1 22 20:00–22 22:00 1"]
    assert [(f"{a.astimezone(TOKYO):%H:%M}", f"{b.astimezone(TOKYO):%H:%M}") for a, b in line.off] == [
        ("00:00", "06:00"),
        ("22:00", "00:00"),
    ]


def test_a_rule_for_all_day_is_one_bar_over_midnight_and_hours_are_a_bar_each() -> None:
    line, _ = the_line(station(a_rule(), a_rule("winter", hours=(time(20), time(2)), priority=10), hours=""), days=3)
    assert bars_of(line) == [
        "winter#1 22 00:00–22 02:00 1",
        "base#1 22 00:00–25 00:00 0",
        "winter#1 22 20:00–23 02:00 1",
        "winter#1 23 20:00–24 02:00 1",
        "winter#1 24 20:00–25 00:00 1",
    ]


@pytest.mark.parametrize(
    ("other", "wins", "by"),
    [
        ({"hours": (time(15), time(18))}, "winter#1", "later"),
        ({"hours": (time(16, 30), time(18))}, "fair#1", "name"),
        ({"hours": (time(15), time(18)), "displays": ("gate",)}, "fair#1", "target"),
    ],
)
def test_a_tie_says_what_wins_and_by_what(other: dict[str, Any], wins: str, by: str) -> None:
    line, _ = the_line(station(a_rule("winter", hours=(time(16, 30), time(22))), a_rule("fair", **other)), days=1)
    (tie,) = line.ties
    assert (tie.first, tie.second, tie.wins, tie.by) == ("fair#1", "winter#1", wins, by)
    assert f"{tie.from_at.astimezone(TOKYO):%H:%M}–{tie.until_at.astimezone(TOKYO):%H:%M}" == "16:30–18:00"
    assert [bar.ties for bar in line.bars] == [(tie,), (tie,)]


def test_rules_of_one_playlist_and_rules_of_another_rank_tie_with_nobody() -> None:
    line, _ = the_line(station(a_rule(), a_rule(number=2), a_rule("winter", priority=1)), days=1)
    assert line.ties == ()


def test_where_a_place_is_open_and_nothing_is_there_to_show_is_dead_air() -> None:
    line, _ = the_line(station(a_rule(hours=(time(6), time(10))), a_rule("none")), days=1)
    assert [(f"{a.astimezone(TOKYO):%H:%M}", f"{b.astimezone(TOKYO):%H:%M}") for a, b in line.gaps] == [
        ("10:00", "22:00")
    ]
    assert {bar.rule.name: bar.idle for bar in line.bars} == {"base#1": False, "none#1": True}


def test_displays_that_show_the_same_share_a_row_and_places_of_a_type_a_shelf() -> None:
    displays = (
        a_display("a"),
        a_display("b", width=1080, height=1920),
        a_display("c", groups=("east",)),
        a_display("d", place="hall"),
    )
    catalogue = msgspec.structs.replace(
        station(a_rule(), a_rule("winter", groups=("east",), priority=1)),
        displays={one.id: one for one in displays},
        places={"station": a_place(), "hall": a_place("hall", type="hall")},
    )
    board = board_of(catalogue, SUNDAY, 1, TOKYO)
    assert [(shelf.type, shelf.places, shelf.displays, shelf.agrees) for shelf in board.shelves] == [
        ("station", 1, 3, False),
        ("hall", 1, 1, True),
    ]
    assert [[one.id for one in row.displays] for row in board.shelves[0].rows] == [["a", "b"], ["c"]]
    assert [row.alone for shelf in board.shelves for row in shelf.rows] == [False, False, True]


def test_what_is_there_for_want_of_anything_else_is_drawn_where_nothing_else_is() -> None:
    rules = (
        a_rule(priority=-10),
        a_rule("winter", hours=(time(10), time(12))),
        a_rule("none", hours=(time(14), time(15))),
    )
    line, _ = the_line(station(*rules), days=1)
    assert [bar for bar in bars_of(line) if bar.startswith("base")] == [
        "base#1 22 06:00–22 10:00 0",
        "base#1 22 12:00–22 22:00 0",
    ]


def test_what_is_given_by_hand_lies_below_all() -> None:
    given = first_instant(SUNDAY, TOKYO) + timedelta(hours=10)
    rule = a_rule("fair", 7, now=True, from_at=given, until_at=given + timedelta(hours=1), displays=("gate",))
    line, _ = the_line(station(a_rule(), rule, a_rule("winter", hours=(time(9), time(12)), priority=10)), days=1)
    assert bars_of(line)[-1] == "now-7 22 10:00–22 11:00 2"
    assert line.ties == ()


def test_a_month_tells_of_days_that_follow_each_other() -> None:
    winter = a_rule(
        "winter", begins=wall("2026-11-24"), ends=wall("2026-11-28"), hours=(time(16), time(22)), priority=1
    )
    saturdays = a_rule("fair", weekdays=(5,), hours=(time(20), time(2)), priority=2)
    line, board = the_line(station(a_rule(), winter, saturdays), days=30)
    runs = [
        (run.rule.name, f"{run.first:%m-%d}", f"{run.last:%m-%d}", run.hours, run.lane) for run in runs_of(line, board)
    ]
    assert runs[0] == ("base#1", "11-22", "12-21", ("06:00", "22:00"), 0)
    assert runs[1] == ("winter#1", "11-24", "11-27", ("16:00", "22:00"), 1)
    assert [run[1:3] for run in runs[2:]] == [(day, day) for day in ("11-28", "12-05", "12-12", "12-19")]
    assert {run[4] for run in runs[2:]} == {1}
