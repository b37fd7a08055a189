"""The schedule as it would be with all drafts, and its boards, kept as long as nothing changes."""

import asyncio
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....domain.catalogue import Catalogue
from ....domain.drafts import Draft, digest_of_drafts, with_drafts
from ....domain.repertoire import Repertoire
from ....domain.schedule_board import Board, board_of
from ....store.drafts import load_drafts, load_origins_by_name
from ...desk import DESK

KEPT_BOARDS = 4


class Plan(NamedTuple):
    """The catalogue as it would be with all drafts, and what staff may change in it."""

    catalogue: Catalogue
    drafts: list[Draft]
    origins: dict[str, str]

    def is_own(self, playlist: str) -> bool:
        """Whether it is staff's own, and no file's."""
        return not self.origins.get(playlist, "")


class Boards:
    """The last boards: what has not changed since is not worked out again. One at a time, beside the event loop."""

    def __init__(self) -> None:
        self._boards: dict[tuple[int, str, date, int, str], Board] = {}
        self._repertoire: Repertoire | None = None
        self._of: tuple[int, str] | None = None
        self._lock = asyncio.Lock()

    async def board(self, plan: Plan, first: date, days: int, zone: ZoneInfo) -> Board:
        stand = (plan.catalogue.revision, digest_of_drafts(plan.drafts))
        key = (*stand, first, days, zone.key)
        async with self._lock:
            if key not in self._boards:
                made = await asyncio.to_thread(self._make, plan.catalogue, stand, first, days, zone)
                self._boards = {**dict(list(self._boards.items())[-KEPT_BOARDS + 1 :]), key: made}
        return self._boards[key]

    def _make(self, catalogue: Catalogue, stand: tuple[int, str], first: date, days: int, zone: ZoneInfo) -> Board:
        if self._of != stand or self._repertoire is None:
            self._repertoire, self._of = Repertoire(catalogue, self._repertoire), stand
        return board_of(catalogue, first, days, zone, self._repertoire)


BOARDS = web.AppKey("boards", Boards)


async def plan_of(request: web.Request) -> Plan:
    desk = request.app[DESK]
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        drafts, origins = await load_drafts(connection), await load_origins_by_name(connection)
    return Plan(with_drafts(catalogue, drafts), drafts, origins)
