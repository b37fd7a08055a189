"""A source's new list held against what is kept of it: what of it counts, and what goes."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from ..domain.content import Item, ends_at


class Row(NamedTuple):
    """An item as it is kept; `taken_down_at` None: it may be shown."""

    body: str
    item: Item
    taken_down_at: datetime | None
    taken_down_by: str | None


Items = dict[str, Item]
Rows = dict[str, Row]


class OfList(NamedTuple):
    """What of a list to keep by id, and what to take down; `moved` is what an entry of a new id had been, by that id.

    `kept_back` is set when a whole list was too empty to be believed.
    """

    wanted: Items
    gone: list[Item]
    moved: Rows
    kept_back: int = 0


def of_whole(before: Rows, wanted: Items, now: datetime) -> OfList:
    """What is absent goes at once, unless the list is empty or lost more than half of what is not over yet.

    Then nothing new comes up either: it may be another's list, and the next would be held against both.
    """
    up = {name: row.item for name, row in before.items() if row.taken_down_at is None}
    absent = [item for name, item in up.items() if name not in wanted]
    lost = sum(not _over(item, now) for item in absent)
    if lost and (not wanted or lost * 2 > sum(not _over(item, now) for item in up.values())):
        return OfList({name: item for name, item in wanted.items() if name in up}, [], {}, lost)
    return OfList(wanted, absent, {})


def _over(item: Item, now: datetime) -> bool:
    """A list that leaves out what is over has lost nothing."""
    ends = ends_at(item)
    return ends is not None and ends <= now


def of_window(before: Rows, wanted: Items, public: Callable[[str], str]) -> OfList:
    """What is absent stays, its address by the host that is told today (`public`): the old one is to be on no screen.

    Where the list has that address, its entry has a new id, and takes the place of what it was, withdrawn or not.
    """
    pages = {_page(item.url): name for name, item in wanted.items() if item.url}
    absent = ((row, row.item.url) for name, row in before.items() if name not in wanted and row.item.url)
    rehosted = [(row, today) for row, url in absent if (today := public(url)) != url]
    moved = {pages[_page(url)]: row for row, url in rehosted if _page(url) in pages}
    gone = [row.item for row, url in rehosted if _page(url) in pages]
    told = [msgspec.structs.replace(row.item, url=url) for row, url in rehosted if _page(url) not in pages]
    return OfList(wanted | {item.id: item for item in told}, gone, moved)


def _page(url: str) -> str:
    return url.partition("://")[2]
