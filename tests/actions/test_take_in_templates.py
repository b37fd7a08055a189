"""A template of one's own goes on air when it is saved; a broken one leaves the slides that were made before."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from signage.actions import take_in_templates as module
from signage.actions.publish_manifests import Press
from signage.actions.take_in_playlist import take_in_playlist
from signage.actions.take_in_templates import take_in_templates
from signage.errors import StoreError
from signage.publisher import Publisher
from signage.render.orders import Look, look_digest
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.displays import record_displays, record_places
from signage.store.problems import load_problems
from tests.factories import NOW, a_display, a_place, an_item

PLAIN = '{% extends "frame.html" %}{% block content %}{{ text.block("title", "h1") }}{% endblock %}'


class House:
    """An input folder with one playlist, and a publisher."""

    def __init__(self, press: Press, root: Path) -> None:
        self.press, self.root = press, root
        self.publisher = Publisher(press, CatalogueKeeper(press.database))

    async def write(self, name: str, text: str | None, encoding: str = "utf-8") -> None:
        path = self.root / "templates" / name
        path.parent.mkdir(exist_ok=True)
        path.unlink() if text is None else path.write_text(text, encoding)
        await take_in_templates(
            self.press.database,
            self.root,
            lambda: self.publisher.look,
            self.publisher.renew,
            NOW + timedelta(seconds=1),
        )

    async def slide(self) -> str:
        """The one slide on air, as it is after the publisher has caught up."""
        await self.publisher.caught_up()
        (served,) = [tail for _, tail in self.press.manifests.in_force.tails.values()]
        name = served.decode().partition('"slide":"')[2][:64]
        return self.press.blobs.path(f"{name}.html").read_text("utf-8")

    async def problems(self) -> dict[str, str]:
        async with self.press.database.read() as connection:
            return {one.noun: one.message for one in await load_problems(connection)}


@pytest.fixture
async def house(press: Press, tmp_path: Path) -> AsyncIterator[House]:
    root = tmp_path / "input"
    (root / "playlists").mkdir(parents=True)
    playlist = root / "playlists" / "all.toml"
    playlist.write_text('[[section]]\nkinds = ["news"]\ntemplate = "own.html"\n[[when]]\n', "utf-8")
    async with press.database.write() as connection:
        await record_places(connection, [a_place()])
        await record_displays(connection, [a_display()])
        await replace_items(connection, "feed", [an_item("room", source="feed")], NOW, whole=True)
    await take_in_playlist(press.database, root, playlist, NOW)
    made = House(press, root)
    await made.write("own.html", PLAIN)
    running = asyncio.create_task(made.publisher.run())
    yield made
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_saved_template_goes_on_air(house: House) -> None:
    assert "<h1" in await house.slide()
    await house.write("own.html", PLAIN.replace("{{ text", '<p id="mark"></p>{{ text'))
    assert 'id="mark"' in await house.slide()


async def test_a_broken_template_leaves_the_slide_and_is_told_until_it_is_mended(house: House) -> None:
    before = await house.slide()
    await house.write("own.html", PLAIN + "\n{% if %}")
    assert await house.slide() == before
    told = await house.problems()
    assert told["template"].startswith("templates/own.html, line 2: ")
    assert told["slide"].startswith("templates/own.html, line 2: ")
    await house.write("own.html", PLAIN.replace("{{ text", '<p id="mended"></p>{{ text'))
    assert 'id="mended"' in await house.slide()
    assert await house.problems() == {}


@pytest.mark.parametrize(
    ("text", "encoding", "reason"),
    [
        (f"{PLAIN}お知らせ", "cp932", "save the file as UTF-8"),
        (PLAIN + " " * 200_000, "utf-8", "the file is larger than 200 kB"),
    ],
    ids=["not UTF-8", "too large"],
)
async def test_a_template_that_can_not_be_read_stays_as_it_was_and_is_told(
    house: House, text: str, encoding: str, reason: str
) -> None:
    before, look = await house.slide(), house.publisher.look
    await house.write("own.html", text, encoding)
    assert (house.publisher.look is look, await house.slide()) == (True, before)
    told = await house.problems()
    assert [*told] == ["template"] and told["template"].startswith(f"templates/own.html: {reason}")
    await house.write("other.html", PLAIN)
    assert [name for name, _ in house.publisher.look.templates] == ["other.html", "own.html"]
    assert await house.slide() == before
    await house.write("own.html", None)
    assert [name for name, _ in house.publisher.look.templates] == ["other.html"]
    assert await house.problems() == {}


async def test_of_a_broken_template_that_can_not_be_read_any_more_the_latter_is_told(house: House) -> None:
    await house.write("own.html", PLAIN + "\n{% if %}")
    await house.write("own.html", f"{PLAIN}お知らせ", "cp932")
    assert (await house.problems())["template"].startswith("templates/own.html: save the file as UTF-8")


async def test_a_template_that_never_could_be_read_is_left_out(house: House) -> None:
    await house.write("new.html", f"{PLAIN}お知らせ", "cp932")
    assert [name for name, _ in house.publisher.look.templates] == ["own.html"]


async def test_an_unchanged_folder_changes_nothing(house: House) -> None:
    await house.slide()
    look = house.publisher.look
    await house.write("own.html", PLAIN)
    assert house.publisher.look is look


async def test_a_template_that_is_gone_is_no_more_used(house: House) -> None:
    await house.slide()
    await house.write("own.html", None)
    assert house.publisher.look.templates == ()


async def test_a_template_that_can_not_be_taken_in_just_now_is_taken_in_at_the_next_try(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.slide()
    before, digest = house.publisher.look, house.publisher.look_digest
    marked = PLAIN.replace("{{ text", '<p id="mark"></p>{{ text')

    async def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(module, "raise_revision", full)
        with pytest.raises(StoreError):
            await house.write("own.html", marked)
    assert (house.publisher.look, house.publisher.look_digest) == (before, digest)
    await house.write("own.html", marked)
    assert 'id="mark"' in await house.slide()


async def test_a_brand_that_is_saved_meanwhile_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is in the look that the templates go into."""
    before = house.publisher.look
    branded = msgspec.structs.replace(before, brand=msgspec.structs.replace(before.brand, name={"ja": "べつの事業"}))
    saved = [lambda: house.publisher.renew(branded, look_digest(branded))]

    def digest_while_the_brand_is_saved(look: Look) -> str:
        while saved:
            saved.pop()()
        return look_digest(look)

    monkeypatch.setattr(module, "look_digest", digest_while_the_brand_is_saved)
    await house.write("own.html", PLAIN.replace("{{ text", '<p id="mark"></p>{{ text'))
    look = house.publisher.look
    assert (look.brand, look.templates == before.templates) == (branded.brand, False)
    assert house.publisher.look_digest == look_digest(look)
