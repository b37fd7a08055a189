"""みんなの声: answers to the survey are taken in from a CSV, and each waits here until somebody has read and approved it."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from aiohttp import web

from ....actions.import_voices import Common, TakenIn, drop_import, import_voices
from ....domain.accounts import Department
from ....domain.forms.item import VOICE_MOST
from ....domain.forms.typed import plain_line
from ....domain.voices import KIND, MOST_ROWS, TRAIT_WORDS, Trace, traces
from ....domain.workflow import Version, reads, steps
from ....errors import InputError, SignageError
from ....sources.tables import NoColumnError
from ....sources.voices import VoiceTable, read_voices
from ....store.deputies import stands_in_for
from ....store.versions import load_newest
from ....words import Words
from ...auth import Form, form_of, go_to, needs, text_of
from ...desk import DESK
from ..pages import render
from .office import department_name, departments_of, office_of, themes_offered, who, writes_for
from .open_tasks import OPEN_TASKS

TITLE: Words = {"ja": "みんなの声", "en": "Voices of citizens"}
PATH = "/content/voices"
FILE_BYTES = 2 * 1024 * 1024
PER_PAGE, TOLD = 50, 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NO_FILE: Words = {"ja": "CSV ファイルを選んでください。", "en": "Choose a CSV file."}
LARGE: Words = {"ja": "ファイルは 2 MB までです。", "en": "A file may have 2 MB."}
NO_COLUMN: Words = {
    "ja": "声の列が見つかりません。1行目に「声」「ご意見」「自由記述」などの列名を入れるか、下に列名を書いてください。",
    "en": "No column holds what people said. Name it “voice” in the first line, or write its name below.",
}
UNREAD: Words = {
    "ja": "CSV として読めません。Excel では「CSV UTF-8」で保存してください。",
    "en": "It can’t be read as a CSV. In Excel save it as “CSV UTF-8”.",
}


class Waiting(NamedTuple):
    """A voice that waits for approval; `traces` is what a reviewer is to look at."""

    version: Version
    department: Words
    traces: tuple[Trace, ...]
    mine: bool


class Result(NamedTuple):
    """What became of a file: `batch` names what was taken in, to drop it again."""

    taken: TakenIn
    table: VoiceTable
    batch: int


@needs("see content")
async def get_voices(request: web.Request) -> web.StreamResponse:
    return await _page(request, datetime.now(UTC))


@needs("write content")
async def post_voices(request: web.Request) -> web.StreamResponse:
    """Takes in a file. Sent twice it takes in nothing more."""
    form, now = await form_of(request, FILE_BYTES + 100_000), datetime.now(UTC)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as the database keeps it
    fields = {
        name: plain_line(text_of(form, name))[:200] for name in ("column", "question", "theme", "url", "department")
    }
    table = await _read(request, form, fields["column"])
    if not isinstance(table, VoiceTable):
        return await _page(request, now, fields=fields, errors={"file": table}, status=422)
    result = Result(
        await _take_in(request, table, fields, now), table, round((now - EPOCH) / timedelta(milliseconds=1))
    )
    request.app[OPEN_TASKS].forget()
    return await _page(request, now, fields=fields, result=result)


async def _read(request: web.Request, form: Form, column: str) -> VoiceTable | Words:
    """In a worker, since others wrote it; in words what is wrong with the file."""
    file = form.get("file")
    if not isinstance(file, web.FileField) or not file.filename:
        return NO_FILE
    body = await asyncio.to_thread(file.file.read)
    if len(body) > FILE_BYTES:
        return LARGE
    try:
        return await request.app[DESK].workers.run(read_voices, body, column)
    except NoColumnError:
        return NO_COLUMN
    except SignageError:
        return UNREAD


async def _take_in(request: web.Request, table: VoiceTable, fields: Mapping[str, str], now: datetime) -> TakenIn:
    desk, departments = request.app[DESK], await departments_of(request)
    office = office_of(request, await desk.catalogue(), departments, now)
    person = who(request).person
    id = fields["department"] or person.department
    department = departments.get(id, Department(id=id, name={}))
    common = Common(fields["question"], fields["theme"], fields["url"])
    return await import_voices(desk.database, table, common, department, person, office)


@needs("write content")
async def post_drop(request: web.Request) -> web.StreamResponse:
    """What was taken in by mistake goes, as far as nobody has decided on it."""
    form = await form_of(request)
    batch = text_of(form, "batch")
    if not (batch.isascii() and batch.isdigit() and len(batch) < 15):
        raise InputError("this names nothing that was taken in", "batch")
    made_at = EPOCH + timedelta(milliseconds=int(batch))
    dropped = await drop_import(request.app[DESK].database, who(request).person, made_at, datetime.now(UTC))
    request.app[OPEN_TASKS].forget()
    raise go_to(f"{PATH}?dropped={dropped}")


async def _page(
    request: web.Request,
    now: datetime,
    *,
    fields: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    result: Result | None = None,
    status: int = 200,
) -> web.Response:
    departments, catalogue = await departments_of(request), await request.app[DESK].catalogue()
    waiting = await _waiting(request, departments, now)
    mine = next((one for one in waiting if one.mine), None)
    page = _page_number(request, len(waiting))
    choices = writes_for(request, departments) if who(request).may("write content") else []
    values: dict[str, Any] = {
        "waiting": waiting[(page - 1) * PER_PAGE : page * PER_PAGE],
        "total": len(waiting),
        "page": page,
        "pages": -(-len(waiting) // PER_PAGE),
        "mine": sum(one.mine for one in waiting),
        "next": f"/content/{quote(mine.version.item.id, safe='')}/approval" if mine else "",
        "up": sum(item.kind == KIND for item in catalogue.items.values()),
        "trait_words": TRAIT_WORDS,
        "themes": themes_offered(request),
        "departments": choices,
        "most": VOICE_MOST,
        "most_rows": MOST_ROWS,
        "dropped": request.query.get("dropped", "")[:4],
        "told": TOLD,
    }
    empty = dict.fromkeys(("column", "question", "theme", "url", "department"), "")
    return await render(
        request,
        "voices.html",
        title=TITLE,
        status=status,
        now=now,
        fields=empty | {"department": who(request).person.department or ""} | dict(fields or {}),
        errors=errors or {},
        labels=LABELS,
        result=result,
        **values,
    )


LABELS: dict[str, Words] = {
    "file": {"ja": "CSV ファイル", "en": "CSV file"},
    "column": {"ja": "声の列の名前", "en": "Name of the column with what was said"},
    "question": {"ja": "アンケートの問い", "en": "Question of the survey"},
    "theme": {"ja": "テーマ", "en": "Theme"},
    "url": {"ja": "リンク（QRコード）", "en": "Link (QR code)"},
    "department": {"ja": "担当", "en": "Department"},
}


async def _waiting(request: web.Request, departments: Mapping[str, Department], now: datetime) -> list[Waiting]:
    """Those that whoever asks may look at, the one that waits longest first."""
    person = who(request).person
    async with request.app[DESK].database.read() as connection:
        asked = await load_newest(connection, stages=("requested",))
        deputy_of = await stands_in_for(connection, person.name, now)
    voices = [one for one in asked if one.item.kind == KIND and reads(person, one.department, deputy_of)]
    voices.sort(key=lambda one: (one.asked_at or one.changed_at, one.item.id))
    return [
        Waiting(
            one,
            department_name(departments, one.department),
            traces(_said(one)),
            "approve" in steps(one, person, deputy_of),
        )
        for one in voices
    ]


def _said(version: Version) -> str:
    return "\n".join((*version.item.title.values(), *version.item.text.values()))


def _page_number(request: web.Request, total: int) -> int:
    asked = request.query.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return max(1, min(number, -(-total // PER_PAGE)))
