"""A link is made once, turned and ended by whose it is, with a trace; where it may not lead it is not turned to."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from signage.actions.keep_link import COMMAND, NOUN, add_link, keep_link
from signage.domain.accounts import Person
from signage.domain.forms.typed import seen_of
from signage.domain.links import Codes, Link
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from signage.store.database import Database
from signage.store.edits import Edit, load_edits
from signage.store.links import load_link
from tests.factories import NOW

CODES = Codes("https://s.example", hosts=("city.example",))
PAGE, OTHER = "https://city.example/a", "https://www.city.example/b"
EDITOR = Person("mori", "editor")
AUTHOR = Person("taga", "author", "library")


async def edits(database: Database) -> list[Edit]:
    async with database.read() as connection:
        return await load_edits(connection, NOUN)


async def kept(database: Database, link: Link) -> Link | None:
    async with database.read() as connection:
        return await load_link(connection, link.code)


def turned(link: Link, **changes: Any) -> Link:
    return msgspec.structs.replace(link, **changes)


async def test_a_link_that_is_made_is_the_one_that_is_there_the_second_time(database: Database) -> None:
    link = await add_link(database, PAGE, CODES, NOW, EDITOR, campaign="fair", title={"ja": "市"})
    again = await add_link(database, PAGE, CODES, NOW + timedelta(days=1), EDITOR, campaign="fair", title={"ja": "別"})
    assert again == link == await kept(database, link)
    assert (link.by, link.title, link.campaign) == ("mori", {"ja": "市"}, "fair")
    assert [(edit.act, edit.name, edit.by) for edit in await edits(database)] == [("add", link.code, "mori")]


async def test_a_link_is_turned_and_ended_and_history_has_both_states(database: Database) -> None:
    link = await add_link(database, PAGE, CODES, NOW)
    ended = turned(link, target=OTHER, expires_at=NOW + timedelta(days=1))
    assert await keep_link(database, ended, CODES, NOW, EDITOR, seen_of(link)) == link
    assert await kept(database, link) == ended
    newest = (await edits(database))[0]
    assert (newest.act, msgspec.json.decode(newest.before or "", type=Link)) == ("change", link)
    assert msgspec.json.decode(newest.after or "", type=Link) == ended
    await keep_link(database, ended, CODES, NOW, EDITOR)
    assert len(await edits(database)) == 2  # nothing was changed the second time


async def test_a_command_has_a_name_too_so_that_its_link_counts_as_used(database: Database) -> None:
    link = await add_link(database, PAGE, CODES, NOW, campaign="fair")
    assert (link.by, await kept(database, link)) == (COMMAND, link)
    assert [(edit.act, edit.by) for edit in await edits(database)] == [("add", "")]


async def test_what_was_asked_and_who_made_it_stay(database: Database) -> None:
    link = await add_link(database, PAGE, CODES, NOW, EDITOR)
    await keep_link(database, turned(link, asked=OTHER, by="x", made_at=NOW + timedelta(1)), CODES, NOW, EDITOR)
    assert await kept(database, link) == link


async def test_who_saw_an_older_state_overwrites_nothing(database: Database) -> None:
    link = await add_link(database, PAGE, CODES, NOW)
    await keep_link(database, turned(link, target=OTHER), CODES, NOW, EDITOR, seen_of(link))
    with pytest.raises(ConflictError):
        await keep_link(database, turned(link, title={"ja": "x"}), CODES, NOW, EDITOR, seen_of(link))


async def test_a_link_is_its_departments(database: Database) -> None:
    own = await add_link(database, PAGE, CODES, NOW, AUTHOR, department="library")
    await keep_link(database, turned(own, target=OTHER), CODES, NOW, AUTHOR)
    other = await add_link(database, OTHER, CODES, NOW, EDITOR, department="commerce")
    for department in ("commerce", ""):
        with pytest.raises(ForbiddenError):
            await add_link(database, f"{PAGE}?{department}", CODES, NOW, AUTHOR, department=department)
        with pytest.raises(ForbiddenError):  # nor is one's own given away
            await keep_link(database, turned(own, department=department), CODES, NOW, AUTHOR)
    with pytest.raises(ForbiddenError):
        await keep_link(database, turned(other, department="library"), CODES, NOW, AUTHOR)
    assert await kept(database, other) == other


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://a:b@city.example/", "https://evil.example/", "https://s.example/q/AAAAA"],
)
async def test_a_link_is_turned_only_where_codes_may_lead(database: Database, address: str) -> None:
    link = await add_link(database, PAGE, CODES, NOW)
    with pytest.raises(InputError):
        await keep_link(database, turned(link, target=address), CODES, NOW, EDITOR)
    with pytest.raises(InputError):
        await add_link(database, address, CODES, NOW, EDITOR)
    assert await kept(database, link) == link


async def test_a_link_whose_site_is_allowed_no_more_can_still_be_ended(database: Database) -> None:
    link = await add_link(database, PAGE, CODES, NOW)
    await keep_link(database, turned(link, expires_at=NOW), Codes(hosts=("other.example",)), NOW, EDITOR)
    found = await kept(database, link)
    assert found and found.expires_at == NOW


async def test_campaigns_are_names_and_the_projects_own_stays_its_own(database: Database) -> None:
    own = await add_link(database, PAGE, CODES, NOW)
    fair = await add_link(database, PAGE, CODES, NOW, campaign="fair")
    await add_link(database, PAGE, CODES, NOW, campaign="spring")
    for campaign in ("Fair", "a b", "日立", "a" * 61):
        with pytest.raises(InputError):
            await add_link(database, PAGE, CODES, NOW, campaign=campaign)
    for link, campaign in ((own, "fair"), (fair, "")):
        with pytest.raises(InputError):
            await keep_link(database, turned(link, campaign=campaign), CODES, NOW, EDITOR)
    with pytest.raises(ConflictError):
        await keep_link(database, turned(fair, campaign="spring"), CODES, NOW, EDITOR)
    await keep_link(database, turned(fair, campaign="autumn"), CODES, NOW, EDITOR)


async def test_a_code_that_nobody_gave_is_not_found(database: Database) -> None:
    nobody = Link(code="ZZZZZ", asked=PAGE, target=PAGE, made_at=NOW)
    with pytest.raises(NotFoundError):
        await keep_link(database, nobody, CODES, NOW, EDITOR)
