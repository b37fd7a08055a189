"""What the time machine's page draws of a moment: slides by their addresses, and the day as bands under a scrubber."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from urllib.parse import quote

import msgspec

from ....actions.draw_slides import Drawn
from ....actions.look_at_moment import Moment, moment_of
from ....domain.calendars import first_instant, instant
from ....domain.catalogue import Catalogue
from ....domain.moments import Band, Stretch, played_in
from ....domain.plays import Play
from ....store.blobs import Blobs
from ....words import Words, in_words
from ..pictures import DARK
from ..times import Times
from .reasons import item_of

FALLBACK: Words = {"ja": "待機スライド", "en": "Fallback slide"}

KINDS: dict[str, Words] = {
    "off": {"ja": "計画停止", "en": "Off as planned"},
    "on": {"ja": "放映", "en": "On"},
    "dead": {"ja": "空き時間", "en": "Dead air"},
    "unknown": {"ja": "記録なし", "en": "Not recorded"},
}


class Slide(NamedTuple):
    """One slide of the page. `path` is where it is loaded from; without one it is black on purpose (dark), or its file is
    gone, or it could not be drawn. `href` is this page at its beginning.
    """

    kind: Literal["slide", "dark", "gone"]
    path: str
    says: Words
    begins: int
    ends: int
    clock: str
    href: str


class Mark(NamedTuple):
    """A band as it is drawn: measures in percent. `wide` and `narrow` say whether its name fits on a desk and a telephone."""

    x: float
    width: float
    kind: str
    says: str
    span: str
    href: str
    wide: bool
    narrow: bool


class Tick(NamedTuple):
    x: float
    hour: int


class Scale(NamedTuple):
    """The part of a day under the scrubber, in minutes since its first instant: `first` to `last`, and the `chosen`."""

    begins_ms: int
    first: int
    last: int
    chosen: int
    x: float
    marks: Sequence[Mark]
    ticks: Sequence[Tick]


class Proof(NamedTuple):
    """What the screen says of a stretch. `verdict`: as_published, other, none (nothing was told), waiting (not told yet)."""

    verdict: Literal["as_published", "other", "none", "waiting"]
    slide: Slide | None
    play: Play | None
    begins: datetime | None


TELLS_WITHIN = timedelta(minutes=15)
"""Screens tell their plays each ten minutes."""


def address_of(display: str, at: datetime, moment: Moment) -> str:
    """The page of a moment: on the wall of the display; with its offset where the wall shows the same hour twice."""
    local = at.replace(microsecond=at.microsecond // 1000 * 1000).astimezone(moment.zone)
    wall = local.replace(tzinfo=None)
    written = wall if instant(wall, moment.zone) == local else local
    text = written.isoformat(timespec="milliseconds" if local.microsecond else "seconds")
    return f"/time?display={quote(display)}&at={quote(text, safe=':')}"


class Slides(NamedTuple):
    """How the slides of a moment are named and found."""

    moment: Moment
    catalogue: Catalogue
    drawn: Mapping[str, Drawn]
    blobs: Blobs
    times: Times

    def all(self) -> list[Slide]:
        return [self.of(stretch) for stretch in self.moment.stretches]

    def of(self, stretch: Stretch) -> Slide:
        at = moment_of(stretch.begins)
        href = address_of(self.moment.display.id, at, self.moment)
        kind, path = self._found(stretch.slide)
        says = DARK if stretch.slide is None else title_of(stretch.items, self.catalogue)
        return Slide(kind, path, says, stretch.begins, stretch.ends, self.times.clock(at, seconds=True), href)

    def proof(self) -> Proof:
        """What the screen told of the stretch that is looked at."""
        stretch, moment = self.moment.stretch, self.moment
        play = played_in(moment.plays, stretch) if stretch else None
        if stretch is None or play is None:
            waiting = moment.now - moment.at < TELLS_WITHIN
            return Proof("waiting" if waiting else "none", None, None, None)
        shown = stretch._replace(
            begins=play.at, ends=play.at + play.shown_ms, slide=play.slide, items=(play.item,) if play.item else ()
        )
        verdict: Literal["as_published", "other"] = "as_published" if play.slide == stretch.slide else "other"
        return Proof(verdict, self.of(shown), play, moment_of(play.at))

    def _found(self, slide: str | None) -> tuple[Literal["slide", "dark", "gone"], str]:
        if slide is None:
            return "dark", ""
        if slide in self.moment.subjects:
            drawn = self.drawn.get(slide)
            return ("slide", f"/previews/{drawn.name}.html") if drawn and drawn.name else ("gone", "")
        there = self.blobs.path(f"{slide}.html").is_file()
        return ("slide", f"/slides/{slide}.html") if there else ("gone", "")


def title_of(items: Sequence[str], catalogue: Catalogue) -> Words:
    """What a slide shows: its item, the first of several, or the fallback."""
    if not items:
        return FALLBACK
    found = item_of(catalogue, items[0])
    title = found.title if found else {"ja": items[0], "en": items[0]}
    if len(items) == 1:
        return title
    more = {"ja": f"ほか{len(items) - 1}件", "en": f"and {len(items) - 1} more"}
    return {code: f"{in_words(title, code)} {more[code]}" for code in ("ja", "en")}


WIDE_PX, NARROW_PX, LETTER_PX, PADDING_PX = 830, 320, 16, 18


def scale_of(moment: Moment, catalogue: Catalogue, times: Times, language: str) -> Scale:
    """The day from an hour before anything is on to its end, and always with the moment itself."""
    begins, ends = (round(edge.timestamp() * 1000) for edge in moment.day)
    at = round(moment.at.timestamp() * 1000)
    on = [band.from_ms for band in moment.bands if band.kind in ("on", "dead")]
    first = min([*on[:1], at]) if on else begins
    first = max(0, ((first - begins) // 60_000 - 60) // 60 * 60)
    last = (ends - begins) // 60_000 - 1

    def x(ms: int) -> float:
        whole = ends - begins - first * 60_000
        return round(100 * max(0, ms - begins - first * 60_000) / whole, 3)

    marks = [_mark(band, x, moment, catalogue, times, language) for band in moment.bands if x(band.until_ms) > 0]
    hours = _hours(moment)
    ticks = [Tick(x(ms), hour) for ms, hour in hours if ms >= begins + first * 60_000 and hour % 2 == 0]
    return Scale(begins, first, last, (at - begins) // 60_000, x(at), marks, ticks)


def _hours(moment: Moment) -> list[tuple[int, int]]:
    """Where each full hour of the wall stands, epoch ms; the day's end is 24."""
    day = moment.day[0].astimezone(moment.zone).date()
    walls = [(hour, datetime(day.year, day.month, day.day, hour)) for hour in range(24)]  # noqa: DTZ001 on the wall
    found = [(round(instant(wall, moment.zone).timestamp() * 1000), hour) for hour, wall in walls]
    return [*found, (round(first_instant(day + timedelta(days=1), moment.zone).timestamp() * 1000), 24)]


def _mark(
    band: Band, x: Callable[[int], float], moment: Moment, catalogue: Catalogue, times: Times, language: str
) -> Mark:
    begins, ends = x(band.from_ms), x(band.until_ms)
    width = round(ends - begins, 3)
    says = _says(band, catalogue, language)
    span = f"{times.clock(moment_of(band.from_ms))}〜{_end(band.until_ms, moment, times)}"
    needed = PADDING_PX + sum(LETTER_PX if ord(letter) > 0x2E7F else 0.6 * LETTER_PX for letter in says)
    return Mark(
        begins,
        width,
        band.kind,
        says,
        span if language == "ja" else span.replace("〜", "–"),
        address_of(moment.display.id, moment_of(band.from_ms), moment),
        width * WIDE_PX / 100 >= needed,
        width * NARROW_PX / 100 >= needed,
    )


def _end(ms: int, moment: Moment, times: Times) -> str:
    return "24:00" if ms >= round(moment.day[1].timestamp() * 1000) else times.clock(moment_of(ms))


def _says(band: Band, catalogue: Catalogue, language: str) -> str:
    rule = next((one for one in catalogue.rules if one.name == band.rule), None)
    if rule is None:
        return in_words(KINDS[band.kind], language)
    playlist = catalogue.playlists.get(rule.playlist)
    return in_words(playlist.title, language) or rule.playlist if playlist else rule.playlist


def script_of(slides: Sequence[Slide]) -> str:
    """The slides for the page's script, as JSON."""
    return msgspec.json.encode(
        [{"path": one.path, "begins": one.begins, "ends": one.ends, "href": one.href} for one in slides]
    ).decode()
