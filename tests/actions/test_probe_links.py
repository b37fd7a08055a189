"""The rounds in which links are asked for: which, how often, how politely, and what comes of what they answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from signage.actions.probe_links import OF_A_HOST, SILENT, LinkProbe, targets_of
from signage.domain.catalogue import Catalogue
from signage.domain.content import TakenDown
from signage.domain.link_health import AGAIN_AFTER, CHECKED_EVERY, Answer, Check
from signage.domain.links import Link
from signage.sources.fetching import Fetching
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.link_checks import load_checks
from signage.store.links import give_links
from tests.factories import NOW, an_item

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


def a_link(code: str, target: str, **more: object) -> Link:
    return Link(**{"code": code, "asked": target, "target": target, "made_at": NOW, **more})  # type: ignore[arg-type]


def asked(links: Iterable[Link], catalogue: Catalogue, hanging: Iterable[str] = ()) -> list[str]:
    return targets_of(links, catalogue, hanging, NOW)


def test_only_links_that_something_bears_are_asked_for() -> None:
    item = an_item(url=f"{CITY}/1")
    up = Catalogue(items={item.id: item})
    link = a_link("AAA", f"{CITY}/1")
    assert asked([link], up) == [f"{CITY}/1"]
    assert asked([link], Catalogue()) == []
    assert asked([link], msgspec.structs.replace(up, taken_down=(TakenDown(item, NOW),))) == []
    assert asked([link], Catalogue(), ["AAA"]) == [f"{CITY}/1"], "a poster of it hangs"
    assert asked([a_link("BBB", f"{CITY}/1", by="taga")], Catalogue()) == [f"{CITY}/1"], "somebody made it"
    assert asked([a_link("CCC", f"{CITY}/1", campaign="leaflet")], up) == [], "items lead by the project's own"
    assert asked([a_link("DDD", f"{CITY}/1", by="taga", expires_at=NOW)], up) == [], "it leads to the top page now"
    turned = a_link("EEE", f"{OTHER}/new", asked=f"{CITY}/1")
    assert asked([turned], up) == [f"{OTHER}/new"], "where it leads, not what was asked"


async def test_what_is_no_longer_borne_is_forgotten_after_a_month(sqlite: Database) -> None:
    await show(sqlite, f"{CITY}/1")
    web = Web()
    probe = web.probe(sqlite)
    await probe.ask_now(f"{CITY}/old")
    await web.rounds(probe, timedelta(days=29))
    assert f"{CITY}/old" in await checks_of(sqlite)
    await web.rounds(probe, timedelta(days=2))
    assert set(await checks_of(sqlite)) == {f"{CITY}/1"}
