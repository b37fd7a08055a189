"""Orders of posters: taken at once, printed one after another beside all else. Who asked may leave the page, and a kill loses
nothing: the codes were given with the order, and what was not done is begun again.
"""

import asyncio
import shutil
import zipfile
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.catalogue import Catalogue
from ..domain.legibility import Finding
from ..domain.poster_orders import Printing, Progress
from ..domain.posters import Poster, PosterOrder
from ..domain.ulids import is_ulid, new_ulid
from ..errors import ConflictError, InputError, NotFoundError, SignageError, StoreError
from ..store.database import Database
from ..store.edits import record_edit
from ..store.plain import storable
from ..store.posters import (
    KeptOrder,
    load_order,
    load_orders_of,
    load_orders_under_way,
    load_posters,
    record_order,
    remove_posters,
)
from ..words import Words
from .kept_orders import (
    CANCELLED,
    NOUN,
    check_owner,
    check_printer,
    is_of_form,
    is_over,
    is_same,
    keep_order,
    kept_order,
    order_of,
    printing_for,
    printing_of,
    with_findings,
)

FILES_KEPT = timedelta(days=30)
"""So long the files stay; they can be made again at any time."""
ARCHIVE = "posters.zip"
AGAIN_SECONDS = 5
log = structlog.get_logger()


class Made(Protocol):
    """What drawing an order gives back."""

    @property
    def findings(self) -> Sequence[Finding]: ...


Tell = Callable[[int, int], None]


class Allot(Protocol):
    """Gives each site of an order its poster, in the transaction of the caller (actions/make_posters)."""

    async def __call__(
        self, connection: AsyncConnection, catalogue: Catalogue, order: PosterOrder, by: str, now: datetime, /
    ) -> Sequence[Poster]: ...


class Draw(Protocol):
    """Sets an order's posters into a folder."""

    async def __call__(
        self,
        catalogue: Catalogue,
        order: PosterOrder,
        posters: Sequence[Poster],
        out: Path,
        now: datetime,
        /,
        *,
        one_each: bool,
        tell: Tell,
    ) -> Made: ...


class PosterOrders:
    """`folder` holds a folder of files for each order. `run` prints, for as long as the server runs."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        catalogue: Callable[[], Awaitable[Catalogue]],
        allot: Allot,
        draw: Draw,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._folder = folder
        self._catalogue = catalogue
        self._allot = allot
        self._draw = draw
        self._clock = clock
        self._asked = asyncio.Event()
        self.progress: dict[str, Progress] = {}

    async def take(
        self, order: PosterOrder, title: Words, by: Person, now: datetime, *, one_each: bool, asked: str = ""
    ) -> str:
        """Gives out the codes and puts the order in the queue; its id: the one that its form had (`asked`), so that a form
        which is sent twice is one order. Raises InputError for what can't be asked.
        """
        id, catalogue = asked if is_of_form(asked, now) else new_ulid(now), await self._catalogue()
        async with self._database.write() as connection:
            if before := await load_order(connection, id):
                if is_same(before, order, one_each):
                    return id
                id = new_ulid(now)
            posters = await self._allot(connection, catalogue, order, by.name, now)
            printing = printing_for(order, title, posters, one_each)
            await keep_order(connection, kept_order(id, printing, order.department, by.name, now), printing)
        self._asked.set()
        return id

    async def reprint(self, spots: Collection[str], by: Person, now: datetime) -> list[str]:
        """Puts posters that are there in the queue once more, with the codes they have; the ids of the orders, one for each
        that they were made by. Raises NotFoundError where none of them is there, ForbiddenError for another department's.
        """
        ids: list[str] = []
        async with self._database.write() as connection:
            posters = {one.poster.spot: one.poster for one in await load_posters(connection, spots)}
            before = await load_orders_of(connection, list(posters))
            for kept, its in before:
                check_printer(kept, by)
                ids.append(new_ulid(now))
                mine = tuple(spot for spot in posters if spot in its)
                printing = msgspec.structs.replace(
                    printing_of(kept),
                    again=True,
                    spots=mine,
                    sheets=sum(posters[spot].copies for spot in mine),
                    findings=(),
                )
                await record_order(connection, kept_order(ids[-1], printing, kept.department, by.name, now))
        if not ids:
            raise NotFoundError("none of these posters was made here", " ".join(sorted(spots)[:5]))
        self._asked.set()
        return ids

    async def again(self, id: str, by: Person) -> None:
        """Prints an order anew: its files were swept away, or what stood in its way has been mended.

        Raises NotFoundError, ConflictError where it was called off or what it tells of was erased, and ForbiddenError for
        another department's.
        """
        async with self._database.write() as connection:
            kept = await order_of(connection, id)
            check_printer(kept, by)
            if is_over(kept):
                raise ConflictError("this order was called off, or what it tells of was erased", id)
            await record_order(connection, kept._replace(done_at=None, problem=""))
        self._asked.set()

    async def call_off(self, id: str, by: Person, now: datetime) -> None:
        """Stops an order and takes its posters out of the register; their codes are given to nobody else.

        Raises NotFoundError, ForbiddenError for another department's, and ConflictError once one of them hangs.
        """
        async with self._database.write() as connection:
            kept = await order_of(connection, id)
            check_owner(kept, by)
            printing = printing_of(kept)
            if not printing.again:
                if any(one.state != "made" for one in await load_posters(connection, printing.spots)):
                    raise ConflictError("some of these posters are up already", id)
                await remove_posters(connection, printing.spots)
            await record_order(connection, kept._replace(done_at=now, problem=CANCELLED))
            await record_edit(connection, by.name, now, NOUN, id, "call off", {"posters": len(printing.spots)})
        await asyncio.to_thread(shutil.rmtree, self.folder(id), ignore_errors=True)

    def folder(self, id: str) -> Path:
        """Where an order's files lie. Raises NotFoundError for what is no id."""
        if not is_ulid(id):
            raise NotFoundError("there is no such order", id)
        return self._folder / id

    async def run(self) -> None:
        """Prints what is asked for, the oldest first, and what a stop of the server left."""
        while True:
            self._asked.clear()
            try:
                if not await self._print_next():
                    await self._asked.wait()
            except StoreError as problem:
                log.warning("orders of posters wait for the database", reason=str(problem))
                await asyncio.sleep(AGAIN_SECONDS)
            except Exception:
                log.exception("orders of posters wait; they are looked at again")
                await asyncio.sleep(AGAIN_SECONDS)

    async def _print_next(self) -> bool:
        """Whether there was one."""
        async with self._database.read() as connection:
            waiting = await load_orders_under_way(connection)
        if waiting:
            await self._print(waiting[0])
        return bool(waiting)

    async def sweep(self, now: datetime) -> None:
        """Removes the files of orders that were printed long ago."""
        oldest = (now - FILES_KEPT).timestamp()
        await asyncio.to_thread(_sweep, self._folder, oldest)

    async def _print(self, kept: KeptOrder) -> None:
        """Whatever stands in the way is the order's own trouble: the next is printed all the same."""
        findings: Sequence[Finding] | None = None
        problem = ""
        try:
            findings = await self._set(kept, printing_of(kept))
        except StoreError:
            raise
        except (SignageError, OSError) as told:
            problem = str(told) or type(told).__name__
            log.warning("posters could not be made", order=kept.id, reason=problem)
        except Exception as slip:
            log.exception("posters could not be made", order=kept.id)
            problem = f"they can't be made, by a fault of this program ({type(slip).__name__}: {slip})"
        await self._end(kept.id, problem, findings)
        self.progress.pop(kept.id, None)

    async def _end(self, id: str, problem: str, findings: Sequence[Finding] | None) -> None:
        """Keeps what came of it over the order as it is by now: it may have been called off meanwhile, or its item erased."""
        async with self._database.write() as connection:
            now = await load_order(connection, id)
            ended = now is None or now.problem != ""
            if now is not None and not ended:
                body = now.body if findings is None else with_findings(now, findings)
                done = now._replace(body=body, done_at=self._clock(), problem=storable(problem))
                await record_order(connection, done)
        if ended:
            await asyncio.to_thread(shutil.rmtree, self.folder(id), ignore_errors=True)

    async def _set(self, kept: KeptOrder, printing: Printing) -> Sequence[Finding]:
        self.progress[kept.id] = Progress(0, printing.sheets, self._clock())
        catalogue = await self._catalogue()
        async with self._database.read() as connection:
            known = {one.poster.spot: one.poster for one in await load_posters(connection, printing.spots)}
        posters = [known[spot] for spot in printing.spots if spot in known]
        if not posters:
            raise InputError("these posters are not in the register any more", kept.id)
        out = self.folder(kept.id)
        await asyncio.to_thread(shutil.rmtree, out, ignore_errors=True)

        def tell(done: int, sheets: int) -> None:
            self.progress[kept.id] = self.progress[kept.id].told(done, sheets, self._clock())

        made = await self._draw(
            catalogue, printing.order, posters, out, self._clock(), one_each=printing.one_each, tell=tell
        )
        if printing.one_each:
            await asyncio.to_thread(_pack, out)
        return made.findings


def _pack(folder: Path) -> None:
    """Puts the sheets and their list into one file. Blocking."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".pdf", ".csv"))
    with zipfile.ZipFile(folder / f"{ARCHIVE}.part", "w", zipfile.ZIP_STORED) as archive:
        for path in files:
            archive.write(path, path.name)
    (folder / f"{ARCHIVE}.part").replace(folder / ARCHIVE)


def _sweep(folder: Path, oldest: float) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.stat().st_mtime < oldest:
            shutil.rmtree(path, ignore_errors=True)
