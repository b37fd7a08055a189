"""The addresses of posters: the register, orders, and the page of each by its own code."""

from collections import OrderedDict

from aiohttp import hdrs, web

from ...errors import Handler
from . import making as poster_making
from . import orders as poster_orders
from . import phone as poster_phone
from . import register as posters
from . import tables as poster_tables

GET, POST = hdrs.METH_GET, hdrs.METH_POST

POSTER_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/posters", posters.get_posters),
    (POST, "/posters", posters.post_posters),
    (GET, "/posters.csv", poster_tables.get_table),
    (GET, "/posters/import", poster_tables.get_import),
    (POST, "/posters/import", poster_tables.post_import),
    (GET, "/posters/new", poster_making.get_making),
    (POST, "/posters/new", poster_making.post_making),
    (GET, "/posters/preview.png", poster_making.get_preview),
    (POST, "/posters/reprint", poster_making.post_reprint),
    (GET, "/posters/orders/{order}", poster_orders.get_order),
    (POST, "/posters/orders/{order}", poster_orders.post_order),
    (GET, "/posters/orders/{order}/{name}", poster_orders.get_order_file),
    (GET, "/p", poster_phone.get_code),
    (GET, "/p/{spot}", poster_phone.get_poster),
    (POST, "/p/{spot}", poster_phone.post_poster),
    (POST, "/p/{spot}/undo", poster_phone.post_undo),
    (GET, "/p/{spot}/photographs/{name}", poster_phone.get_photograph),
)
"""(method, path, handler)."""


def add_posters(app: web.Application) -> None:
    """What these pages remember, in this run only."""
    app[posters.UNDOS] = OrderedDict()
