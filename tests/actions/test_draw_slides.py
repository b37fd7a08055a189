"""Slides for staff's eyes: drawn like those on air, of items that no screen was given, and kept nowhere."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from signage.actions.draw_slides import Previews
from signage.domain.catalogue import Catalogue
from signage.domain.content import Period
from signage.workers import Workers
from tests.factories import NOW, a_display, an_item
from tests.web.sites import a_look


@pytest.fixture
async def previews() -> AsyncIterator[Previews]:
    workers = Workers(processes=1, megabytes=1024, seconds=30)
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
