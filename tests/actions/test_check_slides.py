"""What people can't read of what is on air: found once something else is on air, until it is mended or somebody says yes."""

import pytest

from signage.actions.accept_findings import accept_findings
from signage.actions.check_slides import check_slides
from signage.actions.find_unreadable import UnreadableBook
from signage.actions.publish_manifests import Press, publish_manifests
from signage.domain.catalogue import Catalogue
from signage.errors import InputError
from signage.store.accepted import load_accepted
from signage.store.content import replace_items
from signage.store.displays import record_displays, record_places
from signage.store.edits import load_edits
from signage.store.slides import load_slides
from tests.actions.test_publish_manifests import a_catalogue
from tests.factories import NOW, a_place, an_item

ENDLESS = an_item("one", title={"ja": "読めない題名です。" * 60})


def a_book(press: Press, *shown: Catalogue) -> UnreadableBook:
    left = list(shown)

    async def catalogue() -> Catalogue:
        return left.pop(0) if len(left) > 1 else left[0]

    return UnreadableBook(press.database, press.manifests, press.slides, catalogue)


async def test_what_cannot_be_read_is_found_once_it_is_on_air_and_gone_once_it_is_mended(press: Press) -> None:
    first, then = a_catalogue(ENDLESS, an_item("two")), a_catalogue(an_item("one"), an_item("two"), revision=2)
    book = a_book(press, first, then)
    await publish_manifests(press, first, NOW)
    await book.look()
    [one] = book.found
    assert (one.item, one.findings[0].code, set(one.displays)) == ("one", "cut", {"a", "b", "c"})
    await publish_manifests(press, then, NOW)
    await book.look()
    assert book.found == ()


async def test_a_yes_with_a_reason_lets_it_be_and_stays_in_the_history(press: Press) -> None:
    shown = a_catalogue(ENDLESS)
    book = a_book(press, shown)
    await publish_manifests(press, shown, NOW)
    await book.look()
    with pytest.raises(InputError):
        await accept_findings(press.database, "one", ["cut"], " ", "editor", NOW)
    assert len(book.found) == 1
    await accept_findings(press.database, "one", ["cut"], "全文はリンク先で", "editor", NOW)
    await book.look()
    assert not book.found and {one.finding.code for one in book.judged("one")} == {"cut"}
    async with press.database.read() as connection:
        assert (await load_accepted(connection))["one"].reason == "全文はリンク先で"
        [edit] = await load_edits(connection, "item", "one")
    assert (edit.act, edit.by) == ("accept", "editor") and "cut" in (edit.after or "")


async def test_the_command_judges_what_the_last_publication_left_without_drawing(press: Press) -> None:
    shown = a_catalogue(ENDLESS, an_item("two"))
    async with press.database.write() as connection:
        await record_places(connection, [a_place()])
        await record_displays(connection, shown.displays.values())
        await replace_items(connection, "news", list(shown.items.values()), NOW, whole=False)
    await publish_manifests(press, shown, NOW)
    found = await check_slides(press.database, press.blobs)
    assert (found.displays, found.unexamined) == (3, 0)
    assert {item for one in found.shown for item in one.items} == {"one", "two"}
    [line] = [line for line in found.lines if line.serious]
    assert "題名が切れています" in line.says["ja"] and "Shorten the title" in line.says["en"]


async def test_what_was_found_of_a_slide_outlives_a_restart(press: Press) -> None:
    await publish_manifests(press, a_catalogue(ENDLESS), NOW)
    async with press.database.read() as connection:
        made = await load_slides(connection)
    assert made and all(b'"cut"' in one.examined for one in made if one.subject.startswith("one|"))
