"""Orders of posters are printed beside all else, one after another, and a stop of the server loses none."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.actions.kept_orders import CANCELLED, printing_of
from signage.actions.print_orders import PosterOrders
from signage.actions.tell_of_posters import tell_of_poster
from signage.domain.accounts import Person
from signage.domain.catalogue import Catalogue
from signage.domain.legibility import Finding
from signage.domain.poster_orders import Progress
from signage.domain.posters import Poster, PosterOrder, Site
from signage.domain.ulids import new_ulid
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError, RenderError
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.erasures import forget_orders
from signage.store.posters import (
    KeptOrder,
    load_order,
    load_orders,
    load_orders_under_way,
    load_posters,
    record_order,
    record_posters,
)
from tests.factories import NOW, a_poster

TAGA, KUJI = Person("taga", "author", "library"), Person("kuji", "author", "transport")
BOSS = Person("boss", "administrator")
TITLE = {"ja": "未来は、みんなの思いから始まる"}
FOUND = Finding("text-left-out", "note", "text")


class Drawn(NamedTuple):
    findings: tuple[Finding, ...] = ()


class Press:
    """Allots codes in their order, and “draws” a file that names them; `go` holds it up, `problem` stops it."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.go.set()
        self.begun = asyncio.Event()
        self.problem: Exception | None = None
        self.drawn: list[tuple[str, ...]] = []

    async def allot(
        self, connection: AsyncConnection, _: Catalogue, order: PosterOrder, by: str, now: datetime, /
    ) -> Sequence[Poster]:
        if not order.sites:
            raise InputError("say in which places they are to hang", "places")
        made = len(await load_posters(connection))
        posters = [
            a_poster(f"22{'23456789'[made + n]}2", place=site.place, copies=site.copies, department=order.department)
            for n, site in enumerate(order.sites)
        ]
        await record_posters(connection, posters, by, now)
        return posters

    async def draw(self, *order: Any, one_each: bool, tell: Any) -> Drawn:
        _, _, posters, out, _ = order
        tell(1, len(posters))
        self.begun.set()
        await self.go.wait()
        if self.problem:
            raise self.problem
        self.drawn.append(tuple(poster.spot for poster in posters))
        out.mkdir(parents=True)
        names = [f"{poster.place}-{poster.spot}.pdf" for poster in posters] if one_each else ["posters.pdf"]
        for name in names:
            (out / name).write_bytes(b"%PDF")
        return Drawn((FOUND,))


async def nothing() -> Catalogue:
    return Catalogue()


def an_order(*places: str, department: str = "library", copies: int = 1) -> PosterOrder:
    sites = tuple(Site(place=place, copies=copies) for place in places)
    return PosterOrder(sites=sites, paper=a_poster().paper, department=department)


class Shop(NamedTuple):
    orders: PosterOrders
    press: Press
    database: Database

    async def kept(self, id: str) -> KeptOrder:
        async with self.database.read() as connection:
            found = await load_order(connection, id)
        assert found is not None
        return found

    async def over(self, id: str) -> KeptOrder:
        """Once it is no longer under way."""
        async with asyncio.timeout(30):
            while True:
                kept = await self.kept(id)
                if kept.done_at and id not in self.orders.progress:
                    return kept
                await asyncio.sleep(0.01)

    async def spots(self) -> set[str]:
        async with self.database.read() as connection:
            return {one.poster.spot for one in await load_posters(connection)}


@asynccontextmanager
async def opened(database: Database, folder: Path, press: Press) -> AsyncIterator[Shop]:
    orders = PosterOrders(database, folder, nothing, press.allot, press.draw, lambda: datetime.now(UTC))
    task = asyncio.create_task(orders.run())
    yield Shop(orders, press, database)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def shop(database: Database, tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(database, tmp_path / "posters", Press()) as made:
        yield made


async def test_an_order_gives_its_codes_at_once_and_is_printed_while_nobody_waits(shop: Shop) -> None:
    shop.press.go.clear()
    id = await shop.orders.take(an_order("station", "library"), TITLE, TAGA, NOW, one_each=False)
    assert await shop.spots() == {"2222", "2232"}
    await shop.press.begun.wait()
    assert shop.orders.progress[id][:2] == (1, 2) and (await shop.kept(id)).done_at is None
    shop.press.go.set()
    kept = await shop.over(id)
    printing = printing_of(kept)
    assert (kept.problem, kept.department, kept.by, printing.title) == ("", "library", "taga", TITLE)
    assert printing.spots == ("2222", "2232") and printing.findings == (FOUND,)
    assert [path.name for path in shop.orders.folder(id).iterdir()] == ["posters.pdf"]


def test_how_long_it_takes_is_told_by_the_pace_and_not_by_how_long_a_worker_took_to_start() -> None:
    begun = Progress(0, 100, NOW)
    first = begun.told(20, 100, NOW + timedelta(seconds=30))
    then = first.told(40, 100, NOW + timedelta(seconds=31))
    assert begun.left(NOW) is None and first.left(NOW + timedelta(seconds=30)) is None
    assert then.left(NOW + timedelta(seconds=31)) == timedelta(seconds=3)


async def test_orders_are_printed_in_the_order_in_which_they_came(shop: Shop) -> None:
    shop.press.go.clear()
    ids = [await shop.orders.take(an_order(place), TITLE, TAGA, NOW, one_each=False) for place in ("a", "b", "c")]
    shop.press.go.set()
    for id in ids:
        await shop.over(id)
    assert sorted(shop.press.drawn) == [("2222",), ("2232",), ("2242",)]


async def test_what_was_under_way_when_the_server_stopped_is_printed_by_the_next_one(
    database: Database, tmp_path: Path
) -> None:
    held = Press()
    held.go.clear()
    async with opened(database, tmp_path, held) as before:
        id = await before.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
        await held.begun.wait()
    async with opened(database, tmp_path, Press()) as after:
        assert (await after.over(id)).problem == ""
        assert after.press.drawn == [("2222",)] and await after.spots() == {"2222"}, "no code is given twice"


async def test_one_that_can_not_be_printed_says_why_and_holds_up_no_other(shop: Shop) -> None:
    shop.press.problem = RenderError("unknown variable: titel", "templates/posters/own.typ, line 7")
    broken = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
    assert (await shop.over(broken)).problem == "templates/posters/own.typ, line 7: unknown variable: titel"
    shop.press.problem = None
    other = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
    assert (await shop.over(other)).problem == ""
    await shop.orders.again(broken, TAGA)
    assert (await shop.over(broken)).problem == "" and shop.press.drawn[-1] == ("2222",)


@pytest.mark.parametrize("slip", [RuntimeError("Failed to import pages."), KeyError("\0own")])
async def test_a_fault_of_the_program_is_that_orders_own_trouble_also_after_a_restart(
    database: Database, tmp_path: Path, slip: Exception
) -> None:
    press = Press()
    press.problem = slip
    async with opened(database, tmp_path, press) as shop:
        broken = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=True)
        problem = (await shop.over(broken)).problem
        assert problem.startswith("they can't be made, by a fault of this program (")
        assert type(slip).__name__ in problem
        press.problem = None
        other = await shop.orders.take(an_order("library"), TITLE, TAGA, NOW, one_each=False)
        assert (await shop.over(other)).problem == ""
    async with opened(database, tmp_path, Press()) as after:
        then = await after.orders.take(an_order("library"), TITLE, TAGA, NOW, one_each=False)
        assert (await after.over(then)).problem == ""


async def test_an_order_that_can_not_be_read_holds_up_no_other(database: Database, tmp_path: Path) -> None:
    async with database.write() as connection:
        await record_order(connection, KeptOrder(new_ulid(NOW), '{"sites": 3}', "", "taga", NOW))
    async with opened(database, tmp_path, Press()) as shop:
        id = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
        assert (await shop.over(id)).problem == ""


async def test_a_queue_that_can_not_be_looked_at_is_looked_at_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([RuntimeError("no such luck")])

    async def stumbles(connection: AsyncConnection) -> list[KeptOrder]:
        for slip in looks:
            raise slip
        return await load_orders_under_way(connection)

    monkeypatch.setattr("signage.actions.print_orders.AGAIN_SECONDS", 0.01)
    monkeypatch.setattr("signage.actions.print_orders.load_orders_under_way", stumbles)
    async with opened(database, tmp_path, Press()) as shop:
        id = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
        assert (await shop.over(id)).problem == ""


async def test_what_is_blanked_in_an_order_while_it_is_printed_stays_blank_and_leaves_no_file(shop: Shop) -> None:
    """Its item was erased (actions/erase_item)."""
    shop.press.go.clear()
    order = msgspec.structs.replace(an_order("station"), item="a")
    id = await shop.orders.take(order, TITLE, TAGA, NOW, one_each=False)
    await shop.press.begun.wait()
    async with shop.database.write() as connection:
        await forget_orders(connection, "a", NOW)
    shop.press.go.set()
    await shop.over(id)
    kept = await shop.kept(id)
    assert TITLE["ja"] not in kept.body and not shop.orders.folder(id).exists()
    assert kept.problem == "what they tell of was erased"


async def test_what_was_erased_while_it_was_printed_is_not_begun_anew(shop: Shop) -> None:
    """Its item's words would come back with the sheets that are still being made."""
    shop.press.go.clear()
    id = await shop.orders.take(
        msgspec.structs.replace(an_order("station"), item="a"), TITLE, TAGA, NOW, one_each=False
    )
    await shop.press.begun.wait()
    async with shop.database.write() as connection:
        await forget_orders(connection, "a", NOW)
    with pytest.raises(ConflictError):
        await shop.orders.again(id, TAGA)
    shop.press.go.set()
    await shop.over(id)
    assert not shop.orders.folder(id).exists()


async def test_one_sheet_each_is_packed_into_one_file(shop: Shop) -> None:
    id = await shop.orders.take(an_order("station", "library"), TITLE, TAGA, NOW, one_each=True)
    await shop.over(id)
    assert "posters.zip" in {path.name for path in shop.orders.folder(id).iterdir()}


async def test_what_can_not_be_asked_for_leaves_no_order_and_no_poster(shop: Shop) -> None:
    with pytest.raises(InputError):
        await shop.orders.take(an_order(), TITLE, TAGA, NOW, one_each=False)
    assert await shop.spots() == set()


async def test_an_order_is_called_off_with_its_posters_by_its_own_department_until_one_hangs(shop: Shop) -> None:
    id = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
    await shop.over(id)
    with pytest.raises(ForbiddenError):
        await shop.orders.call_off(id, KUJI, NOW)
    await tell_of_poster(shop.database, "2222", "posted", date(2026, 11, 22), "kuji", NOW)
    with pytest.raises(ConflictError):
        await shop.orders.call_off(id, BOSS, NOW)
    other = await shop.orders.take(an_order("library"), TITLE, TAGA, NOW, one_each=False)
    await shop.over(other)
    await shop.orders.call_off(other, TAGA, NOW)
    assert await shop.spots() == {"2222"} and (await shop.kept(other)).problem == CANCELLED
    assert not shop.orders.folder(other).exists()
    async with shop.database.read() as connection:
        assert [edit.act for edit in await load_edits(connection, "poster", other)] == ["call off", "add"]
    with pytest.raises(ConflictError):
        await shop.orders.again(other, TAGA)


async def test_one_that_is_called_off_while_it_is_printed_stays_called_off(shop: Shop) -> None:
    shop.press.go.clear()
    id = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
    await shop.press.begun.wait()
    await shop.orders.call_off(id, TAGA, NOW)
    shop.press.go.set()
    assert (await shop.over(id)).problem == CANCELLED and await shop.spots() == set()
    assert not shop.orders.folder(id).exists()


async def test_posters_are_printed_again_with_the_codes_they_have_an_order_for_each_that_made_them(shop: Shop) -> None:
    first = await shop.orders.take(an_order("a", "b", "c", copies=2), TITLE, TAGA, NOW, one_each=False)
    then = await shop.orders.take(an_order("d"), {"ja": "別"}, TAGA, NOW + timedelta(seconds=1), one_each=False)
    for id in (first, then):
        await shop.over(id)
    one, two = await shop.orders.reprint({"2222", "2242", "2252"}, TAGA, NOW)
    kept, other = await shop.over(one), await shop.over(two)
    again, others = printing_of(kept), printing_of(other)
    assert (set(again.spots), again.sheets, again.again, again.title) == ({"2222", "2242"}, 4, True, TITLE)
    assert (others.spots, others.title) == (("2252",), {"ja": "別"})
    assert await shop.spots() == {"2222", "2232", "2242", "2252"}
    await shop.orders.call_off(one, BOSS, NOW)
    assert len(await shop.spots()) == 4, "they were there before it"
    with pytest.raises(NotFoundError):
        await shop.orders.reprint({"9999"}, KUJI, NOW)


async def test_nobody_prints_another_departments_posters_again(shop: Shop) -> None:
    own = await shop.orders.take(an_order("a", department="transport"), TITLE, KUJI, NOW, one_each=False)
    other = await shop.orders.take(an_order("b"), TITLE, TAGA, NOW + timedelta(seconds=1), one_each=False)
    for id in (own, other):
        await shop.over(id)
    with pytest.raises(ForbiddenError) as told:
        await shop.orders.reprint({"2222", "2232"}, KUJI, NOW)
    assert set(told.value.says) == {"ja", "en"}
    async with shop.database.read() as connection:
        assert len(await load_orders(connection)) == 2, "of one's own among them neither"
    with pytest.raises(ForbiddenError):
        await shop.orders.again(other, KUJI)
    assert (await shop.kept(other)).done_at
    await shop.orders.again(other, BOSS)
    await shop.over(other)
    assert len(await shop.orders.reprint({"2222", "2232"}, BOSS, NOW)) == 2


async def test_what_no_department_answers_for_is_printed_again_by_anybody(shop: Shop) -> None:
    id = await shop.orders.take(an_order("a", department=""), TITLE, TAGA, NOW, one_each=False)
    await shop.over(id)
    await shop.orders.again(id, KUJI)
    await shop.over(id)


async def test_files_go_after_a_month_and_the_order_stays(shop: Shop) -> None:
    id = await shop.orders.take(an_order("station"), TITLE, TAGA, NOW, one_each=False)
    await shop.over(id)
    await shop.orders.sweep(datetime.now(UTC))
    assert shop.orders.folder(id).is_dir()
    await shop.orders.sweep(datetime(2100, 1, 1, tzinfo=UTC))
    assert not shop.orders.folder(id).exists()
    await shop.orders.again(id, TAGA)
    await shop.over(id)
    assert shop.orders.folder(id).is_dir()


@pytest.mark.parametrize("id", ["", "..", "../../etc", "01ARZ3NDEKTSV4RRFFQ69G5FA/", "x" * 26])
async def test_no_order_lies_outside_the_folder(shop: Shop, id: str) -> None:
    with pytest.raises(NotFoundError):
        shop.orders.folder(id)
