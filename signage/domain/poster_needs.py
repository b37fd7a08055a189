"""What of the posters on the wall needs somebody: what is missing, was not seen for long, or leads nowhere any more."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from .catalogue import Catalogue
from .content import ends_at
from .links import Link
from .poster_register import Hanging

NeedCode = Literal["missing", "link-dead", "link-expired", "item-over", "place-gone", "unseen", "unposted"]


class Need(NamedTuple):
    """Why a poster is to be looked after; `since` is the day of it, where there is one."""

    code: NeedCode
    since: date | None = None


class Wall(NamedTuple):
    """What posters are held against, as of `now`, which is `today` in the office. `links` are by code; a poster that nobody
    has seen for `days` is to be looked at.
    """

    catalogue: Catalogue
    links: Mapping[str, Link]
    over: frozenset[str]
    now: datetime
    today: date
    days: int

    def needs(self, one: Hanging) -> list[Need]:
        """What is wrong with it, the worst first; nothing of one that was taken down."""
        if one.state == "down":
            return []
        return [*self._of_how_it_hangs(one), *self._of_what_it_leads_to(one)]

    def _of_how_it_hangs(self, one: Hanging) -> list[Need]:
        long_ago = self.today - timedelta(days=self.days)
        if one.state == "missing":
            return [Need("missing", one.missing_on)]
        if one.state == "hanging":
            seen = one.seen_on or one.posted_on
            return [Need("unseen", seen)] if seen and seen <= long_ago else []
        made = one.made_at.astimezone(self.now.tzinfo).date()
        return [Need("unposted", made)] if made <= long_ago else []

    def _of_what_it_leads_to(self, one: Hanging) -> list[Need]:
        link, item = self.links.get(one.poster.link), one.poster.item
        found: list[Need] = []
        if link and link.dead_since:
            found.append(Need("link-dead", link.dead_since.astimezone(self.now.tzinfo).date()))
        if link and link.expires_at and link.expires_at <= self.now:
            found.append(Need("link-expired", link.expires_at.astimezone(self.now.tzinfo).date()))
        if item and (item in self.over or item not in self.catalogue.items):
            found.append(Need("item-over"))
        if one.poster.place not in self.catalogue.places:
            found.append(Need("place-gone"))
        return found


def wall_of(catalogue: Catalogue, links: Mapping[str, Link], now: datetime, days: int) -> Wall:
    """`now` in the office's time zone: its day is today."""
    down = {gone.item.id for gone in catalogue.taken_down}
    ended = {id for id, item in catalogue.items.items() if (ends := ends_at(item)) and ends <= now}
    return Wall(catalogue, links, frozenset(down | ended), now, now.date(), days)
