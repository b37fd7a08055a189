"""Posters are kept with what is known of each, and the orders by which they were made."""

from datetime import date, timedelta

from signage.domain.poster_register import Dates, PosterVisit
from signage.domain.posters import PosterAct
from signage.store.database import Database
from signage.store.posters import (
    KeptOrder,
    change_poster,
    count_poster_places,
    is_photograph_of_poster,
    load_order,
    load_orders,
    load_orders_of,
    load_orders_under_way,
    load_poster,
    load_poster_visits,
    load_posters,
    load_returns,
    name_order,
    record_dates,
    record_order,
    record_poster_visit,
    record_posters,
    remove_poster_visit,
    remove_posters,
    sweep_poster_visits,
)
from signage.store.visits import load_photographs
from tests.factories import NOW, a_poster

TODAY = date(2026, 11, 22)


async def test_a_poster_is_kept_with_its_words_and_nobody_has_put_it_up_yet(database: Database) -> None:
    poster = a_poster(where={"ja": "改札前", "en": "Gates"}, copies=3, campaign="autumn", department="library")
    async with database.write() as connection:
        await record_posters(connection, [poster, a_poster("8888", place="library")], "taga", NOW)
    async with database.read() as connection:
        one = await load_poster(connection, "7K4M")
        every, some = await load_posters(connection), await load_posters(connection, ["7K4M", "2222"])
        assert await load_poster(connection, "2222") is None
        assert await count_poster_places(connection) == 2
    assert one is not None and (one.poster, one.dates, one.by, one.made_at) == (poster, Dates(), "taga", NOW)
    assert [row.poster.spot for row in every] == ["8888", "7K4M"] and some == [one]


async def test_what_is_known_of_a_poster_stays_when_its_words_are_changed(database: Database) -> None:
    dates = Dates(TODAY, TODAY, missing_on=TODAY)
    async with database.write() as connection:
        await record_posters(connection, [a_poster()], "taga", NOW)
        await record_dates(connection, "7K4M", dates)
        await change_poster(connection, a_poster(copies=9, where={"ja": "東口"}))
    async with database.read() as connection:
        one = await load_poster(connection, "7K4M")
    assert one is not None and (one.dates, one.poster.copies, one.poster.where) == (dates, 9, {"ja": "東口"})


async def test_what_was_said_stands_newest_first_until_it_is_taken_back_or_old(database: Database) -> None:
    before = Dates(TODAY, TODAY)
    said = PosterVisit(0, "7K4M", NOW, TODAY, "kuji", "seen", "雨で\0ぬれた", ("01.webp",), before)
    async with database.write() as connection:
        old = await record_poster_visit(connection, said._replace(at=NOW - timedelta(days=9), photographs=()))
        new = await record_poster_visit(connection, said)
        await record_poster_visit(connection, said._replace(spot="8888", photographs=("02.webp",)))
    async with database.read() as connection:
        found = await load_poster_visits(connection, "7K4M")
        assert await load_photographs(connection) == {"01.webp", "02.webp"}, "else a sweep would remove them"
        assert await is_photograph_of_poster(connection, "7K4M", "01.webp")
        assert not await is_photograph_of_poster(connection, "7K4M", "02.webp")
    assert found[0] == said._replace(id=new, note="雨で\ufffdぬれた") and found[1].id == old
    async with database.write() as connection:
        await sweep_poster_visits(connection, NOW - timedelta(days=1))
        await remove_poster_visit(connection, new)
    async with database.read() as connection:
        assert await load_poster_visits(connection, "7K4M") == []


async def test_those_visits_are_known_by_which_a_poster_that_was_gone_hangs_again(database: Database) -> None:
    up, gone = Dates(TODAY, TODAY), Dates(TODAY, TODAY, missing_on=TODAY)
    down = Dates(TODAY, TODAY, taken_down_on=TODAY)
    said: list[tuple[PosterAct, Dates]] = [("posted", Dates()), ("posted", gone), ("taken down", gone)]
    said += [("seen", down), ("seen", up)]
    async with database.write() as connection:
        for act, before in said:
            await record_poster_visit(connection, PosterVisit(0, "7K4M", NOW, TODAY, "kuji", act, before=before))
        await record_poster_visit(connection, PosterVisit(0, "8888", NOW, TODAY, "kuji", "posted", before=down))
    async with database.read() as connection:
        found = await load_returns(connection)
    assert {spot: [(one.act, one.before) for one in its] for spot, its in found.items()} == {
        "7K4M": [("posted", gone), ("seen", down)],
        "8888": [("posted", down)],
    }


async def test_an_order_is_under_way_until_it_is_done_and_knows_its_posters(database: Database) -> None:
    first, then = KeptOrder("01A", "{}", "", "taga", NOW), KeptOrder("01B", "{}", "library", "kuji", NOW)
    async with database.write() as connection:
        await record_posters(connection, [a_poster(), a_poster("8888"), a_poster("9999")], "taga", NOW)
        for order in (first, then):
            await record_order(connection, order)
        await name_order(connection, ["7K4M", "8888"], "01A")
    async with database.read() as connection:
        assert [one.id for one in await load_orders_under_way(connection)] == ["01A", "01B"]
        assert [one.id for one in await load_orders(connection)] == ["01B", "01A"]
        assert await load_orders_of(connection, ["7K4M", "9999"]) == [(first, {"7K4M"})]
    async with database.write() as connection:
        await record_order(connection, first._replace(done_at=NOW))
        await record_order(connection, then._replace(problem="the template is broken"))
        await remove_posters(connection, ["7K4M"])
    async with database.read() as connection:
        assert await load_orders_under_way(connection) == []
        assert (await load_order(connection, "01A")) == first._replace(done_at=NOW)
        assert await load_order(connection, "01C") is None
        assert {one.poster.spot for one in await load_posters(connection)} == {"8888", "9999"}
