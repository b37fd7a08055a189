"""The board's lines as SVG: where a bar lies, in per cent of the time. Lengths are attributes, so that nothing needs a style."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from ....domain.board_bars import Bar
from ....domain.board_month import Run, runs_of
from ....domain.candidates import Piece
from ....domain.catalogue import Catalogue
from ....domain.day_names import WEEKDAYS
from ....domain.rule_words import title_of
from ....domain.schedule import Rule
from ....domain.schedule_board import Board, Line
from ....words import in_words
from ..times import Times
from .labels import MARK_PX, TIMELINE_PX, Bare, Label, labels_of

LANE_PX, MARGIN_PX = 30, 4
MOST_NAMED = 50
"""So many displays fit into an address; of more, the form says how many are left out."""


class Drawn(NamedTuple):
    """A bar as it is drawn: `x` and `width` in per cent, `y` in px. `kind` is usual, prior, now, gap; `name` is all of it in
    words. `begins` and `ends` are wall time at the display, for whoever drags it.
    """

    kind: str
    x: str
    width: str
    y: int
    name: str
    href: str
    rule: Rule | None
    tied: bool
    idle: bool
    day: date | None
    begins: str
    ends: str
    label: Label = Label("", "")

    @property
    def holds_mark(self) -> bool:
        return float(self.width.removesuffix("%")) * TIMELINE_PX / 100 >= MARK_PX


class Band(NamedTuple):
    x: str
    width: str


class Strip(NamedTuple):
    """A line as it is drawn. `bars` are in the order of time."""

    height: int
    off: tuple[Band, ...]
    bars: tuple[Drawn, ...]


class Drawing(NamedTuple):
    """What lines are drawn by."""

    board: Board
    catalogue: Catalogue
    times: Times
    language: str
    by_day: bool = False

    def x(self, at: datetime) -> float:
        return 100 * ((at - self.board.from_at) / (self.board.until_at - self.board.from_at))

    def strip(self, line: Line, where: str, displays: tuple[str, ...] = ()) -> Strip:
        """`where` names the displays, for the accessible names; `displays` are those for which dead air can be filled."""
        off = () if self.by_day else tuple(self._band(*piece) for piece in line.off)
        wanting = list(self._runs(line, where) if self.by_day else self._bars(line, where))
        wanting += [] if self.by_day else self._gaps(line, where, displays)
        labels = labels_of([bare for bare, _ in wanting])
        bars = [bar._replace(label=label) for (_, bar), label in zip(wanting, labels, strict=True)]
        lanes = max((bar.y // LANE_PX + 1 for bar in bars), default=1)
        ordered = sorted(bars, key=lambda bar: (float(bar.x.removesuffix("%")), bar.y))
        return Strip(lanes * LANE_PX + MARGIN_PX, off, tuple(ordered))

    def _band(self, from_at: datetime, until_at: datetime) -> Band:
        return Band(percent(self.x(from_at)), percent(self.x(until_at) - self.x(from_at)))

    def _bars(self, line: Line, where: str) -> Iterable[tuple[Bare, Drawn]]:
        for bar in line.bars:
            text, marked = self._text(bar.rule, bar.until_at), bool(bar.ties) or bar.rule.now
            bare = Bare(bar.lane, self.x(bar.from_at), self.x(bar.until_at), text, mark=marked)
            zone = line.channel.zone
            drawn = Drawn(
                kind_of(bar.rule),
                *self._band(bar.from_at, bar.until_at),
                MARGIN_PX // 2 + bar.lane * LANE_PX,
                self._listed(text, where, self.span(bar.from_at, bar.until_at)) + self._trouble(bar),
                rule_address(bar.rule, bar.day),
                bar.rule,
                bool(bar.ties),
                bar.idle,
                bar.day,
                *_whole(bar, zone),
            )
            yield bare, drawn

    def _text(self, rule: Rule, until_at: datetime) -> str:
        title = self._title(rule)
        if not rule.now:
            return title
        clock = self.times.moment(until_at)
        return f"{title} {clock}まで" if self.language == "ja" else f"{title} until {clock}"

    def _title(self, rule: Rule) -> str:
        return in_words(title_of(rule.playlist, self.catalogue), self.language)

    def _listed(self, *parts: str) -> str:
        return ("、" if self.language == "ja" else ", ").join(parts)

    def span(self, from_at: datetime, until_at: datetime) -> str:
        """11月22日(土) 16:30から22:00; with the day of its end where that is another."""
        times, japanese = self.times, self.language == "ja"
        ends = times.end_of(from_at, until_at)
        begins = f"{times.day(from_at)} {times.clock(from_at)}"
        return f"{begins}から{ends}" if japanese else f"{begins} to {ends}"

    def _trouble(self, bar: Bar) -> str:
        japanese = self.language == "ja"
        others = {tie.second if tie.first == bar.rule.name else tie.first for tie in bar.ties}
        ties = [rule for rule in self.catalogue.rules if rule.name in others] if others else []
        names = [self._title(rule) for rule in sorted(ties, key=lambda rule: rule.name)]
        said = (
            (f"、{'、'.join(names)}と重なっています" if japanese else f", ties with {', '.join(names)}")
            if names
            else ""
        )
        if bar.idle:
            said += "、映すものがありません" if japanese else ", has nothing to show"
        return said

    def _gaps(self, line: Line, where: str, displays: tuple[str, ...]) -> Iterable[tuple[Bare, Drawn]]:
        """Dead air lies in the first lane where no bar is."""
        text = "空き時間" if self.language == "ja" else "Dead air"
        for from_at, until_at in line.gaps:
            taken = {bar.lane for bar in line.bars if bar.from_at < until_at and from_at < bar.until_at}
            lane = next(n for n in range(len(taken) + 1) if n not in taken)
            zone = line.channel.zone
            drawn = Drawn(
                "gap",
                *self._band(from_at, until_at),
                MARGIN_PX // 2 + lane * LANE_PX,
                self._listed(text, where, self.span(from_at, until_at)),
                fill_address(displays, (from_at, until_at), zone),
                None,
                False,
                False,
                None,
                _wall(from_at, zone),
                _wall(until_at, zone),
            )
            yield Bare(lane, self.x(from_at), self.x(until_at), text, mark=True), drawn

    def _runs(self, line: Line, where: str) -> Iterable[tuple[Bare, Drawn]]:
        """A month: each rule as the days on which it holds."""
        for run in runs_of(line, self.board):
            place = self._days(run)
            title = self._title(run.rule)
            dash = "〜" if self.language == "ja" else "–"
            hours = f" {dash.join(_plain(one) for one in run.hours)}" if run.hours else ""
            days = self._day_words(run.first) + ("" if run.first == run.last else f"{dash}{self._day_words(run.last)}")
            drawn = Drawn(
                kind_of(run.rule),
                percent(place[0]),
                percent(place[1] - place[0]),
                MARGIN_PX // 2 + run.lane * LANE_PX,
                self._listed(f"{title}{hours}", where, days),
                rule_address(run.rule, run.first),
                run.rule,
                run.tied,
                run.idle,
                None,
                "",
                "",
            )
            yield Bare(run.lane, *place, f"{title}{hours}", short=title, mark=run.tied), drawn

    def _days(self, run: Run) -> tuple[float, float]:
        width = 100 / self.board.days
        return (run.first - self.board.first).days * width, ((run.last - self.board.first).days + 1) * width

    def _day_words(self, day: date) -> str:
        if self.language == "ja":
            return f"{day.month}月{day.day}日({WEEKDAYS['ja'][day.weekday()]})"
        return f"{WEEKDAYS['en'][day.weekday()]} {day:%-d %b}"


def _plain(clock: str) -> str:
    return "24:00" if clock == "00:00" else clock.removeprefix("0")


def _wall(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"


def _whole(bar: Bar, zone: ZoneInfo) -> tuple[str, str]:
    """From when until when its hours run, open or not: what is dragged are the rule's hours."""
    if bar.rule.hours is None:
        return _wall(bar.from_at, zone), _wall(bar.until_at, zone)
    begins, ends = bar.rule.hours
    last = bar.day if ends > begins else bar.day + timedelta(days=1)
    return f"{bar.day}T{begins:%H:%M}", f"{last}T{ends:%H:%M}"


def kind_of(rule: Rule) -> str:
    """now, prior (goes before what is usual), usual."""
    return "now" if rule.now else "prior" if rule.priority > 0 else "usual"


def rule_address(rule: Rule, day: date | None = None) -> str:
    """The rule's page; what is shown by hand has none."""
    if rule.now:
        return ""
    return f"/schedule/rules/{rule.playlist}/{rule.number}" + (f"?day={day.isoformat()}" if day else "")


def fill_address(displays: tuple[str, ...], piece: Piece, zone: ZoneInfo) -> str:
    """The form of a new rule for these displays at that time."""
    begins, ends = (at.astimezone(zone) for at in piece)
    last = (ends - timedelta(seconds=1)).date().isoformat()
    query = [("display", one) for one in displays[:MOST_NAMED]]
    query += [("others", str(len(displays) - MOST_NAMED))] if len(displays) > MOST_NAMED else []
    query += [("begins", begins.date().isoformat()), ("ends", last)]
    if (begins.time(), ends.time()) != (time(), time()):
        query += [("from", f"{begins:%H:%M}"), ("until", f"{ends:%H:%M}")]
    return f"/schedule/rules/new?{urlencode(query)}"


def percent(value: float) -> str:
    return f"{max(0.0, value):.3f}%"
