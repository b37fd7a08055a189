"""The desk: what the staff's pages and the technician's page look into, in one place, so that a page takes what it needs."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from aiohttp import web

from ..actions.draw_slides import Previews
from ..actions.find_concerns import ConcernBook
from ..actions.find_unreadable import UnreadableBook
from ..actions.give_command import Commands
from ..actions.judge_displays import Watch
from ..actions.keep_brand import Brands
from ..actions.keep_screenshot import Screenshots
from ..actions.make_posters import PosterShop
from ..actions.pair_display import Pairings
from ..actions.print_orders import PosterOrders
from ..actions.record_visit import Visits
from ..actions.rehearse import Rehearsals
from ..actions.take_in_upload import Library
from ..domain.catalogue import Catalogue
from ..settings import Settings
from ..store.database import Database
from ..store.heartbeats import Beat
from ..store.manifests import Manifests
from ..workers import Workers


class Desk(NamedTuple):
    """`catalogue` gives the snapshot as of now; `url` is the address by which phones and screens reach this server.
    `workers` do what staff try out.
    """

    settings: Settings
    database: Database
    catalogue: Callable[[], Awaitable[Catalogue]]
    manifests: Manifests
    beats: dict[str, Beat]
    watch: Watch
    commands: Commands
    pairings: Pairings
    screenshots: Screenshots
    visits: Visits
    previews: Previews
    library: Library
    brands: Brands
    workers: Workers
    rehearsals: Rehearsals
    concerns: ConcernBook
    unreadable: UnreadableBook
    orders: PosterOrders
    poster_shop: Callable[[], PosterShop]
    url: Callable[[], str]


DESK = web.AppKey("desk", Desk)
