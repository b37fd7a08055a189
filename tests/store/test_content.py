"""Windows keep what is absent, whole lists take it down, and a list that shrank too much is not believed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from signage.domain.content import Item, Period
from signage.store.content import Replaced, _own, load_items, replace_items, restore_item, withdraw_item
from signage.store.database import Database
from signage.store.revisions import load_revisions
from tests.factories import NOW, an_item


async def replace(
    database: Database,
    *items: Item,
    whole: bool = False,
    newest: int | None = None,
    public: Callable[[str], str] = str,
) -> Replaced:
    async with database.write() as connection:
        return await replace_items(connection, "news", items, NOW, whole=whole, newest=newest, public=public)


async def shown(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await load_items(connection))[0])


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get("catalogue", 0)


async def test_a_window_keeps_what_is_absent(database: Database) -> None:
    await replace(database, an_item("a"), an_item("b"))
    await replace(database, an_item("b"), an_item("c"))
    assert await shown(database) == ["a", "b", "c"]


def public(url: str) -> str:
    return url.replace("//staging.", "//www.")


STAGED = an_item("a-staged", url="http://staging.minato.example/a.html")
PUBLIC = an_item("a", url="https://www.minato.example/a.html")


async def test_what_a_window_tells_by_another_host_takes_the_place_of_what_it_told_before(database: Database) -> None:
    await replace(database, STAGED, an_item("b", url="https://www.minato.example/a.html"))
    replaced = await replace(database, PUBLIC, public=public)
    assert (await shown(database), replaced.gone) == (["a", "b"], 1)  # two entries of one page are two


async def test_what_staff_withdrew_stays_down_by_whatever_host_its_address_is_told(database: Database) -> None:
    await replace(database, STAGED)
    async with database.write() as connection:
        await withdraw_item(connection, "a-staged", NOW)
    for _ in range(2):
        await replace(database, PUBLIC, public=public)
        assert await shown(database) == []
    async with database.write() as connection:
        assert not await restore_item(connection, "a-staged")
        assert await restore_item(connection, "a")
    await replace(database, PUBLIC, public=public)
    assert await shown(database) == ["a"]


async def test_a_whole_list_takes_down_what_is_absent(database: Database) -> None:
    await replace(database, *(an_item(name) for name in "abc"), whole=True)
    replaced = await replace(database, an_item("a"), an_item("b"), whole=True)
    assert (await shown(database), replaced.gone) == (["a", "b"], 1)


async def test_a_whole_list_that_is_empty_or_lost_more_than_half_is_not_believed(database: Database) -> None:
    await replace(database, *(an_item(name) for name in "abcd"), whole=True)
    assert (await replace(database, whole=True)).kept_back == 4
    assert (await replace(database, an_item("a"), whole=True)).kept_back == 3
    assert await shown(database) == ["a", "b", "c", "d"]
    assert (await replace(database, an_item("a"), an_item("b"), whole=True)).kept_back == 0
    assert await shown(database) == ["a", "b"]


async def test_a_list_that_is_not_believed_brings_up_nothing_new_but_brings_what_is_up_up_to_date(
    database: Database,
) -> None:
    await replace(database, *(an_item(name) for name in "abcde"), whole=True)
    await replace(database, *(an_item(name) for name in "abcd"), whole=True)
    wrong = [an_item("a", title={"ja": "新しい題"}), *(an_item(name) for name in "exyz")]
    for _ in range(2):
        assert (await replace(database, *wrong, whole=True)).kept_back == 3
        assert await shown(database) == ["a", "b", "c", "d"]
    async with database.read() as connection:
        assert (await load_items(connection))[0]["a"].title == {"ja": "新しい題"}


async def test_a_whole_list_that_leaves_out_what_is_over_is_believed(database: Database) -> None:
    over = [an_item(name, period=Period(None, NOW)) for name in "abc"]
    await replace(database, *over, an_item("d"), whole=True)
    assert (await replace(database, an_item("d"), whole=True)).kept_back == 0
    assert await shown(database) == ["d"]


async def test_what_comes_back_to_a_whole_list_is_shown_again(database: Database) -> None:
    await replace(database, *(an_item(name) for name in "abc"), whole=True)
    await replace(database, an_item("a"), an_item("b"), whole=True)
    await replace(database, *(an_item(name) for name in "abc"), whole=True)
    assert await shown(database) == ["a", "b", "c"]


async def test_an_equal_list_raises_no_revision(database: Database) -> None:
    await replace(database, an_item("a"))
    before = await revision(database)
    replaced = await replace(database, an_item("a"))
    assert (replaced.changed, await revision(database)) == (0, before)


async def test_what_staff_withdrew_stays_down_whatever_the_source_says(database: Database) -> None:
    await replace(database, an_item("a"), an_item("b"))
    async with database.write() as connection:
        assert await withdraw_item(connection, "a", NOW)
    await replace(database, an_item("a", title={"ja": "新しい題"}), an_item("b"))
    assert await shown(database) == ["b"]
    async with database.write() as connection:
        assert await restore_item(connection, "a")
    async with database.read() as connection:
        items, taken_down = await load_items(connection)
    assert items["a"].title == {"ja": "新しい題"}
    assert taken_down == ()


async def test_only_the_newest_n_of_a_window_stay(database: Database) -> None:
    dated = [an_item(name, published_at=NOW - timedelta(days=age)) for age, name in enumerate("abc")]
    await replace(database, *dated, newest=2)
    assert await shown(database) == ["a", "b"]


DATED = [an_item(name, published_at=NOW - timedelta(days=age)) for age, name in enumerate("abc")]


async def taken_down(database: Database) -> list[str]:
    async with database.read() as connection:
        return [gone.item.id for gone in (await load_items(connection))[1]]


async def test_what_is_beyond_the_newest_n_counts_as_neither_up_nor_withdrawn_and_stays_as_it_is(
    database: Database,
) -> None:
    await replace(database, *DATED, newest=2)
    before = await revision(database)
    replaced = await replace(database, *DATED, newest=2)
    assert (replaced, await revision(database)) == (Replaced(), before)
    assert (await shown(database), await taken_down(database)) == (["a", "b"], [])


async def test_what_is_among_the_newest_again_is_shown_again(database: Database) -> None:
    await replace(database, *DATED, newest=2)
    await replace(database, *DATED, newest=3)
    assert await shown(database) == ["a", "b", "c"]
    await replace(database, *DATED, newest=1)
    await replace(database, *DATED)
    assert await shown(database) == ["a", "b", "c"]


async def test_what_staff_withdrew_takes_no_place_among_the_newest_and_stays_theirs(database: Database) -> None:
    await replace(database, *DATED, newest=2)
    async with database.write() as connection:
        await withdraw_item(connection, "a", NOW)
        await withdraw_item(connection, "b", NOW)
    await replace(database, *DATED, newest=1)
    assert (await shown(database), await taken_down(database)) == (["c"], ["a", "b"])
    async with database.write() as connection:
        assert await restore_item(connection, "b")


async def test_what_is_gone_from_a_whole_list_is_withdrawn_however_old_it_is(database: Database) -> None:
    await replace(database, *DATED, whole=True, newest=3)
    await replace(database, *DATED[:2], whole=True, newest=2)
    assert (await shown(database), await taken_down(database)) == (["a", "b"], ["c"])


async def test_an_id_belongs_to_the_source_that_had_it_first(database: Database) -> None:
    await replace(database, an_item("a"))
    async with database.write() as connection:
        other = an_item("a", source="other", title={"ja": "よそ"})
        replaced = await replace_items(connection, "other", [other], NOW, whole=False)
    assert "“a” already belongs to the source “news”" in replaced.notes[0]
    async with database.read() as connection:
        assert (await load_items(connection))[0]["a"].source == "news"


@pytest.mark.parametrize("id", ["news-\0", "news-\ud800", "news-" + "x" * 300])
async def test_an_id_that_no_database_can_keep_costs_the_others_nothing(database: Database, id: str) -> None:
    replaced = await replace(database, an_item(id), an_item("a", title={"ja": "題\0名"}))
    assert (await shown(database), len(replaced.notes)) == (["a"], 1)
    assert "can't be kept; passed over" in replaced.notes[0]


async def test_more_items_than_a_statement_takes_values_are_taken_in(database: Database) -> None:
    items = [an_item(f"a{n}", position=n) for n in range(35_000)]
    async with database.write() as connection:
        assert (await _own(connection, "news", items))[0].keys() == {item.id for item in items}
