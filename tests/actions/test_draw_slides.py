"""Slides for staff's eyes: drawn like those on air, of items that no screen was given, and kept nowhere."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from signage.actions.draw_slides import Previews, slot_of
from signage.domain.catalogue import Catalogue
from signage.domain.content import Period
from signage.domain.displays import Format
from signage.domain.manifest import Made
from signage.render.subject import subject_of
from tests.factories import NOW, a_display, an_item
from tests.spare_workers import SpareWorkers
from tests.web.sites import a_look


@pytest.fixture
async def previews() -> AsyncIterator[Previews]:
    workers = SpareWorkers()
    yield Previews(workers, a_look)
    await workers.close()


async def test_a_draft_is_drawn_whatever_its_period_and_places_say(previews: Previews) -> None:
    draft = an_item("draft", period=Period(NOW + timedelta(days=9)), places=("elsewhere",))
    drawn = await previews.draw_item(draft, a_display(), Catalogue(), NOW)
    html = previews.html(drawn.name)
    assert html and draft.title["ja"].encode() in html
    assert (await previews.draw_item(draft, a_display(), Catalogue(), NOW)).name == drawn.name


async def test_what_can_not_be_drawn_says_why(previews: Previews) -> None:
    drawn = await previews.draw_item(an_item("draft"), a_display(), Catalogue(), NOW, "fr")
    assert (drawn.name, bool(drawn.problem)) == ("", True)


async def test_a_slide_that_a_page_tells_of_is_drawn_when_it_is_looked_at(previews: Previews) -> None:
    item = an_item("news-9", title={"ja": "あとで描く"})
    slot = slot_of(item, {}, NOW, "ja")
    assert slot
    [path] = await previews.paths([subject_of({item.id: item}, {}, slot.key, Format(1920, 1080))])
    name = path.removeprefix("/previews/").removesuffix(".html")
    assert previews.html(name) is None
    first, second = await asyncio.gather(previews.document(name), previews.document(name))
    assert first and first == second and "あとで".encode() in first
    assert await previews.document("0" * 64) is None


async def test_a_slide_that_screens_have_is_shown_as_they_have_it() -> None:
    item = an_item("news-9")
    slot = slot_of(item, {}, NOW, "ja")
    assert slot
    workers = SpareWorkers()
    on_air = Previews(workers, a_look, lambda _recipe: Made("5" * 64, 3_000))
    paths = await on_air.paths([subject_of({item.id: item}, {}, slot.key, Format(1920, 1080))])
    assert paths == [f"/slides/{'5' * 64}.html"]
    await workers.close()
