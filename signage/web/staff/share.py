"""An item for the city's own accounts: its pictures in three shapes, its text and its address to be copied."""

from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import hdrs, web

from ...actions.share_item import file_name, shared_subject
from ...chromium.headless import find_chromium
from ...domain.catalogue import Catalogue
from ...domain.content import KINDS, Item
from ...domain.sharing import CUTS, MOST_WEIGHT, post_of
from ...errors import NotFoundError, RenderError
from ...render.studio import Studio
from ...words import Words
from ..auth import needs
from ..desk import DESK, Desk
from ..public import BLOBS
from .item_office import LANGUAGE_WORDS
from .item_preview import kept_item
from .pages import render

TITLE: Words = {"ja": "SNSで知らせる", "en": "Share on social media"}
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
    """One of the pictures, made when it is asked for. Raises NotFoundError, and BrowserError or RenderError where it can't be
    made.
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
    png = await request.app[STUDIO].photograph(html, cut.width, cut.height)
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
