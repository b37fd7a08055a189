"""A line of the schedule's board told by the day, for a month: each rule as the days on which it holds."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import msgspec

from .board_bars import Bar
from .calendars import ONE_DAY, local_day
from .schedule import Rule
from .schedule_board import Board, Line


class Run(msgspec.Struct, frozen=True):
    """A rule over days that follow each other, both included, for a board of a month. `hours` (from, until), local, are
    those of most of the days; None is all day.
    """

    rule: Rule
    first: date
    last: date
    hours: tuple[str, str] | None
    tied: bool
    idle: bool
    lane: int = 0


def runs_of(line: Line, board: Board) -> list[Run]:
    """The line told by the day. A bar belongs to the day on which it begins; one of several days to each of them."""
    days: dict[str, dict[date, list[Bar]]] = defaultdict(lambda: defaultdict(list))
    for bar in line.bars:
        first = local_day(bar.from_at, board.zone)
        last = local_day(bar.until_at - timedelta(seconds=1), board.zone) if bar.rule.hours is None else first
        for n in range((last - first).days + 1):
            days[bar.rule.name][max(first, board.first) + n * ONE_DAY].append(bar)
    lanes: list[list[Run]] = []
    found: list[Run] = []
    for its in days.values():
        runs = list(_runs(its, board.zone))
        lane = next((n for n, taken in enumerate(lanes) if not _meet(taken, runs)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane] += runs
        found += [msgspec.structs.replace(run, lane=lane) for run in runs]
    return found


def _runs(days: dict[date, list[Bar]], zone: ZoneInfo) -> Iterator[Run]:
    run: list[date] = []
    for day in sorted(days):
        if run and day - run[-1] != ONE_DAY:
            yield _run(run, days, zone)
            run = []
        run.append(day)
    if run:
        yield _run(run, days, zone)


def _run(run: list[date], days: dict[date, list[Bar]], zone: ZoneInfo) -> Run:
    bars = [bar for day in run for bar in days[day]]
    hours = Counter((f"{bar.from_at.astimezone(zone):%H:%M}", f"{bar.until_at.astimezone(zone):%H:%M}") for bar in bars)
    (most, _), *_ = hours.most_common(1)
    return Run(
        bars[0].rule,
        run[0],
        run[-1],
        None if most == ("00:00", "00:00") else most,
        any(bar.ties for bar in bars),
        all(bar.idle for bar in bars),
    )


def _meet(some: list[Run], others: list[Run]) -> bool:
    return any(a.first <= b.last and b.first <= a.last for a in some for b in others)
