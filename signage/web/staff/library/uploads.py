"""Files sent in parts by the page's script (static/pages/upload.js): begun, gone on with where they broke off, taken in.

All answers are JSON; what can't be used says why in the reader's language under “error”.
"""

import asyncio
import functools
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import hdrs, web

from ....actions.take_in_upload import TakenIn, begin_upload, take_in_upload
from ....domain.library import ulid_of
from ....domain.uploads import PART_BYTES, Announced, Upload
from ....errors import ConflictError, MediaError, NotFoundError, SignageError
from ....store.media_details import Described, load_by_ulid
from ....store.uploads import not_under_way
from ....words import in_words
from ...auth import Form, check_word, form_of, needs, text_of
from ...desk import DESK
from ...errors import Handler
from ..content.office import departments_of, who
from ..pages import HEADERS, language_of
from .library import department_of
from .picture import words_of

OFFSET, LENGTH = "Upload-Offset", "Upload-Length"
_DIGITS = frozenset("0123456789")


def in_json(handler: Handler) -> Handler:
    """The handler with what goes wrong as JSON."""

    @functools.wraps(handler)
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except SignageError as problem:
            if problem.http_status >= 500:
                raise
            return _json({"error": _says(request, problem)}, problem.http_status)

    return answer


def _says(request: web.Request, problem: SignageError) -> str:
    """What is wrong, for whoever sends; empty where nobody has words for it, as where another log-in has begun since."""
    words = words_of(problem) if isinstance(problem, MediaError) else problem.says
    return in_words(words, language_of(request)) if words else ""


@needs("write content")
@in_json
async def post_upload(request: web.Request) -> web.StreamResponse:
    """Begins a file of this `name`, `size` and (hex) `sha256` and `modified` time, as far as the page knows them; or goes on
    with the one that was begun before, or says which picture it would be.
    """
    form = await form_of(request)
    library, by = request.app[DESK].library, who(request).name
    said = {field: text_of(form, field) for field in ("name", "size", "sha256", "modified")}
    begun = await begin_upload(library, Announced(**said), by, datetime.now(UTC))
    if isinstance(begun, TakenIn):
        return _json(await _told(request, begun))
    offset = await asyncio.to_thread(library.uploads.offset, begun)
    return _json({"id": begun.id, "offset": offset, "part": PART_BYTES}, 201)


@needs("write content")
@in_json
async def head_upload(request: web.Request) -> web.StreamResponse:
    """How many bytes have come."""
    upload = await _upload(request)
    offset = await asyncio.to_thread(request.app[DESK].library.uploads.offset, upload)
    return web.Response(headers={**HEADERS, OFFSET: str(offset), LENGTH: str(upload.size)})


@needs("write content")
@in_json
async def patch_upload(request: web.Request) -> web.StreamResponse:
    """Goes on at the byte that the header says; 409 with the right one where it does not. What came of a part stays."""
    check_word(request)
    upload = await _upload(request)
    uploads, asked = request.app[DESK].library.uploads, request.headers.get(OFFSET, "")
    if not asked or len(asked) > 15 or not _DIGITS.issuperset(asked):
        raise ConflictError("the header Upload-Offset says at which byte the file goes on", upload.name)
    try:
        offset = await uploads.append(upload, int(asked), request.content.iter_chunked(1 << 16))
    except ConflictError:
        return _json({"offset": await asyncio.to_thread(uploads.offset, upload)}, ConflictError.http_status)
    return _json({"offset": offset})


@needs("write content")
@in_json
async def post_finish(request: web.Request) -> web.StreamResponse:
    """Takes a file in that has come whole. May be asked again, also while it is being taken in: it is taken in once."""
    form = await form_of(request)
    async with request.app[DESK].library.uploads.taking(request.match_info["upload"]):
        return _json(await _taken_in(request, form))


async def _taken_in(request: web.Request, form: Form) -> dict[str, Any]:
    library, now = request.app[DESK].library, datetime.now(UTC)
    try:
        upload = await _upload(request)
    except NotFoundError:
        return await _told_again(request)
    department = department_of(request, form, await departments_of(request))
    return await _told(request, await take_in_upload(library, upload, department, now))


async def _upload(request: web.Request) -> Upload:
    """The one of the address. Raises NotFoundError, also for another's."""
    uploads, id = request.app[DESK].library.uploads, request.match_info["upload"]
    return await asyncio.to_thread(uploads.load, id, who(request).name)


async def _told(request: web.Request, taken: TakenIn) -> dict[str, Any]:
    async with request.app[DESK].database.read() as connection:
        found = await load_by_ulid(connection, ulid_of(taken.name))
    if found is None:
        raise NotFoundError("this picture was removed just now", taken.name)
    return _of(found, same=taken.same)


async def _told_again(request: web.Request) -> dict[str, Any]:
    """What a file has become already, if it is whose it was."""
    async with request.app[DESK].database.read() as connection:
        found = await load_by_ulid(connection, request.match_info["upload"])
    if found is None or found.by != who(request).name:
        raise not_under_way(request.match_info["upload"])
    return _of(found, same=False)


def _of(found: Described, *, same: bool) -> dict[str, Any]:
    path = f"/library/{ulid_of(found.name)}"
    return {"name": found.name, "title": found.details.title, "path": path, "same": same}


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    headers = {**HEADERS, hdrs.CONTENT_TYPE: "application/json"}
    return web.Response(body=msgspec.json.encode(body), status=status, headers=headers)
