"""The demo's own sources."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from signage import settings
from signage.domain.calendar_file import parse_calendar
from signage.domain.closing_days import Calendar, almanac_of
from signage.domain.content import Item
from signage.domain.events import over_at
from signage.sources import SOURCES, Fetching, Memory, parse_source

DEMO = Path(__file__).parents[2] / "demo"
SOURCE_NAMES = sorted(path.stem for path in (DEMO / "sources").glob("*.toml") if not path.stem.startswith("samples"))
"""The sample calendars are written when the demo starts (tests/test_demo.py)."""


async def load(name: str) -> tuple[Item, ...]:
    """The items of a source of the demo, of which not one may need a note."""
    source = parse_source((DEMO / f"sources/{name}.toml").read_text("utf-8"), f"sources/{name}.toml")
    found = await SOURCES[source.type].fetch(source, Memory(), Fetching(folder=DEMO))
    assert found.notes == ()
    assert found.items
    return found.items


@pytest.mark.parametrize(("name", "count"), [("news", 7), ("city", 3), ("reports", 14), ("interviews", 13)])
async def test_the_feeds_of_the_demo_are_whole(name: str, count: int) -> None:
    items = await load(name)
    assert len(items) == count
    assert all(item.url and item.text for item in items)


async def test_the_project_speaks_in_japanese_and_english() -> None:
    items = await load("project")
    assert {item.kind for item in items} == {"survey", "about", "link"}
    assert "未来はいつも みんなの思いから 始まる" in [item.title["ja"] for item in items]
    assert all(item.languages() == ("ja", "en") for item in items)


async def test_reports_bear_the_hashtags_of_the_city_and_no_day_that_is_not_known() -> None:
    items = {item.title["ja"]: item for item in await load("reports")}
    fair = items["令和7年11月8日-9日「日立市産業祭」担当レポート"]
    assert fair.hashtags[-1] == "産業祭"
    assert fair.text["ja"].startswith("122団体")
    assert all(item.published_at is None for item in items.values())


async def test_the_history_is_told_in_the_order_of_its_years() -> None:
    years = [item.year for item in await load("history") if item.year]
    assert len(years) == 27
    assert years == sorted(years)


async def test_every_real_event_is_over() -> None:
    events = [item.event for item in await load("events") if item.event]
    assert len(events) == 12
    assert all(over and over < datetime(2026, 11, 1, tzinfo=UTC) for over in map(over_at, events))


async def test_each_theme_of_the_settings_has_a_slide() -> None:
    themes = settings.load(DEMO / "signage.toml", environment={}).project.themes
    assert {theme: item.title["ja"] for item in await load("themes") for theme in item.themes} == {
        key: theme.name["ja"] for key, theme in themes.items()
    }


def test_libraries_are_closed_as_they_say() -> None:
    closed = almanac_of("JP", {name: calendar(name) for name in ("memorial-library", "nenmatsu")})
    days = (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30), date(2027, 1, 4))
    assert [bool(closed.closing(["memorial-library"], day)) for day in days] == [False, False, True, True, True]
    turn = (date(2026, 12, 28), date(2026, 12, 29), date(2027, 1, 3), date(2027, 1, 4))
    assert [bool(closed.closing(["nenmatsu"], day)) for day in turn] == [False, True, True, False]


def calendar(name: str) -> Calendar:
    file = f"calendars/{name}.toml"
    return parse_calendar((DEMO / file).read_text("utf-8"), file)


@pytest.mark.parametrize("name", SOURCE_NAMES)
async def test_no_link_of_the_demo_leads_to_the_editing_server(name: str) -> None:
    assert not [item.url for item in await load(name) if item.url and "www-source" in item.url]
