"""The rounds in which links are asked for: which, how often, how politely, and what comes of what they answer."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.actions import probe_links
from signage.actions.keep_link import add_link
from signage.actions.probe_links import OF_A_HOST, SILENT, LinkProbe
from signage.domain.catalogue import Catalogue
from signage.domain.content import Item, TakenDown
from signage.domain.link_health import AGAIN_AFTER, CHECKED_EVERY, Answer, Check
from signage.domain.links import Codes
from signage.domain.poster_register import Dates
from signage.sources.fetching import Fetching
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.link_checks import load_checks, load_checks_of
from signage.store.links import change_link, give_links
from signage.store.posters import record_dates, record_posters
from signage.store.tables import link_checks
from tests.factories import NOW, a_poster, an_item

CITY, OTHER = "https://www.city.example", "https://other.example"


class Web:
    """What pages answer: 200, unless a test says otherwise (None: nothing). `asked` are the targets, `waited` the pauses."""

    def __init__(self) -> None:
        self.answers: dict[str, int | None] = {}
        self.asked: list[str] = []
        self.waited: list[float] = []
        self.now = NOW

    async def ask(self, target: str, _: Fetching, now: datetime) -> Answer:
        self.asked.append(target)
        status = self.answers.get(target, 200)
        return Answer(target=target, at=now, status=status, reason="" if status else "connect")

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)

    def probe(self, database: Database) -> LinkProbe:
        keeper = CatalogueKeeper(database)
        fetching = Fetching(folder=Path())
        return LinkProbe(database, keeper.current, fetching, self.ask, self.pause, lambda: self.now)

    async def rounds(self, probe: LinkProbe, *after: timedelta) -> None:
        for span in after:
            self.now += span
            await probe.due()


async def show(database: Database, *urls: str) -> None:
    """Items that name these addresses."""
    async with database.write() as connection:
        items = [an_item(f"news-{n}", url=url) for n, url in enumerate(urls)]
        await replace_items(connection, "news", items, NOW, whole=False, newest=None)
        await give_links(connection, urls, NOW)


async def checks_of(database: Database) -> dict[str, Check]:
    async with database.read() as connection:
        return await load_checks(connection)


async def revision_of(database: Database) -> int:
    return (await CatalogueKeeper(database).current()).revision


async def test_each_page_is_asked_for_once_in_six_hours(database: Database) -> None:
    await show(database, f"{CITY}/1", f"{CITY}/2")
    web = Web()
    probe = web.probe(database)
    await web.rounds(probe, timedelta(), timedelta(minutes=1), CHECKED_EVERY - timedelta(minutes=2))
    assert sorted(web.asked) == [f"{CITY}/1", f"{CITY}/2"]
    await web.rounds(probe, timedelta(hours=1))
    assert len(web.asked) == 4


async def test_a_host_is_never_asked_more_than_once_a_second(sqlite: Database) -> None:
    await show(sqlite, *(f"{CITY}/{n}" for n in range(5)), f"{OTHER}/")
    web = Web()
    await web.rounds(web.probe(sqlite), timedelta())
    assert len(web.asked) == 6
    assert sum(seconds > 0.9 for seconds in web.waited) == 4, "all but the first page of each host"


async def test_a_round_asks_a_host_for_some_of_its_pages_only_and_the_next_for_the_others(sqlite: Database) -> None:
    await show(sqlite, *(f"{CITY}/{n}" for n in range(OF_A_HOST + 5)))
    web = Web()
    probe = web.probe(sqlite)
    await web.rounds(probe, timedelta())
    assert len(web.asked) == OF_A_HOST
    await web.rounds(probe, timedelta(minutes=1))
    assert len(set(web.asked)) == OF_A_HOST + 5


async def test_a_page_that_is_gone_is_dead_after_a_second_look_and_slides_are_told(database: Database) -> None:
    await show(database, f"{CITY}/gone", f"{CITY}/there")
    web = Web()
    web.answers[f"{CITY}/gone"] = 404
    probe = web.probe(database)
    await web.rounds(probe, timedelta())
    before = await revision_of(database)
    assert not (await CatalogueKeeper(database).current()).links[f"{CITY}/gone"].dead_since
    await web.rounds(probe, AGAIN_AFTER * 1.1)
    catalogue = await CatalogueKeeper(database).current()
    assert catalogue.revision > before
    assert catalogue.links[f"{CITY}/gone"].dead_since == NOW
    assert catalogue.links[f"{CITY}/there"].dead_since is None
    web.answers[f"{CITY}/gone"] = 200
    await web.rounds(probe, timedelta(hours=2))
    assert (await CatalogueKeeper(database).current()).links[f"{CITY}/gone"].dead_since is None


async def test_a_round_that_finds_nothing_new_publishes_nothing(sqlite: Database) -> None:
    await show(sqlite, f"{CITY}/1")
    web = Web()
    probe = web.probe(sqlite)
    before = await revision_of(sqlite)
    await web.rounds(probe, timedelta(), timedelta(hours=7))
    assert await revision_of(sqlite) == before


async def test_where_one_host_of_three_is_silent_for_a_day_its_pages_are_dead(sqlite: Database) -> None:
    await show(sqlite, f"{CITY}/1", f"{OTHER}/1", "https://third.example/")
    web = Web()
    web.answers[f"{OTHER}/1"] = None
    await web.rounds(web.probe(sqlite), *([timedelta()] + [timedelta(hours=1, minutes=10)] * 21))
    states = {target: check.state for target, check in (await checks_of(sqlite)).items()}
    assert states == {f"{CITY}/1": "answers", f"{OTHER}/1": "dead", "https://third.example/": "answers"}


async def test_while_no_host_answers_nothing_dies_however_long_it_lasts(sqlite: Database) -> None:
    urls = [f"{CITY}/1", f"{OTHER}/1", "https://third.example/"]
    await show(sqlite, *urls)
    web = Web()
    probe = web.probe(sqlite)
    await web.rounds(probe, timedelta())
    web.answers = dict.fromkeys(urls)
    await web.rounds(probe, *[timedelta(hours=3)] * 20)
    assert {check.state for check in (await checks_of(sqlite)).values()} == {"answers"}


async def test_a_host_that_is_silent_has_the_others_asked_too_to_tell_whose_fault_it_is(sqlite: Database) -> None:
    await show(sqlite, f"{CITY}/1", f"{OTHER}/1", f"{OTHER}/2")
    web = Web()
    probe = web.probe(sqlite)
    await web.rounds(probe, timedelta())
    web.asked.clear()
    web.answers[f"{CITY}/2"] = None
    await show(sqlite, f"{CITY}/1", f"{CITY}/2", f"{OTHER}/1", f"{OTHER}/2")
    await web.rounds(probe, timedelta(hours=1))
    assert sorted(web.asked) == sorted([f"{CITY}/2", f"{OTHER}/1"])


async def test_a_silent_host_is_left_alone_until_the_next_round(sqlite: Database) -> None:
    urls = [f"{CITY}/{n}" for n in range(9)]
    await show(sqlite, *urls)
    web = Web()
    web.answers = dict.fromkeys(urls)
    await web.rounds(web.probe(sqlite), timedelta())
    assert len(web.asked) == SILENT


async def test_somebody_who_waits_has_a_page_asked_now(sqlite: Database) -> None:
    web = Web()
    web.answers[f"{CITY}/1"] = 503
    check = await web.probe(sqlite).ask_now(f"{CITY}/1")
    assert (check.state, check.reason) == ("failing", "server")
    assert (await checks_of(sqlite))[f"{CITY}/1"] == check


async def asked(database: Database, items: Iterable[Item] = (), taken_down: Iterable[TakenDown] = ()) -> list[str]:
    """What a round asks for on a server of which no page was asked for yet."""
    keeper = CatalogueKeeper(database)
    shown = {item.id: item for item in items}

    async def catalogue() -> Catalogue:
        return msgspec.structs.replace(await keeper.current(), items=shown, taken_down=tuple(taken_down))

    web = Web()
    await LinkProbe(database, catalogue, Fetching(folder=Path()), web.ask, web.pause, lambda: NOW).due()
    async with database.write() as connection:
        await connection.execute(delete(link_checks))
    return sorted(web.asked)


async def test_only_links_that_something_bears_are_asked_for(database: Database) -> None:
    async with database.write() as connection:
        own = (await give_links(connection, [f"{CITY}/1"], NOW))[f"{CITY}/1"]
        await give_links(connection, [f"{CITY}/1", f"{CITY}/2"], NOW, campaign="leaflet")
    item, other = an_item(url=f"{CITY}/1"), an_item("other", url=f"{CITY}/2")
    assert await asked(database) == []
    assert await asked(database, [item]) == [f"{CITY}/1"]
    assert await asked(database, [item], [TakenDown(item, NOW)]) == []
    assert await asked(database, [other]) == [], "items lead by the project's own"
    async with database.write() as connection:
        await change_link(connection, msgspec.structs.replace(own, target=f"{OTHER}/new"))
    assert await asked(database, [item]) == [f"{OTHER}/new"], "where it leads, not what was asked"
    async with database.write() as connection:
        await change_link(connection, msgspec.structs.replace(own, expires_at=NOW))
    assert await asked(database, [item]) == [], "it leads to the top page now"


async def test_links_on_a_wall_and_those_made_by_hand_are_asked_for_until_they_end(database: Database) -> None:
    async with database.write() as connection:
        given = await give_links(connection, [f"{CITY}/wall", f"{CITY}/gone"], NOW)
        wall, gone = given[f"{CITY}/wall"], given[f"{CITY}/gone"]
        await record_posters(connection, [a_poster(spot, link=wall.code) for spot in ("2222", "3333")], "taga", NOW)
        await record_posters(connection, [a_poster("4444", link=gone.code)], "taga", NOW)
        await record_dates(connection, "4444", Dates(taken_down_on=NOW.date()))
        made = (await give_links(connection, [f"{CITY}/made"], NOW, campaign="fair", by="taga"))[f"{CITY}/made"]
    assert await asked(database) == [f"{CITY}/made", f"{CITY}/wall"]
    async with database.write() as connection:
        await change_link(connection, msgspec.structs.replace(made, expires_at=NOW))
        await record_dates(connection, "2222", Dates(taken_down_on=NOW.date()))
    assert await asked(database) == [f"{CITY}/wall"], "another poster of it hangs"
    async with database.write() as connection:
        await change_link(connection, msgspec.structs.replace(wall, expires_at=NOW))
    assert await asked(database) == []


async def test_a_link_that_a_command_made_is_asked_for(database: Database) -> None:
    await add_link(database, f"{CITY}/survey", Codes(), NOW, campaign="fair")
    assert await asked(database) == [f"{CITY}/survey"]


async def test_a_round_in_which_nothing_is_due_reads_no_link_and_no_check(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each minute ten thousand of both held the server's other answers up for 0.2 s."""
    seen: list[str] = []

    async def watched(connection: AsyncConnection, targets: Collection[str]) -> dict[str, Check]:
        seen.extend(targets)
        return await load_checks_of(connection, targets)

    await show(sqlite, *(f"{CITY}/{n}" for n in range(5)))
    web = Web()
    probe = web.probe(sqlite)
    await web.rounds(probe, timedelta())
    monkeypatch.setattr(probe_links, "load_checks_of", watched)
    await web.rounds(probe, timedelta(minutes=1))
    assert seen == []
    await web.rounds(probe, timedelta(hours=7))
    assert set(seen) == {f"{CITY}/{n}" for n in range(5)}


async def test_what_is_no_longer_borne_is_forgotten_after_a_month(sqlite: Database) -> None:
    await show(sqlite, f"{CITY}/1")
    web = Web()
    probe = web.probe(sqlite)
    await probe.ask_now(f"{CITY}/old")
    await web.rounds(probe, timedelta(days=29))
    assert f"{CITY}/old" in await checks_of(sqlite)
    await web.rounds(probe, timedelta(days=2))
    assert set(await checks_of(sqlite)) == {f"{CITY}/1"}
