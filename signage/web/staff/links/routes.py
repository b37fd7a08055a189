"""The addresses of links: their list, one of them, what is done to it."""

from aiohttp import hdrs

from ...errors import Handler
from . import link
from . import listing as links

GET, POST = hdrs.METH_GET, hdrs.METH_POST
ONE = "/links/{link}"

LINK_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/links", links.get_links),
    (GET, "/links/new", link.get_new_link),
    (POST, "/links/new", link.post_new_link),
    (GET, ONE, link.get_link),
    (POST, ONE, link.post_link),
    (POST, f"{ONE}/turn", link.post_turn),
    (POST, f"{ONE}/check", link.post_check),
    (POST, f"{ONE}/undo", link.post_undo_link),
)
"""(method, path, handler)."""
