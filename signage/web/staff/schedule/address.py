"""What an address of the schedule asks for, and addresses that ask for something else."""

from datetime import date
from typing import NamedTuple

from aiohttp import web
from yarl import URL

from ....domain.calendars import ONE_DAY
from ....domain.forms.typed_moments import day_of
from ....words import Words

VIEWS: dict[str, Words] = {
    "day": {"ja": "日", "en": "Day"},
    "week": {"ja": "週", "en": "Week"},
    "month": {"ja": "月", "en": "Month"},
}
WEEK = 7


class Asked(NamedTuple):
    """What the address asks for. `where` is “type:…” or “place:…”, empty for all; `open` the types of open shelves."""

    view: str
    first: date
    where: str
    open: tuple[str, ...] | None
    table: bool
    page: int

    @property
    def days(self) -> int:
        if self.view == "month":
            following = (self.first.replace(day=28) + 4 * ONE_DAY).replace(day=1)
            return (following - self.first).days
        return WEEK if self.view == "week" else 1


def asked_of(request: web.Request, today: date) -> Asked:
    """What it can't mean is passed over."""
    query = request.query
    view = query.get("view", "week") if query.get("view") in VIEWS else "week"
    day = day_of(query.get("day", "")[:60], today) or today
    day = min(max(day, date(2000, 1, 1)), date(2100, 1, 1))
    first = day.replace(day=1) if view == "month" else day
    opened = tuple(query["open"].split(","))[:50] if "open" in query else None
    page = query.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    return Asked(view, first, query.get("where", "")[:120], opened, "table" in query, max(1, number))


class Links:
    """Addresses of the same page with something else asked for."""

    def __init__(self, request: web.Request, asked: Asked) -> None:
        self._url = URL(request.path_qs)
        self._asked = asked

    def to(self, **query: str | None) -> str:
        kept = {name: value for name, value in self._url.query.items() if name not in ("lang", "page")}
        for name, value in query.items():
            if value is None:
                kept.pop(name, None)
            else:
                kept[name] = value
        return str(self._url.with_query(kept))

    def view(self, name: str) -> str:
        return self.to(view=name, day=self._asked.first.isoformat())

    def step(self, forward: int) -> str:
        asked = self._asked
        if asked.view == "month":
            day = asked.first + asked.days * ONE_DAY if forward > 0 else asked.first - ONE_DAY
        else:
            day = asked.first + forward * asked.days * ONE_DAY
        return self.to(day=day.isoformat())

    def day(self, forward: int) -> str:
        """For the list of one day."""
        return self.to(day=(self._asked.first + forward * ONE_DAY).isoformat())

    def page(self, number: int, type: str) -> str:
        return f"{self.to(page=str(number))}#shelf-{type}" if number > 1 else f"{self.to()}#shelf-{type}"
