"""Every address has a code before a slide asks for it; none is given twice; a display keeps its spot for ever."""

from datetime import timedelta
from itertools import product
from typing import get_args

import msgspec
import pytest
from sqlalchemy import insert

from signage.actions.give_codes import give_codes
from signage.domain.link_health import CHECKED_EVERY, Check, Reason, State, due_at
from signage.domain.links import LINK_LETTERS, SPOT_LETTERS, Link, Spot
from signage.errors import ConflictError, NotFoundError
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items, replace_some
from signage.store.database import Database
from signage.store.displays import record_displays, record_token, remove_display
from signage.store.link_checks import load_asked_since, load_checks_of, load_resting, record_checks
from signage.store.links import (
    change_link,
    give_links,
    load_link,
    load_links,
    load_own_links,
)
from signage.store.revisions import load_revisions
from signage.store.spots import give_spots, load_display_spots, load_spots
from signage.store.tables import displays, items, link_checks
from signage.store.versions import put_on_air, record_version
from tests.factories import NOW, a_display, an_item
from tests.store.test_versions import a_version

PAGE, OTHER = "https://city.example/a", "https://city.example/b"


async def given(database: Database, *addresses: str, campaign: str = "") -> dict[str, Link]:
    async with database.write() as connection:
        return await give_links(connection, addresses, NOW, campaign=campaign)


async def own(database: Database) -> dict[str, Link]:
    async with database.read() as connection:
        return await load_own_links(connection)


async def revision(database: Database, noun: str) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get(noun, 0)


async def test_an_address_has_one_code_in_each_campaign_and_keeps_it(database: Database) -> None:
    first = await given(database, PAGE, OTHER, PAGE)
    assert await given(database, OTHER, PAGE) == {OTHER: first[OTHER], PAGE: first[PAGE]}
    fair = await given(database, PAGE, campaign="fair")
    codes = {link.code for link in (*first.values(), *fair.values())}
    assert len(codes) == 3
    assert {len(code) for code in codes} == {LINK_LETTERS}
    assert await own(database) == first
    async with database.read() as connection:
        assert set(await load_links(connection)) == codes


async def test_screens_hear_of_links_only_when_one_is_new(database: Database) -> None:
    await given(database, PAGE)
    before = await revision(database, "catalogue")
    assert before == await revision(database, "links") > 0
    await given(database, PAGE)
    assert await revision(database, "catalogue") == before


async def test_what_no_code_may_say_gets_none(database: Database) -> None:
    assert await given(database, "javascript:alert(1)", "https://u:p@city.example/", "https://city.example/a b") == {}
    assert await revision(database, "links") == 0


async def test_addresses_of_the_greatest_length_and_by_the_thousand_are_kept(database: Database) -> None:
    longest = "https://city.example/" + "a" * 1979
    many = [f"https://city.example/{number}" for number in range(1200)]
    found = await given(database, longest, *many)
    assert len({link.code for link in found.values()}) == 1201
    assert await own(database) == found


async def test_an_item_of_a_source_of_the_media_folder_and_of_staff_brings_its_code_along(database: Database) -> None:
    keeper = CatalogueKeeper(database)
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item("a", url=PAGE), an_item("b")], NOW, whole=False)
        await replace_some(connection, "media", [], [an_item("c", source="media", url=OTHER)], NOW)
    assert set((await keeper.current()).links) == {PAGE, OTHER}
    written = a_version(an_item("staff-1", source="staff", url=f"{PAGE}?staff"))
    async with database.write() as connection:
        await put_on_air(connection, await record_version(connection, written, None), NOW)
    assert set((await keeper.current()).links) == {PAGE, OTHER, f"{PAGE}?staff"}


async def test_a_link_turned_to_another_page_keeps_its_code_and_what_was_asked(database: Database) -> None:
    link = (await given(database, PAGE))[PAGE]
    turned = msgspec.structs.replace(link, target=OTHER, title={"ja": "調査"}, expires_at=NOW + timedelta(days=1))
    before = await revision(database, "catalogue")
    async with database.write() as connection:
        await change_link(connection, turned)
    assert await own(database) == {PAGE: turned}
    assert await revision(database, "catalogue") > before
    assert await given(database, PAGE) == {PAGE: turned}


async def test_a_campaign_has_one_code_of_an_address_and_only_known_links_change(database: Database) -> None:
    await given(database, PAGE, campaign="fair")
    spring = (await given(database, PAGE, campaign="spring"))[PAGE]
    with pytest.raises(ConflictError):
        async with database.write() as connection:
            await change_link(connection, msgspec.structs.replace(spring, campaign="fair"))
    with pytest.raises(NotFoundError):
        async with database.write() as connection:
            await change_link(connection, msgspec.structs.replace(spring, code="ZZZZZ", campaign="none"))


async def test_a_link_tells_since_when_nothing_answers_where_it_leads(database: Database) -> None:
    link = (await given(database, PAGE))[PAGE]
    row = {"target": PAGE, "since_at": NOW, "checked_at": NOW, "leads_to": "", "fails": 2, "reason": ""}
    async with database.write() as connection:
        await connection.execute(insert(link_checks).values(row | {"state": "dead"}))
        await connection.execute(insert(link_checks).values(row | {"state": "failing", "target": OTHER}))
        await give_links(connection, [OTHER], NOW)
    async with database.read() as connection:
        found = await load_link(connection, link.code)
    assert found and found.dead_since == NOW
    assert (await own(database))[OTHER].dead_since is None


async def test_of_what_rests_nothing_is_due_and_what_answered_rests_for_six_hours(database: Database) -> None:
    ages = [timedelta(minutes=minutes) for minutes in (0, 9, 10, 11, 59, 61, 359, 360, 400)]
    reasons: tuple[Reason, ...] = ("", "ours", "connect")
    checks = [
        Check(target=f"{n}-{state}", state=state, since_at=NOW, checked_at=NOW - age, fails=fails, reason=reason)
        for n, (age, fails, reason) in enumerate(product(ages, (0, 1, 9), reasons))
        for state in get_args(State)
    ]
    async with database.write() as connection:
        await record_checks(connection, checks, turned=False)
    async with database.read() as connection:
        resting = await load_resting(connection, NOW)
        assert await load_asked_since(connection, NOW - timedelta(minutes=10)) < resting
        assert await load_checks_of(connection, resting) == {one.target: one for one in checks if one.target in resting}
    assert not [one for one in checks if one.target in resting and due_at(one, NOW) <= NOW]
    well = {one.target for one in checks if one.state in ("answers", "moved") and one.reason != "ours"}
    assert well & resting == {
        one.target for one in checks if one.target in well and NOW - one.checked_at < CHECKED_EVERY
    }


async def test_a_display_keeps_its_spot_when_its_device_is_swapped_and_when_it_comes_back(database: Database) -> None:
    keeper = CatalogueKeeper(database)
    async with database.write() as connection:
        await record_displays(connection, [a_display("gate"), a_display("hall")])
    before = (await keeper.current()).spots
    assert set(before) == {"gate", "hall"}
    assert {len(code) for code in before.values()} == {SPOT_LETTERS}
    async with database.write() as connection:
        await record_displays(connection, [a_display("gate", name="駅 北口")])
        await record_token(connection, "gate", "another device")
        await remove_display(connection, "hall")
        await record_displays(connection, [a_display("hall")])
    assert (await keeper.current()).spots == before


async def test_each_poster_of_a_place_has_a_spot_of_its_own(database: Database) -> None:
    async with database.write() as connection:
        await record_displays(connection, [a_display("gate")])
        codes = await give_spots(connection, "poster", ["station", "station", "gate"], NOW)
        codes += await give_spots(connection, "poster", ["station"], NOW)
        (screen,) = await give_spots(connection, "display", ["gate"], NOW)
        assert await load_display_spots(connection) == {"gate": screen}
        spots = await load_spots(connection)
    assert [spots[code] for code in codes] == [
        Spot("poster", name) for name in ("station", "station", "gate", "station")
    ]
    assert len(spots) == 5


async def test_what_was_stored_before_codes_were_gets_them_at_the_start_and_only_once(database: Database) -> None:
    async with database.write() as connection:
        item = an_item("old", url=PAGE)
        body = msgspec.json.encode(item).decode()
        await connection.execute(insert(items).values(id="old", source="news", body=body))
        display = msgspec.json.encode(a_display("old")).decode()
        await connection.execute(insert(displays).values(id="old", body=display, token_sha256="0" * 64))
    await give_codes(database, NOW)
    async with database.read() as connection:
        links, spots = await load_own_links(connection), await load_display_spots(connection)
    assert (set(links), set(spots)) == ({PAGE}, {"old"})
    before = await revision(database, "catalogue")
    await give_codes(database, NOW)
    assert await revision(database, "catalogue") == before
