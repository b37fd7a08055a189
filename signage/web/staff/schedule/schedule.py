"""番組表: which screen shows what when, what ties and what lacks; from here rules are made, moved and undone."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....actions.edit_playlist import last_step
from ....domain.arranging import may_arrange
from ....domain.board_problems import Clash, Hole, clashes_of, holes_of
from ....domain.catalogue import Catalogue
from ....domain.drafts import digest_of, file_of
from ....domain.rule_moves import REFUSALS
from ....domain.schedule import Rule
from ....domain.schedule_board import Board, Shelf
from ....words import Words
from ...auth import needs
from ...desk import DESK
from ..pages import language_of, render, times_of
from ..playlists.playlist import NOTICES
from ..set_up import person_of
from .address import VIEWS, Links, asked_of
from .lanes import Drawing, percent, rule_address
from .plan import BOARDS, Plan, plan_of
from .shelves import columns_of, places_in, shelves_of, span_of
from .table import day_list, table_of
from .words import clash_words, hole_words

TITLE: Words = {"ja": "番組表", "en": "Schedule"}
MOST_NOTICES, MOST_TOLD = 2, 20
"""So many problems are told at once, and so many where they are unfolded; the others come as these are mended."""


class Message(NamedTuple):
    """What was just done; `kind` is good or warn."""

    kind: str
    says: Words


MESSAGES = {
    "moved": Message(
        "good",
        {
            "ja": "動かしました。公開するまで、画面は変わりません。",
            "en": "Moved. No screen changes until it is published.",
        },
    ),
    "saved": Message(
        "good",
        {
            "ja": "放映ルールを保存しました。公開するまで、画面は変わりません。",
            "en": "The rule is saved. No screen changes until it is published.",
        },
    ),
    "removed": Message(
        "good",
        {
            "ja": "放映ルールを外しました。公開するまで、画面は変わりません。",
            "en": "The rule is taken out. No screen changes until it is published.",
        },
    ),
    "stale": Message(
        "warn",
        {
            "ja": "ほかの人が先に変えました。いまの内容はこのとおりです。あなたの変更は入っていません。",
            "en": "Somebody else changed it first. This is how it stands now; your change is not in it.",
        },
    ),
    "undone": Message("warn", NOTICES["undone"]),
    **{why: Message("warn", says) for why, says in REFUSALS.items()},
}


@needs("see content")
async def get_schedule(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    zone = ZoneInfo(desk.settings.timezone)
    times, language, person = times_of(request, now), language_of(request), person_of(request)
    asked = asked_of(request, now.astimezone(zone).date())
    plan = await plan_of(request)
    board = await request.app[BOARDS].board(plan, asked.first, asked.days, zone)
    shown = _filtered(board, asked.where)
    drawing = Drawing(shown, plan.catalogue, times, language, asked.view == "month")
    may_edit = may_arrange(person, (), plan.catalogue)
    clashes, holes = await asyncio.to_thread(_problems, shown, plan.catalogue, now)
    table, list_more = await asyncio.to_thread(table_of if asked.table else day_list, shown, drawing)
    return await render(
        request,
        "schedule-table.html" if asked.table else "schedule.html",
        title=TITLE,
        now=now,
        asked=asked,
        views=VIEWS,
        board=shown,
        shelves=await asyncio.to_thread(shelves_of, request, shown, drawing, asked),
        columns=columns_of(shown, drawing, asked),
        now_x=percent(drawing.x(now)) if shown.from_at <= now < shown.until_at else "",
        now_says=times.clock(now),
        span=span_of(asked, times),
        to=Links(request, asked),
        where=places_in(board, language),
        clashes=[clash_words(one, plan.catalogue, drawing, _remedy(one, plan)) for one in clashes[:MOST_TOLD]],
        holes=[hole_words(one, plan.catalogue, drawing) for one in holes[:MOST_TOLD]],
        problems=len(clashes) + len(holes),
        most=MOST_NOTICES,
        table=table,
        day_list=table,
        list_more=list_more,
        message=MESSAGES.get(request.query.get("done", "")),
        drafts=len(plan.drafts),
        step=await last_step(desk.database, person.name) if may_edit else None,
        may_edit=may_edit,
        grip=_grips(plan, person.groups) if may_edit else lambda _: "",
        has_displays=bool(plan.catalogue.displays),
        back=request.path_qs,
    )


def _grips(plan: Plan, groups: tuple[str, ...]) -> Callable[[Rule | None], str]:
    """What the bar of a rule carries that may be dragged: the digest of its playlist, as the board shows it; empty where it
    may not. The server asks again whether the displays are theirs.
    """
    digest = cache(lambda playlist: digest_of(file_of(plan.catalogue, playlist)))

    def grip(rule: Rule | None) -> str:
        if (
            rule is None
            or rule.now
            or not plan.is_own(rule.playlist)
            or (groups and not (rule.displays or rule.groups))
        ):
            return ""
        return digest(rule.playlist)

    return grip


def _problems(board: Board, catalogue: Catalogue, now: datetime) -> tuple[list[Clash], list[Hole]]:
    return clashes_of(board, now), holes_of(board, catalogue, now)


def _remedy(clash: Clash, plan: Plan) -> str:
    """The page of the rule that is best changed: staff's own, the one that loses first."""
    loses = clash.tie.second if clash.tie.wins == clash.tie.first else clash.tie.first
    rules = {rule.name: rule for rule in plan.catalogue.rules}
    both = sorted((rules[loses], rules[clash.tie.wins]), key=lambda rule: not plan.is_own(rule.playlist))
    return f"{rule_address(both[0])}#priority"


def _filtered(board: Board, where: str) -> Board:
    kind, _, name = where.partition(":")
    if kind == "type":
        shelves = tuple(shelf for shelf in board.shelves if shelf.type == name)
    elif kind == "place":
        kept = (Shelf(one.type, tuple(row for row in one.rows if row.place.id == name)) for one in board.shelves)
        shelves = tuple(shelf for shelf in kept if shelf.rows)
    else:
        return board
    return Board(board.first, board.days, board.zone, board.from_at, board.until_at, shelves) if shelves else board
