"""The demo's own sources."""

from pathlib import Path

import pytest

from signage.domain.content import Item
from signage.sources import SOURCES, Fetching, Memory, parse_source

DEMO = Path(__file__).parents[2] / "demo"
SOURCE_NAMES = sorted(path.stem for path in (DEMO / "sources").glob("*.toml"))


async def load(name: str) -> tuple[Item, ...]:
    """The items of a source of the demo, of which not one may need a note."""
    source = parse_source((DEMO / f"sources/{name}.toml").read_text("utf-8"), f"sources/{name}.toml")
    found = await SOURCES[source.type].fetch(source, Memory(), Fetching(folder=DEMO))
    assert found.notes == ()
    assert found.items
    return found.items


@pytest.mark.parametrize(("name", "count"), [("news", 7), ("city", 3)])
async def test_the_feeds_of_the_demo_are_whole(name: str, count: int) -> None:
    items = await load(name)
    assert len(items) == count
    assert all(item.url and item.text for item in items)


async def test_the_project_speaks_in_japanese_and_english() -> None:
    items = await load("project")
    assert {item.kind for item in items} == {"survey", "about"}
    assert "未来はいつも みんなの思いから 始まる" in [item.title["ja"] for item in items]
    assert all(item.languages() == ("ja", "en") for item in items)


@pytest.mark.parametrize("name", SOURCE_NAMES)
async def test_no_link_of_the_demo_leads_to_the_editing_server(name: str) -> None:
    assert not [item.url for item in await load(name) if item.url and "www-source" in item.url]
