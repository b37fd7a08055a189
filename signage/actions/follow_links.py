"""Where a code leads, out of memory: also while the database is away, whatever was given before is known."""

import re
from datetime import datetime
from typing import NamedTuple

import structlog

from ..domain.links import LINK, SPOT, Codes, Link, Spot, target_of
from ..errors import StoreError
from ..store.database import Database
from ..store.links import NOUN as LINKS
from ..store.links import load_links
from ..store.revisions import load_revisions
from ..store.spots import NOUN as SPOTS
from ..store.spots import load_spots

LEARN_SECONDS = 1
KNOWN_AT_MOST = 50_000
"""So many codes are not looked up anew."""
_CODE = re.compile(rf"({LINK})(?![A-Z0-9])(?:-({SPOT})(?![A-Z0-9]))?")
"""What a reader of codes puts behind it (a full stop, a slash) does no harm."""

log = structlog.get_logger()


class Way(NamedTuple):
    """Where a code leads (empty: nowhere, for there is no top page) and what it names; `spot` is empty where it names none."""

    address: str
    link: str
    spot: str


class Ways:
    """Every link and every spot, as they are stored now."""

    def __init__(self, database: Database, codes: Codes) -> None:
        self._database = database
        self._codes = codes
        self._read_at: dict[str, int] = {}
        self._failing = False
        self._known: dict[str, Way] = {}
        self._top = ""
        self.links: dict[str, Link] = {}
        self.spots: dict[str, Spot] = {}

    async def learn(self) -> None:
        """Reads them again where one has changed. What can't be read stays as it was, and is told of in the log once."""
        try:
            await self._learn()
            self._failing = False
        except StoreError as problem:
            if not self._failing:
                log.error("links can't be read; codes lead where they led", reason=str(problem))
            self._failing = True

    async def _learn(self) -> None:
        async with self._database.read() as connection:
            now = await load_revisions(connection)
            links = await load_links(connection) if self._rose(now, LINKS) else self.links
            spots = await load_spots(connection) if self._rose(now, SPOTS) else self.spots
        if links is not self.links or spots is not self.spots:
            self._known = {}
        self.links, self.spots, self._read_at = links, spots, now

    def _rose(self, now: dict[str, int], noun: str) -> bool:
        return now.get(noun, 0) > self._read_at.get(noun, 0)

    def follow(self, code: str, top: str, now: datetime) -> Way | None:
        """The way of `LINK` or `LINK-SPOT`, in capitals or not; None for what is no link. A spot that nobody bears counts
        for nothing.
        """
        if top != self._top:
            self._top, self._known = top, {}
        return self._known.get(code) or self._follow(code, top, now)

    def _follow(self, code: str, top: str, now: datetime) -> Way | None:
        found = _CODE.match(code.upper())
        link = self.links.get(found[1]) if found else None
        if found is None or link is None:
            return None
        spot = self.spots.get(found[2] or "")
        way = Way(target_of(self._codes, link, spot, top, now), link.code, found[2] if spot else "")
        if link.expires_at is None and code == found[0]:  # such a code leads there until something is learned
            if len(self._known) >= KNOWN_AT_MOST:
                self._known = {}
            self._known[code] = way
        return way
