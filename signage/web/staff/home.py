"""The home page: what waits for whoever opens it, what is on the screens now, and what has changed since yesterday."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from ...domain.calendars import ONE_DAY, first_instant, local_day
from ...domain.catalogue import Catalogue
from ...domain.displays import Display
from ...domain.health import STATUS_WORDS, Status
from ...domain.place_form import TYPES
from ...domain.workflow import SOURCE, reads
from ...store.departments import load_departments
from ...store.deputies import stands_in_for
from ...store.edits import Edit, load_edits_since
from ...store.ownership import load_owners
from ...words import Words, in_words
from ..auth import needs
from ..desk import DESK, Desk
from ..visitor import Visitor
from .approval import done_words
from .item_office import who
from .open_tasks import OPEN_TASKS
from .pages import language_of, render, times_of
from .pictures import Picture, should_show, sizes_of
from .settings import steps_of
from .task_views import Told, tasks_of
from .times import Times

TITLE: Words = {"ja": "ホーム", "en": "Home"}
GROUPS, CHANGES = 6, 8
"""So many groups of places, and of changes, are told."""
OTHER: Words = {"ja": "そのほか", "en": "Other places"}


class OnAir(NamedTuple):
    """The places of one type: how many there are, and what one of their displays shows now."""

    type: Words
    places: int
    displays: int
    display: Display
    picture: Picture


class Change(NamedTuple):
    at: datetime
    says: str


@needs("see displays")
async def get_home(request: web.Request) -> web.StreamResponse:
    desk, now, visitor = request.app[DESK], datetime.now(UTC), who(request)
    catalogue, language, times = await desk.catalogue(), language_of(request), times_of(request, now)
    open_tasks = request.app[OPEN_TASKS]
    found = await open_tasks.of(visitor, now)
    async with desk.database.read() as connection:
        departments = await load_departments(connection)
        since = first_instant(local_day(now, times.zone) - ONE_DAY, times.zone)
        edits = await _edits_since(connection, since, visitor, now)
    tasks = await tasks_of(found, Told(desk, catalogue, departments, language, times, now))
    steps = [step for step in await steps_of(desk) if visitor.may(step.act)]
    groups = on_air(desk, catalogue, now)
    return await render(
        request,
        "home.html",
        title=TITLE,
        now=now,
        tasks=tasks,
        count=found.how_many,
        totals=_totals(open_tasks.totals(now, catalogue)),
        displays=len(catalogue.displays),
        groups=groups,
        changes=changes_since(edits, catalogue, since, now, times),
        next_step=next((step for step in steps if not step.done), None),
        done=await done_words(request),
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of(catalogue.displays.values()))}",
    )


async def _edits_since(connection: AsyncConnection, since: datetime, visitor: Visitor, now: datetime) -> list[Edit]:
    """Without those of items that another department answers for, where this person may not look at them."""
    if not visitor.may("see history"):
        return []
    edits = await load_edits_since(connection, since, ("item", "playlist"))
    owners = await load_owners(connection, "item", {edit.name for edit in edits if edit.noun == "item"})
    deputy_of = await stands_in_for(connection, visitor.name, now)
    hidden = {name for name, owner in owners.items() if not reads(visitor.person, owner, deputy_of)}
    return [edit for edit in edits if edit.noun != "item" or edit.name not in hidden]


def _totals(totals: dict[Status, int]) -> list[tuple[str, Words, int]]:
    """(mark, word, count) of each status that there is; what stands still on purpose as one."""
    stopped = totals["off"] + totals["maintenance"]
    rows = [(status, STATUS_WORDS[status], totals[status]) for status in ("wrong", "silent", "late", "never", "ok")]
    rows.append(("off", {"ja": "計画停止・保守", "en": "Stopped on purpose"}, stopped))
    return [row for row in rows if row[2]]


def on_air(desk: Desk, catalogue: Catalogue, now: datetime) -> list[OnAir]:
    """By type of place, those with the most displays first. The picture is of a display that lies, if one shows anything."""
    by_type: dict[str, list[Display]] = {}
    for display in catalogue.displays.values():
        place = catalogue.places.get(display.place)
        by_type.setdefault(place.type if place else "", []).append(display)
    ordered = sorted(by_type.items(), key=lambda one: (-len(one[1]), one[0]))
    return [_on_air(desk, catalogue, type, displays, now) for type, displays in ordered[:GROUPS]]


def _on_air(desk: Desk, catalogue: Catalogue, type: str, displays: list[Display], now: datetime) -> OnAir:
    looked = sorted(displays[:20], key=lambda one: one.height > one.width)
    pictures = ((one, should_show(one, desk.watch.should_show(one.id, now), catalogue)) for one in looked)
    shown = list(_until_lit(pictures))
    display, picture = shown[-1] if shown[-1][1].kind == "slide" else shown[0]
    says = TYPES.get(type, {"ja": type} if type else OTHER)
    return OnAir(says, len({one.place for one in displays}), len(displays), display, picture)


def _until_lit(pictures: Iterable[tuple[Display, Picture]]) -> Iterator[tuple[Display, Picture]]:
    for one in pictures:
        yield one
        if one[1].kind == "slide":
            return


def changes_since(
    edits: Iterable[Edit], catalogue: Catalogue, since: datetime, now: datetime, times: Times
) -> list[Change]:
    """What people did, what sources brought, and events that have come to their day; the newest first."""
    found = [*_edited(edits, times), *_brought(catalogue, since, now, times), *_todays(catalogue, now, times)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:CHANGES]


_NEWS: dict[str, Words] = {
    "request": {"ja": "「%s」の承認を依頼しました", "en": "asked for approval of “%s”"},
    "approve": {"ja": "「%s」を承認しました", "en": "approved “%s”"},
    "approve own": {"ja": "「%s」を緊急のため自分で承認しました", "en": "approved their own “%s” in an emergency"},
    "remand": {"ja": "「%s」を差し戻しました", "en": "sent “%s” back"},
    "publish": {"ja": "「%s」を公開しました", "en": "published “%s”"},
    "renew": {"ja": "「%s」の期間を延ばしました", "en": "made “%s” last longer"},
    "withdraw": {"ja": "「%s」を取り下げました", "en": "withdrew “%s”"},
    "restore": {"ja": "「%s」を元に戻しました", "en": "put “%s” back"},
}
_PLAYLIST_NEWS: dict[str, Words] = {
    "publish": {"ja": "プレイリスト「%s」を公開しました", "en": "published the playlist “%s”"},
    "publish new": {"ja": "プレイリスト「%s」を公開しました", "en": "published the playlist “%s”"},
    "take out": {"ja": "プレイリスト「%s」を外しました", "en": "took out the playlist “%s”"},
}


def _edited(edits: Iterable[Edit], times: Times) -> Iterator[Change]:
    """Each act on each thing once, the last time."""
    seen: set[tuple[str, str]] = set()
    for edit in edits:
        news = _NEWS if edit.noun == "item" else _PLAYLIST_NEWS
        if edit.act in news and (edit.name, edit.act) not in seen:
            seen.add((edit.name, edit.act))
            says = in_words(news[edit.act], "ja" if times.japanese else "en") % _title(edit, times)
            yield Change(
                edit.at, f"{says}（{edit.by or 'コマンド'}）" if times.japanese else f"{edit.by or 'A command'} {says}"
            )


class _Titled(msgspec.Struct):
    title: Words = {}
    playlist: "_Titled | None" = None


def _title(edit: Edit, times: Times) -> str:
    for body in (edit.after, edit.before):
        if body:
            try:
                told = msgspec.json.decode(body, type=_Titled)
            except msgspec.DecodeError:
                continue
            if title := in_words((told.playlist or told).title, "ja" if times.japanese else "en"):
                return title
    return edit.name


def _brought(catalogue: Catalogue, since: datetime, now: datetime, times: Times) -> Iterator[Change]:
    """By source; dated as its newest item dates itself."""
    new = [
        item
        for item in catalogue.items.values()
        if item.source != SOURCE and item.published_at and since <= item.published_at <= now
    ]
    counted = Counter(item.source for item in new)
    for source, count in counted.items():
        newest = max((item for item in new if item.source == source), key=lambda item: item.published_at or since)
        title = in_words(newest.title, "ja" if times.japanese else "en")
        more = count - 1
        ja = f"「{title}」{f'ほか {more}件' if more else ''}が加わりました（{source} から）"
        en = f"“{title}”{f' and {more} more' if more else ''} came from {source}"
        yield Change(newest.published_at or since, ja if times.japanese else en)


def _todays(catalogue: Catalogue, now: datetime, times: Times) -> Iterator[Change]:
    """Events whose first day is today: their slides have said so since midnight."""
    today = local_day(now, times.zone)
    for item in catalogue.items.values():
        event = item.event
        if event and not event.cancelled and any(one.first == today for one in event.occasions):
            title = in_words(item.title, "ja" if times.japanese else "en")
            says = f"「{title}」が「本日」になりました" if times.japanese else f"“{title}” turned to “Today”"
            yield Change(first_instant(today, times.zone), says)
