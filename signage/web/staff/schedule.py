"""番組表: which screen shows what when, what ties and what lacks; from here rules are made, moved and undone."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web
from yarl import URL

from ...actions.edit_playlist import last_step
from ...domain.arranging import may_arrange
from ...domain.board_problems import Clash, Hole, clashes_of, holes_of
from ...domain.calendars import ONE_DAY, first_instant
from ...domain.catalogue import Catalogue
from ...domain.closing_days import almanac_of
from ...domain.drafts import Draft, digest_of_drafts, with_drafts
from ...domain.place_form import TYPES
from ...domain.programme import Repertoire
from ...domain.rule_moves import MANY_DAYS
from ...domain.schedule import Rule
from ...domain.schedule_board import Board, Row, Shelf, board_of
from ...domain.typed_moments import day_of
from ...store.drafts import load_drafts, load_origins_by_name
from ...words import Words, in_words
from ..auth import needs
from ..desk import DESK
from .pages import language_of, render, times_of
from .schedule_lanes import Drawing, Strip, percent, rule_address
from .schedule_list import day_list, table_of, titles_of
from .schedule_words import clash_words, hole_words, where_of
from .set_up import person_of
from .times import REIWA_BEFORE, WEEKDAYS, Times

TITLE: Words = {"ja": "番組表", "en": "Schedule"}
VIEWS: dict[str, Words] = {
    "day": {"ja": "日", "en": "Day"},
    "week": {"ja": "週", "en": "Week"},
    "month": {"ja": "月", "en": "Month"},
}
WEEK, MOST_ROWS, OPEN_ROWS = 7, 60, 40
"""An open shelf shows so many rows at once; a board of more rows than OPEN_ROWS begins with its shelves folded."""
MOST_PLACES = 200
MOST_NOTICES = 2
KEPT_BOARDS = 4


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
    "undone": Message("good", {"ja": "元に戻しました。", "en": "Undone."}),
    "stale": Message(
        "warn",
        {
            "ja": "ほかの人が先に変えました。いまの内容はこのとおりです。あなたの変更は入っていません。",
            "en": "Somebody else changed it first. This is how it stands now; your change is not in it.",
        },
    ),
    "many": Message("warn", MANY_DAYS),
}


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


class RowDrawn(NamedTuple):
    id: str
    says: Words
    place: str
    displays: int
    strip: Strip
    first: str
    """The id of a display of it, for a new rule."""


class ShelfDrawn(NamedTuple):
    type: str
    says: Words
    places: int
    displays: int
    is_open: bool
    toggle: str
    rows: list[RowDrawn]
    folded: Strip | None
    agrees: Words
    pages: int


class Column(NamedTuple):
    """A day of the head, or two hours of it."""

    says: str
    below: str
    is_today: bool
    x: str


async def plan_of(request: web.Request) -> Plan:
    desk = request.app[DESK]
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        drafts, origins = await load_drafts(connection), await load_origins_by_name(connection)
    return Plan(with_drafts(catalogue, drafts), drafts, origins)


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
    table, list_more = table_of(shown, drawing) if asked.table else day_list(shown, drawing)
    return await render(
        request,
        "schedule-table.html" if asked.table else "schedule.html",
        title=TITLE,
        now=now,
        asked=asked,
        views=VIEWS,
        board=shown,
        shelves=await asyncio.to_thread(_shelves, request, shown, drawing, asked),
        columns=_columns(shown, drawing, asked),
        now_x=percent(drawing.x(now)) if shown.from_at <= now < shown.until_at else "",
        now_says=times.clock(now),
        span=_span(asked, times),
        to=_Links(request, asked),
        where=_where(board, language),
        clashes=[clash_words(one, plan.catalogue, drawing, _remedy(one, plan)) for one in clashes],
        holes=[hole_words(one, plan.catalogue, drawing) for one in holes],
        most=MOST_NOTICES,
        table=table,
        day_list=table,
        list_more=list_more,
        message=MESSAGES.get(request.query.get("done", "")),
        drafts=len(plan.drafts),
        step=await last_step(desk.database, person.name) if may_edit else None,
        may_edit=may_edit,
        may_change=lambda rule: may_edit and _may_change(rule, plan, person.groups),
        has_displays=bool(plan.catalogue.displays),
        back=request.path_qs,
    )


def _may_change(rule: Rule | None, plan: Plan, groups: tuple[str, ...]) -> bool:
    """For the grip of a bar alone: the server asks again whether the displays are theirs."""
    return (
        rule is not None
        and not rule.now
        and plan.is_own(rule.playlist)
        and (not groups or bool(rule.displays or rule.groups))
    )


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


def _shelves(request: web.Request, board: Board, drawing: Drawing, asked: Asked) -> list[ShelfDrawn]:
    rows = sum(len(shelf.rows) for shelf in board.shelves)
    opened = asked.open
    if opened is None:
        opened = tuple(shelf.type for shelf in board.shelves if rows <= OPEN_ROWS or len(board.shelves) == 1)
    links = _Links(request, asked)
    return [_shelf(shelf, drawing, asked, opened, links) for shelf in board.shelves]


def _shelf(shelf: Shelf, drawing: Drawing, asked: Asked, opened: tuple[str, ...], links: "_Links") -> ShelfDrawn:
    is_open = shelf.type in opened
    pages = -(-len(shelf.rows) // MOST_ROWS)
    page = min(asked.page, pages)
    rows = shelf.rows[(page - 1) * MOST_ROWS : page * MOST_ROWS] if is_open else ()
    agrees = shelf.agrees
    others = tuple(type for type in opened if type != shelf.type)
    return ShelfDrawn(
        shelf.type,
        TYPES.get(shelf.type, {"ja": shelf.type or "そのほか", "en": shelf.type or "Others"}),
        shelf.places,
        shelf.displays,
        is_open,
        links.to(open=",".join(others if is_open else (*others, shelf.type)) or "-") + f"#shelf-{shelf.type}",
        [_row(row, drawing) for row in rows],
        drawing.strip(shelf.rows[0].line, "") if agrees and not is_open else None,
        _agreement(shelf, drawing) if agrees else _differences(shelf),
        pages if is_open else 1,
    )


def _agreement(shelf: Shelf, drawing: Drawing) -> Words:
    titles = titles_of(shelf.rows[0], drawing)
    return {"ja": f"{titles} {shelf.displays:,}台すべて同じ", "en": f"{titles}, all {shelf.displays:,} the same"}


def _differences(shelf: Shelf) -> Words:
    kinds = len({row.line.channel for row in shelf.rows})
    return {"ja": f"{kinds}とおりの放映（開くと見えます）", "en": f"{kinds} different lines (open to see)"}


def _row(row: Row, drawing: Drawing) -> RowDrawn:
    says = where_of(row)
    return RowDrawn(
        row.displays[0].id,
        says,
        row.place.id,
        len(row.displays),
        drawing.strip(row.line, in_words(says, drawing.language), tuple(one.id for one in row.displays)),
        row.displays[0].id,
    )


def _columns(board: Board, drawing: Drawing, asked: Asked) -> list[Column]:
    times = drawing.times
    if asked.view == "day":
        hours = [board.from_at + timedelta(hours=n) for n in range(0, 24, 2)]
        return [Column(times.clock(at), "", False, percent(drawing.x(at))) for at in hours]
    today = times.now.date()
    columns = []
    for n in range(board.days):
        day = board.first + n * ONE_DAY
        at = first_instant(day, board.zone)
        holiday = in_words(_holiday(day, board, drawing.catalogue), drawing.language)
        says = _day_says(day, at, times, asked, n)
        below = _today(drawing.language) if day == today else holiday
        columns.append(Column(says, below, day == today, percent(drawing.x(at))))
    return columns


def _today(language: str) -> str:
    return "今日" if language == "ja" else "today"


def _day_says(day: date, at: datetime, times: Times, asked: Asked, n: int) -> str:
    if asked.view == "month":
        return str(day.day)
    if n == 0 or day.day == 1 or not times.japanese:
        return times.day(at)
    return f"{day.day}日({WEEKDAYS['ja'][day.weekday()]})"


def _holiday(day: date, board: Board, catalogue: Catalogue) -> Words:
    """By the country of the first place: a board of several countries names those of most."""
    countries = [row.place.country for shelf in board.shelves for row in shelf.rows[:1]]
    return almanac_of(countries[0], catalogue.calendars).holiday(day) if countries else {}


def _span(asked: Asked, times: Times) -> Words:
    last = asked.first + (asked.days - 1) * ONE_DAY
    if asked.view == "day":
        text = times.long_day(asked.first)
        return {"ja": text, "en": text}
    if asked.view == "month":
        return {
            "ja": f"令和{asked.first.year - REIWA_BEFORE}年{asked.first.month}月",
            "en": f"{asked.first:%B %Y}",
        }
    first = times.long_day(asked.first)
    tail = times.long_day(last)
    same = (last.year, last.month) == (asked.first.year, asked.first.month)
    short = tail.partition("月")[2] if same else tail.partition("年")[2] if last.year == asked.first.year else tail
    return {"ja": f"{first}〜{short}", "en": f"{first} – {tail}"}


def _where(board: Board, language: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(value, name, [(value, name) of its places]) by type."""
    found = []
    left = MOST_PLACES
    for shelf in board.shelves:
        names = dict.fromkeys((f"place:{row.place.id}", in_words(row.place.name, language)) for row in shelf.rows)
        its = list(names)[:left]
        left -= len(its)
        said = TYPES.get(shelf.type, {"ja": shelf.type or "そのほか", "en": shelf.type or "Others"})
        found.append((f"type:{shelf.type}", in_words(said, language), its))
    return found


class _Links:
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
