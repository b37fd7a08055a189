"""Slides that are not on air, for staff only: as they would be drawn, kept in memory."""

from aiohttp import hdrs, web

from ...errors import NotFoundError
from ..auth import needs
from ..desk import DESK
from ..public import SLIDE_HEADERS


@needs("see content")
async def get_preview(request: web.Request) -> web.StreamResponse:
    """The document of a slide that actions/draw_slides.py drew of late, under the policy of those on air."""
    html = await request.app[DESK].previews.document(request.match_info["name"])
    if html is None:
        raise NotFoundError("this slide was drawn too long ago; open its page anew", request.path)
    return web.Response(body=html, headers=SLIDE_HEADERS | {hdrs.CACHE_CONTROL: "private, no-store"})
