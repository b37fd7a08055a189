"""The addresses of content: its list, one item, the slide beside its form."""

from collections import OrderedDict

from aiohttp import hdrs, web

from ....actions.find_reach import Reaches
from ...desk import Desk
from ...errors import Handler
from . import bulk, item, on_glass, override, share, voices
from . import listing as content
from . import preview as item_preview
from . import reach as item_reach
from .presence import PRESENCE, Presence

GET, POST = hdrs.METH_GET, hdrs.METH_POST

CONTENT_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/content", content.get_content),
    (POST, "/content/bulk", content.post_bulk),
    (GET, "/content/new", item.get_new),
    (GET, "/content/word", item.get_word),
    (GET, "/content/voices", voices.get_voices),
    (POST, "/content/voices", voices.post_voices),
    (POST, "/content/voices/drop", voices.post_drop),
    (POST, "/content/preview", item_preview.post_preview),
    (GET, "/content/{item}", item.get_item),
    (POST, "/content/{item}", item.post_item),
    (POST, "/content/{item}/draft", item.post_draft),
    (GET, "/content/{item}/others", item.get_others),
    (GET, "/content/{item}/slide", item_preview.get_slide),
    (GET, "/content/{item}/reach", item_reach.get_reach),
    (GET, "/content/{item}/share", share.get_share),
    (GET, "/content/{item}/share/{cut:[a-z]+}.png", share.get_shared_picture),
    (GET, "/content/{item}/override", override.get_override),
    (POST, "/content/{item}/override", override.post_override),
)
"""(method, path, handler). An item's approval has pages of its own."""


def add_content(app: web.Application, desk: Desk) -> None:
    """What the pages of content keep in memory: what can be undone, what is on glass, where an item would be shown."""
    app[item_reach.REACHES] = Reaches(desk.rehearsals.workers)
    share.add_share(app, desk)
    app[bulk.UNDOS], app[on_glass.KEPT], app[PRESENCE] = OrderedDict(), {}, Presence()
