"""A picture of the library gets another file in its place, or goes."""

from datetime import UTC, datetime

from aiohttp import web

from ....actions.remove_media import remove_picture
from ....actions.replace_media import replace_everywhere
from ....domain.uploads import Upload
from ....errors import InputError, MediaError
from ....store.media_details import Described
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ..content.office import departments_of, who
from ..pages import render
from .library import whole_upload
from .one import check_owner, check_replaces, described_of, entry_of
from .picture import picture_page, words_of
from .uses import load_uses


@needs("write content")
async def post_replace(request: web.Request) -> web.StreamResponse:
    """Another file in its place, whole in a form: `file`."""
    library, now = request.app[DESK].library, datetime.now(UTC)
    form = await form_of(request, library.shop.most_bytes + 1_000_000)
    before = await check_replaces(request, request.match_info["picture"])
    file = form.get("file")
    try:
        if not isinstance(file, web.FileField) or not file.filename:
            raise MediaError("no file was chosen", "", "ファイルが選ばれていません")
        await replace_by(request, before, await whole_upload(request, file, now), now)
    except MediaError as problem:
        return await picture_page(request, before, errors={"file": words_of(problem)})
    raise go_to(f"{request.path.removesuffix('/replace')}?done=replaced")


@needs("write content")
async def get_remove(request: web.Request) -> web.StreamResponse:
    """Asks before it goes for good; while it is in use, says where instead."""
    described = await described_of(request)
    check_owner(request, described, await departments_of(request))
    return await _remove_page(request, described, 200)


@needs("write content")
async def post_remove(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    described = await described_of(request)
    check_owner(request, described, await departments_of(request))
    desk = request.app[DESK]
    try:
        await remove_picture(desk.database, described, who(request).name, datetime.now(UTC))
    except InputError:
        return await _remove_page(request, described, InputError.http_status)
    raise go_to("/library?added=removed")


async def replace_by(request: web.Request, before: Described, upload: Upload, now: datetime) -> Described:
    return await replace_everywhere(request.app[DESK].library, before, upload, who(request).name, now)


async def _remove_page(request: web.Request, described: Described, status: int) -> web.Response:
    desk, entry = request.app[DESK], await entry_of(request, described)
    async with desk.database.read() as connection:
        names, person = [one.name for one in entry.media], who(request).person
        uses = await load_uses(connection, await desk.catalogue(), names, person, datetime.now(UTC))
    title = {
        "ja": f"「{described.details.title}」をライブラリから消しますか",
        "en": f"Remove “{described.details.title}” from the library?",
    }
    held = any(use.holds for use in uses)
    return await render(request, "library-remove.html", title=title, status=status, entry=entry, uses=uses, held=held)
