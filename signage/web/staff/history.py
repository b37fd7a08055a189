"""What people changed: by whom, when, from what to what; and the way back to how it was."""

import asyncio
import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

from ...domain.calendars import local_day
from ...domain.credentials import plain_name
from ...domain.forms.past_days import past_moment
from ...domain.history_words import NOUN_WORDS
from ...errors import InputError, NotFoundError
from ...store.departments import load_departments
from ...store.deputies import stands_in_for
from ...store.edits import Edit, load_edit, load_edits
from ...store.ownership import load_owners
from ...store.plain import storable
from ...words import Words, in_words
from ..auth import form_of, go_to, needs
from ..desk import DESK
from ..visitor import Visitor, visitor
from .going_back import goes_back
from .history_teller import LETTERS, Field, Teller, titles_of
from .pages import HEADERS, language_of, render, times_of

TITLE: Words = {"ja": "履歴", "en": "History"}
LINES = 50
ROWS = 5_000
"""So many changes stand in one CSV."""
SHOWN = 4
"""So many fields of a change are seen at once; the others unfold."""


class Asked(NamedTuple):
    """What is looked for; `day` as it was typed."""

    noun: str = ""
    name: str = ""
    by: str = ""
    day: str = ""


@needs("see history")
async def get_history(request: web.Request) -> web.StreamResponse:
    asked, who = _asked(request), _who(request)
    before = request.query.get("before", "")
    edits = await _found(request, asked, LINES + 1, int(before) if _is_number(before) else None)
    teller = await _teller(request, edits)
    present = set() if before else _newest(edits)
    entries = [teller.entry(edit, who, newest=edit.id in present) for edit in edits[:LINES]]
    more = edits[LINES - 1].id if len(edits) > LINES else None
    query = {key: value for key, value in asked._asdict().items() if value}
    return await render(
        request,
        "history.html",
        title=TITLE,
        asked=asked,
        entries=entries,
        shown=SHOWN,
        older=f"/history?{urlencode({**query, 'before': more})}" if more else "",
        csv=f"/history.csv?{urlencode(query)}",
        nouns=[(noun, words) for noun, words in NOUN_WORDS.items() if noun not in _hidden(who)],
        filtered=bool(query),
        wrong_day=bool(asked.day) and _until(request, asked) is None,
    )


@needs("see history")
async def get_history_csv(request: web.Request) -> web.StreamResponse:
    rows = await _rows(request, _asked(request))
    teller = await _teller(request, rows, letters=None)
    body = await asyncio.to_thread(csv_of, rows, teller, _who(request))  # players' polls go on meanwhile
    headers = HEADERS | {hdrs.CONTENT_DISPOSITION: 'attachment; filename="history.csv"'}
    return web.Response(body=body, headers=headers, content_type="text/csv", charset="utf-8")


def csv_of(edits: Iterable[Edit], teller: Teller, who: Visitor) -> bytes:
    """A row for each field that changed, with a mark at the beginning by which Excel knows UTF-8."""
    language, text = teller.language, io.StringIO()
    writer = csv.writer(text)
    heads = ("日時", "だれが", "何を", "名前", "記号", "したこと", "項目", "前", "後")
    english = ("time", "by", "what", "name", "id", "act", "field", "before", "after")
    writer.writerow(heads if language == "ja" else english)
    for edit in edits:
        entry = teller.entry(edit, who)
        at = edit.at.astimezone(teller.times.zone).isoformat(timespec="seconds")
        head = (at, edit.by, in_words(entry.what, language), entry.name, entry.edit.name, in_words(entry.act, language))
        for field in entry.fields or [Field("", "", "")]:
            writer.writerow([_cell(cell) for cell in (*head, *field)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@needs("see history")
async def post_back(request: web.Request) -> web.StreamResponse:
    """Makes a thing what it was after a change, by the way in which its own page changes it."""
    await form_of(request)
    number, who = request.match_info["edit"], _who(request)
    async with request.app[DESK].database.read() as connection:
        edit = await load_edit(connection, int(number)) if _is_number(number) else None
    if edit is None or edit.noun in _hidden(who):
        raise NotFoundError("there is no such change", number)
    raise go_to(await goes_back(request, edit, who, datetime.now(UTC)))


def _newest(edits: Iterable[Edit]) -> set[int]:
    """The last change of each thing, the newest of all first: it is as that says already."""
    last: dict[tuple[str, str], int] = {}
    for edit in edits:
        last.setdefault((edit.noun, edit.name), edit.id)
    return set(last.values())


async def _rows(request: web.Request, asked: Asked) -> list[Edit]:
    rows: list[Edit] = []
    while len(rows) < ROWS:
        found = await _found(request, asked, 500, rows[-1].id if rows else None)
        rows += found
        if len(found) < 500:
            break
    return rows


async def _found(request: web.Request, asked: Asked, limit: int, before: int | None) -> list[Edit]:
    hidden = _hidden(_who(request))
    async with request.app[DESK].database.read() as connection:
        return await load_edits(
            connection, asked.noun, asked.name, asked.by, before, limit, hidden, _until(request, asked)
        )


def _hidden(who: Visitor) -> tuple[str, ...]:
    """What was done to people is for those who look after people."""
    return () if who.may("see people") else ("user",)


def _asked(request: web.Request) -> Asked:
    query = request.query
    by = query.get("by", "")[:60]
    try:
        by = plain_name(by)
    except InputError:
        by = ""
    noun = query.get("noun", "")
    return Asked(
        noun if noun in NOUN_WORDS else "", storable(query.get("name", "")[:200]), by, query.get("day", "")[:60].strip()
    )


def _until(request: web.Request, asked: Asked) -> datetime | None:
    """The end of the day to look back from; None for none, and for what is no day."""
    zone = ZoneInfo(request.app[DESK].settings.timezone)
    return past_moment(asked.day, local_day(datetime.now(UTC), zone), zone, end=True) if asked.day else None


def _is_number(text: str) -> bool:
    """An id that a change could have: PostgreSQL can't be asked for a longer one."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _cell(text: str) -> str:
    """A spreadsheet takes what begins so for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _who(request: web.Request) -> Visitor:
    who = visitor(request)
    if who is None:
        raise RuntimeError("a page for those who are logged in was answered without `needs`")
    return who


async def _teller(request: web.Request, edits: list[Edit], letters: int | None = LETTERS) -> Teller:
    now = datetime.now(UTC)
    owners: dict[tuple[str, str], str] = {}
    async with request.app[DESK].database.read() as connection:
        departments = await load_departments(connection)
        deputy_of = await stands_in_for(connection, _who(request).name, now)
        titles = await titles_of(connection, edits)
        for noun in ("item", "media"):
            names = {edit.name for edit in edits if edit.noun == noun}
            owners |= {(noun, name): id for name, id in (await load_owners(connection, noun, names)).items()}
    named = {id: one.name for id, one in departments.items()}
    displays = {id: one.name for id, one in (await request.app[DESK].catalogue()).displays.items()}
    return Teller(times_of(request, now), language_of(request), named, displays, titles, owners, deputy_of, letters)
