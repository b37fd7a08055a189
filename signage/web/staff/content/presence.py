"""Who has an item open just now: told to the others, so that they know before they both write. Nobody is kept out."""

from collections import OrderedDict
from datetime import datetime, timedelta

from aiohttp import web

STAYS = timedelta(seconds=50)
"""A page says every 20 s that it is open."""
MOST = 2_000


class Presence:
    """By item, who was there when; in memory only."""

    def __init__(self) -> None:
        self._there: OrderedDict[str, dict[str, datetime]] = OrderedDict()

    def others(self, item: str, name: str, now: datetime) -> list[str]:
        """Notes that somebody has the item open; the names of all others who have, in their order."""
        there = {one: at for one, at in self._there.get(item, {}).items() if now - at < STAYS}
        self._there[item] = there | {name: now}
        self._there.move_to_end(item)
        while len(self._there) > MOST:
            self._there.popitem(last=False)
        return sorted(one for one in there if one != name)


PRESENCE = web.AppKey("presence", Presence)
