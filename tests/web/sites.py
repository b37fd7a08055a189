"""A whole web application with pages for staff, over a real database; and a person who uses it through forms."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.add_user import add_user
from signage.actions.decoded_media import Workshop
from signage.actions.draw_slides import Previews
from signage.actions.find_concerns import ConcernBook
from signage.actions.find_unreadable import UnreadableBook
from signage.actions.judge_displays import Watch
from signage.actions.keep_brand import Brands
from signage.actions.make_posters import PosterShop
from signage.actions.print_orders import PosterOrders
from signage.actions.record_visit import Visits
from signage.actions.rehearse import Rehearsals
from signage.actions.take_in_upload import Library
from signage.brand import Brand
from signage.desk_jobs import orders_of
from signage.domain.accounts import Department, Role
from signage.domain.displays import Display, Group
from signage.domain.links import codes_of
from signage.domain.manifest import build_head
from signage.render.assets import VENDOR, load_assets
from signage.render.orders import Look, look_digest
from signage.settings import Settings
from signage.store.blobs import Blobs
from signage.store.catalogue import CatalogueKeeper
from signage.store.database import Database
from signage.store.departments import load_department, record_department
from signage.store.displays import record_displays, record_places
from signage.store.groups import load_groups, record_group
from signage.store.manifests import InForce, Manifests, serve
from signage.store.originals import Originals
from signage.store.slides import SlideIndex
from signage.store.uploads import Uploads
from signage.web.desk import Desk
from signage.web.player import PlayerDesk
from signage.web.player_files import KIOSK, PlayerFiles
from signage.web.routes import build_web
from signage.workers import Workers
from tests.factories import a_display, a_place, a_player_desk
from tests.spare_workers import SpareWorkers

Client = TestClient[web.Request, web.Application]
PASSWORD = "the harbour at dawn"
SLIDE = "5" * 64
WEEK_MS = 7 * 86_400_000


class Site(NamedTuple):
    client: Client
    desk: Desk
    players: PlayerDesk
    database: Database

    async def add_person(
        self,
        name: str = "taga",
        role: Role = "technician",
        password: str = PASSWORD,
        *,
        department: str = "",
        groups: Iterable[str] = (),
    ) -> None:
        """The department and the groups are made where there are none of these ids, named by them."""
        groups = tuple(groups)
        if department:
            await self.add_department(department)
        await self._add_groups(groups)
        await add_user(self.database, name, role, datetime.now(UTC), password, department=department, groups=groups)

    async def _add_groups(self, ids: Iterable[str]) -> None:
        async with self.database.write() as connection:
            for id in set(ids) - set(await load_groups(connection)):
                await record_group(connection, Group(id=id, name={"ja": id, "en": id}))

    async def add_department(self, id: str, ja: str = "") -> None:
        async with self.database.write() as connection:
            if await load_department(connection, id) is None:
                await record_department(connection, Department(id=id, name={"ja": ja or id, "en": id}))

    async def page(self, path: str, status: int = 200, **options: Any) -> str:
        """The text of a page, once it has answered so."""
        answer = await self.client.get(path, allow_redirects=False, **options)
        assert answer.status == status, (path, answer.status)
        return await answer.text()

    async def send(self, path: str, page: str = "", *, headers: Any = None, **fields: str) -> ClientResponse:
        """Sends the form of a page (of `page`, else of `path`) as it stands there, with these fields filled in."""
        form = hidden_fields(await self.page(page or path)) | fields
        return await self.client.post(path, data=form, headers=headers, allow_redirects=False)

    async def log_in(
        self, name: str = "taga", password: str = PASSWORD, headers: Any = None, **fields: str
    ) -> ClientResponse:
        return await self.send("/login", headers=headers, name=name, password=password, **fields)

    async def log_in_anew(self, headers: Any = None, name: str = "taga") -> ClientResponse:
        """As on another device: whoever was logged in here stays so, with `cookies()` from before."""
        self.client.session.cookie_jar.clear()
        return await self.log_in(name, headers=headers)

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}

    def show(self, display: Display, slide: str | None = SLIDE, minutes_ago: int = 1) -> None:
        """Puts a slide, or black, on a display for a week from then."""
        begins = round(datetime.now(UTC).timestamp() * 1000) - minutes_ago * 60_000
        tail = msgspec.json.encode(
            {
                "from": begins,
                "until": begins + WEEK_MS,
                "slides": [{"slide": SLIDE, "ms": 12_000, "transition": "cut", "item": "news-1"}],
                "loops": {"L1": {"ms": 12_000, "order": [0]}},
                "segments": [
                    {"from": begins, "until": begins + WEEK_MS, "anchor": begins, "loop": "L1" if slide else None}
                ],
                "fallback": SLIDE,
            }
        )
        served = serve(build_head(display, a_place(), player=""), "", hashlib.sha256(tail).hexdigest(), tail)
        self.desk.manifests.replace({display.id: served}, InForce({}, {}))


async def a_site(
    aiohttp_client: AiohttpClient,
    folder: Path,
    database: Database,
    displays: Iterable[Display] = (a_display(),),
    started_at: datetime | None = None,
    **settings: Any,
) -> Site:
    """Displays at the place “station”, nothing published, nobody who could log in. The server started now, or then."""
    async with database.write() as connection:
        await record_places(connection, [a_place()])
        await record_displays(connection, displays)
    manifests, blobs = Manifests(), Blobs(folder)
    players = a_player_desk(folder, database, manifests, blobs)
    catalogue = CatalogueKeeper(database).current
    watch = Watch(database, catalogue, manifests, players.beats, started_at or datetime.now(UTC))
    await watch.load()
    workers = SpareWorkers(seconds=30)
    looks = [a_look()]

    def shop() -> PosterShop:
        set_up = Settings(**settings)
        brand, codes = looks[-1][0].brand, codes_of(set_up)
        return PosterShop(database, blobs, workers, folder, str(VENDOR), brand, codes, public_url=set_up.public_url)

    orders = orders_of(database, folder / "posters", catalogue, shop)
    desk = Desk(
        settings=Settings(**settings),
        database=database,
        catalogue=catalogue,
        manifests=manifests,
        beats=players.beats,
        watch=watch,
        commands=players.commands,
        pairings=players.pairings,
        screenshots=players.screenshots,
        visits=Visits(database, workers, folder / "visits"),
        library=a_library(folder, database, blobs, workers),
        previews=Previews(workers, lambda: looks[-1]),
        brands=Brands(database, lambda: looks[-1][0], lambda *new: looks.append(new), Settings(**settings).project),
        workers=workers,
        rehearsals=Rehearsals(workers),
        concerns=ConcernBook(workers, catalogue),
        unreadable=UnreadableBook(database, manifests, SlideIndex(), catalogue),
        orders=orders,
        poster_shop=shop,
        url=lambda: "http://127.0.0.1:8080",
    )
    app = build_web(blobs=blobs, players=players, files=PlayerFiles(KIOSK), desk=desk)
    app.on_cleanup.append(lambda _: workers.close())
    app.cleanup_ctx.append(lambda _: printing(orders))
    return Site(await aiohttp_client(app), desk, players, database)


async def printing(orders: PosterOrders) -> AsyncIterator[None]:
    """Posters are made for as long as the application runs."""
    task = asyncio.create_task(orders.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def a_library(folder: Path, database: Database, blobs: Blobs, workers: Workers) -> Library:
    """A media library below a folder, of files of 5 MB at most; what it takes in is really decoded."""
    shop = Workshop(database, blobs, workers, folder, str(VENDOR), megabytes=5)
    return Library(shop, Uploads(folder / "uploads"), Originals(folder / "library"))


@lru_cache(maxsize=1)
def a_look() -> tuple[Look, str]:
    """The look of the slides with our own fonts and no brand to speak of."""
    assets, _ = load_assets(VENDOR)
    look = Look(Brand(), assets)
    return look, look_digest(look)


def hidden_fields(page: str) -> dict[str, str]:
    """What the first form of a page carries without being asked."""
    form = page.partition("<main")[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
