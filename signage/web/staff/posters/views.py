"""What pages show of posters: each with its place, what it says, and what is to be looked after."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....domain.catalogue import Catalogue
from ....domain.links import Link
from ....domain.poster_needs import Need, NeedCode, Wall, wall_of
from ....domain.poster_register import Hanging, PosterState
from ....store.links import load_links
from ....store.posters import load_posters
from ....words import Words, in_words
from ...desk import DESK
from ..pages import language_of, times_of
from ..times import Times

STATE_MARKS: Mapping[PosterState, str] = {"made": "scheduled", "hanging": "ok", "missing": "wrong", "down": "ended"}
"""The shape beside the word of a state (templates/staff/marks.html)."""

NEED_WORDS: Mapping[NeedCode, Words] = {
    "missing": {"ja": "%s に、ありませんでした。", "en": "It was not there on %s."},
    "link-dead": {
        "ja": "QRコードの行き先が開きません（%s から）。",
        "en": "The page that its code leads to does not open (since %s).",
    },
    "link-expired": {
        "ja": "QRコードの期限が %s に切れました。",
        "en": "Its code expired on %s.",
    },
    "item-over": {"ja": "元のコンテンツは、掲載を終えています。", "en": "What it was made of is over."},
    "place-gone": {"ja": "この場所は、登録から外れています。", "en": "This place was taken out."},
    "unseen": {"ja": "%s から、だれも見ていません。", "en": "Nobody has seen it since %s."},
    "unposted": {"ja": "%s に作って、まだ貼っていません。", "en": "Made on %s and not put up yet."},
}
REMEDIES: Mapping[NeedCode, Words] = {
    "missing": {"ja": "同じ番号で印刷し直して、貼ります。", "en": "Print it again with the same code and put it up."},
    "link-dead": {
        "ja": "リンクの行き先を変えるか、はがします。",
        "en": "Turn the link to another page, or take it down.",
    },
    "link-expired": {"ja": "期限を延ばすか、はがします。", "en": "Make the link last longer, or take it down."},
    "item-over": {"ja": "はがします。", "en": "Take it down."},
    "place-gone": {"ja": "はがすか、場所を登録し直します。", "en": "Take it down, or add the place again."},
    "unseen": {"ja": "見に行って、あるかどうかを残します。", "en": "Go and look, and say whether it is there."},
    "unposted": {"ja": "貼ったら、その番号で知らせます。", "en": "Once it is up, say so by its code."},
}


class Row(NamedTuple):
    """`what` is what the poster says, as far as that is known; `place` its name, its id where it is no longer there."""

    one: Hanging
    place: Words
    type: str
    what: Words
    needs: list[Need]

    @property
    def spot(self) -> str:
        return self.one.poster.spot


class Register(NamedTuple):
    wall: Wall
    rows: list[Row]


async def register_of(request: web.Request, now: datetime) -> Register:
    """All posters, by place as the page's language sorts them."""
    desk, language = request.app[DESK], language_of(request)
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        found, links = await load_posters(connection), await load_links(connection)
    wall = wall_at(request, catalogue, links, now)
    rows = [row_of(one, wall) for one in found]
    return Register(wall, sorted(rows, key=lambda row: (in_words(row.place, language), row.one.poster.place)))


def wall_at(request: web.Request, catalogue: Catalogue, links: Mapping[str, Link], now: datetime) -> Wall:
    settings = request.app[DESK].settings
    return wall_of(catalogue, links, now.astimezone(ZoneInfo(settings.timezone)), settings.poster_days)


def row_of(one: Hanging, wall: Wall) -> Row:
    place = wall.catalogue.places.get(one.poster.place)
    name = place.name if place else {"ja": one.poster.place}
    return Row(one, name, place.type if place else "", what_of(one, wall), wall.needs(one))


def what_of(one: Hanging, wall: Wall) -> Words:
    """The title of its item, else that of its link, else the address that it leads to."""
    item, link = wall.catalogue.items.get(one.poster.item), wall.links.get(one.poster.link)
    if item:
        return item.title
    if link and link.title:
        return link.title
    address = link.target.partition("://")[2].rstrip("/") if link else ""
    return {"ja": address} if address else {}


def today_of(request: web.Request, now: datetime | None = None) -> date:
    """Today in the office."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(request.app[DESK].settings.timezone)).date()


def days_in(request: web.Request, now: datetime) -> Callable[[date], str]:
    """For templates: a local day as lists say it, 11月3日(月)."""
    times = times_of(request, now)
    return lambda day: day_words(day, times)


def day_words(day: date, times: Times) -> str:
    return times.day(datetime.combine(day, time(12), times.zone))


def need_words(need: Need, times: Times) -> str:
    says = in_words(NEED_WORDS[need.code], "ja" if times.japanese else "en")
    return says % day_words(need.since, times) if "%s" in says and need.since else says.replace("%s", "")


def papers_of(rows: Iterable[Row]) -> list[str]:
    return sorted({row.one.poster.paper.name for row in rows})
