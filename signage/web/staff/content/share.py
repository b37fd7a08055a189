"""An item for the city's own accounts: its pictures in three shapes, its text and its address to be copied."""

from datetime import UTC, datetime
from urllib.parse import quote

import structlog
from aiohttp import hdrs, web

from ....actions.share_item import file_name, shared_subject
from ....chromium.devtools import BrowserError
from ....chromium.headless import find_chromium
from ....domain.catalogue import Catalogue
from ....domain.content import KINDS, Item
from ....domain.sharing import CUTS, MOST_WEIGHT, post_of
from ....errors import NotFoundError, RenderError
from ....render.studio import Studio
from ....words import Words, in_words
from ...auth import needs
from ...desk import DESK, Desk
from ...public import BLOBS
from ..pages import HEADERS, language_of, render
from .office import LANGUAGE_WORDS
from .preview import kept_item

TITLE: Words = {"ja": "SNSで知らせる", "en": "Share on social media"}
NO_BROWSER: Words = {
    "ja": "画像を作れません。管理者に「サーバーに Chromium を入れてください（docs/operations.md）」と伝えてください。",
    "en": "The picture can’t be made. Ask the administrator to install a Chromium on the server (docs/operations.md).",
}
log = structlog.get_logger()
STUDIO = web.AppKey("studio", Studio)
_PNG = {hdrs.CACHE_CONTROL: "private, no-store", "X-Content-Type-Options": "nosniff", hdrs.CONTENT_TYPE: "image/png"}


@needs("see content")
async def get_share(request: web.Request) -> web.StreamResponse:
    """The page, in one of the item's languages (`in`)."""
    desk, now = request.app[DESK], datetime.now(UTC)
    item, kept = await _shared(request, now)
    language = _language(item or kept, request.query.get("in", ""))
    return await render(
        request,
        "share.html",
        title=TITLE,
        now=now,
        item=item,
        kept=kept,
        here=f"/content/{quote(kept.id, safe='')}",
        written=[(code, LANGUAGE_WORDS.get(code, {"ja": code})) for code in (item or kept).title],
        written_in=language,
        post=post_of(item, language, now, desk.brands.in_force) if item and language else None,
        most=MOST_WEIGHT,
        cuts=CUTS,
        possible=find_chromium(desk.settings.chromium) is not None,
    )


@needs("see content")
async def get_shared_picture(request: web.Request) -> web.StreamResponse:
    """One of the pictures, made when it is asked for; where no browser can draw it a plain sentence (503), as for a feed reader
    or a script that asks by the address. Raises NotFoundError, and RenderError where the slide can't be made.
    """
    desk, now = request.app[DESK], datetime.now(UTC)
    item, _ = await _shared(request, now)
    cut = next((one for one in CUTS if one.name == request.match_info["cut"]), None)
    if item is None or cut is None:
        raise NotFoundError("there is no such picture", request.path)
    catalogue = await desk.catalogue()
    language = _language(item, request.query.get("in", ""))
    [drawn] = await desk.previews.draw([shared_subject(item, catalogue.media, catalogue.links, language, now, cut)])
    html = desk.previews.html(drawn.name)
    if html is None:
        raise RenderError(drawn.problem, item.id)
    try:
        png = await request.app[STUDIO].photograph(html, cut.width, cut.height)
    except BrowserError as problem:
        log.warning("a picture to share could not be taken", item=item.id, reason=str(problem))
        return web.Response(text=in_words(NO_BROWSER, language_of(request)), status=503, headers=HEADERS)
    file = file_name(item, language, cut)
    attached = (
        {hdrs.CONTENT_DISPOSITION: f"attachment; filename*=UTF-8''{quote(file)}"} if "save" in request.query else {}
    )
    return web.Response(body=png, headers=_PNG | attached)


async def _shared(request: web.Request, now: datetime) -> tuple[Item | None, Item]:
    """The item as it was approved, if it is to be shown at all, and as it is kept."""
    kept = await kept_item(request, request.match_info["item"], now)
    catalogue: Catalogue = await request.app[DESK].catalogue()
    item = catalogue.items.get(kept.id)
    return (item if item and item.kind in KINDS else None), kept


def _language(item: Item, asked: str) -> str:
    return asked if asked in item.title else next(iter(item.title), "")


def add_share(app: web.Application, desk: Desk) -> None:
    """Who photographs slides for the pages; its browser goes with the server."""
    studio = app[STUDIO] = Studio(app[BLOBS].find, desk.settings.chromium)

    async def close(_app: web.Application) -> None:
        await studio.close()

    app.on_cleanup.append(close)
