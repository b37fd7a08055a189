"""The register as a file for spreadsheets, and back."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from aiohttp import hdrs, web

from ....actions.register_table import register_table
from ....domain.links import Spot, said_by, top_page
from ....domain.poster_register import STATE_WORDS
from ....domain.poster_table import COLUMNS
from ....domain.posters import Poster
from ....errors import InputError
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ...visitor import name_of
from ..content.open_tasks import OPEN_TASKS
from ..pages import HEADERS, language_of, render, times_of
from ..results.statistics import plain_cell
from ..results.tabs import tabs_of
from ..times import Times
from .register import PATH, asked_of, remember
from .views import Register, Row, need_words, register_of, today_of

TITLE: Words = {"ja": "台帳を表から直す", "en": "Update the register from a table"}
TABLE_MEGABYTES = 5
NAMED = 50
"""So many rows that were passed over are told one by one."""
NO_FILE: Words = {"ja": "ファイルを選んでください。", "en": "Choose a file."}
NO_TABLE = (
    "この表は読み取れません。1行目に「番号」の列がある CSV のファイルにしてください。"
    "Excel のファイルは、Excel で「CSV UTF-8」として保存し直してください。"
)
TOO_LARGE: Words = {
    "ja": f"ファイルは {TABLE_MEGABYTES} MB までです。",
    "en": f"The file may have {TABLE_MEGABYTES} MB.",
}


@needs("see posters")
async def get_table(request: web.Request) -> web.StreamResponse:
    """The posters that the address asks for as CSV, with a mark (BOM) by which spreadsheets know it for UTF-8."""
    now, asked = datetime.now(UTC), asked_of(request.query)
    register = await register_of(request, now)
    rows = [row for row in register.rows if asked.finds(row) and asked.shows(row)]
    body = table_of(rows, _said_by(request, register), times_of(request, now), language_of(request))
    file = f'attachment; filename="posters-{today_of(request, now).isoformat()}.csv"'
    return web.Response(
        body=body, headers=HEADERS | {hdrs.CONTENT_DISPOSITION: file}, content_type="text/csv", charset="utf-8"
    )


@needs("post posters")
async def get_import(request: web.Request) -> web.StreamResponse:
    return await _page(request)


@needs("post posters")
async def post_import(request: web.Request) -> web.StreamResponse:
    """Takes a table in. Where every row could be used the list says so, else this page tells which could not."""
    form = await form_of(request, TABLE_MEGABYTES * 1_000_000 + 10_000)
    file = form.get("table")
    if not isinstance(file, web.FileField) or not file.filename:
        return await _page(request, status=422, error=NO_FILE)
    content = file.file.read(TABLE_MEGABYTES * 1_000_000 + 1)
    if len(content) > TABLE_MEGABYTES * 1_000_000:
        return await _page(request, status=413, error=TOO_LARGE)
    now = datetime.now(UTC)
    try:
        done = await register_table(request.app[DESK].database, content, name_of(request), now, today_of(request, now))
    except InputError as problem:
        error: Words = {
            "ja": NO_TABLE,
            "en": f"This table can’t be read: {problem.message}.",
        }
        return await _page(request, status=422, error=error)
    request.app[OPEN_TASKS].forget()
    undo = remember(request, done.visits) if done.visits else ""
    if not done.passed_over and not done.notes:
        raise go_to(f"{PATH}?did=table&n={done.posters}&undo={undo}")
    return await _page(request, done=done, undo=undo)


async def _page(request: web.Request, status: int = 200, **values: Any) -> web.Response:
    shown: dict[str, Any] = {
        "error": {},
        "done": None,
        "undo": "",
        "named": NAMED,
        "megabytes": TABLE_MEGABYTES,
    } | values
    return await render(request, "poster-import.html", title=TITLE, status=status, tabs=await tabs_of(request), **shown)


def _said_by(request: web.Request, register: Register) -> Callable[[Poster], str]:
    """What the code of a poster says now: the address of this server, or the page itself where nothing is counted."""
    shop, wall = request.app[DESK].poster_shop(), register.wall
    top = top_page(shop.brand.address)

    def says(poster: Poster) -> str:
        link = wall.links.get(poster.link)
        spot = Spot("poster", poster.place)
        return said_by(shop.codes, link, poster.spot, spot, top, now=wall.now) if link else ""

    return says


def table_of(rows: Iterable[Row], says: Callable[[Poster], str], times: Times, language: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([in_words(says, language) for says in COLUMNS.values()])
    for row in rows:
        writer.writerow([plain_cell(cell) for cell in _cells(row, says, times, language)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cells(row: Row, says: Callable[[Poster], str], times: Times, language: str) -> list[str]:
    """In the order of COLUMNS; days as ISO, which every spreadsheet knows."""
    poster, dates = row.one.poster, row.one.dates
    days = (dates.posted_on, dates.seen_on, dates.missing_on, dates.taken_down_on)
    return [
        poster.spot,
        poster.place,
        in_words(row.place, language),
        poster.where.get("ja", ""),
        poster.where.get("en", ""),
        str(poster.copies),
        in_words(row.what, language),
        poster.paper.name,
        poster.language,
        poster.campaign,
        poster.link,
        says(poster),
        in_words(STATE_WORDS[row.one.state], language),
        *(day.isoformat() if day else "" for day in days),
        " ".join(need_words(need, times) for need in row.needs),
    ]
