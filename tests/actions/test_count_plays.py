"""Plays and plans are summed up once each, whatever is cut off, sent again or comes late."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.actions import count_plays as counting
from signage.actions.count_plays import count_planned, count_plays
from signage.domain.catalogue import Catalogue
from signage.domain.displays import Display
from signage.domain.legibility import Examined, Measures
from signage.domain.manifest import Made, build_head
from signage.domain.play_statistics import Figures, Period, Sum, year_period
from signage.domain.plays import Play, packed
from signage.domain.ulids import new_ulid
from signage.errors import StoreError
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.links import give_links
from signage.store.play_days import By, load_compared, load_figures
from signage.store.plays import PlayBatch, load_plays, record_plays
from signage.store.publications import Head, Published, load_published, record_heads, record_publications
from signage.store.scan_sums import load_shown_codes
from signage.store.slides import MadeSlide, load_examined, load_fallbacks, record_slides
from tests.factories import NOW, a_display, a_place, an_item

TOKYO = "Asia/Tokyo"
YEAR = year_period(2026)
MIDNIGHT = datetime(2026, 11, 21, 15, tzinfo=UTC)
"""2026-11-22 00:00 in Japan: NOW is noon of that day."""


def a_catalogue(*displays: Display) -> Catalogue:
    shown = displays or (a_display("gate"),)
    return Catalogue(displays={one.id: one for one in shown}, places={"station": a_place()})


def a_batch(at: datetime, *items: str | None, display: str = "gate", seconds: int = 10) -> PlayBatch:
    ms = round(at.timestamp() * 1000)
    plays = [
        Play(slide="1" * 64, item=item, at=ms + number * seconds * 1000, shown_ms=seconds * 1000)
        for number, item in enumerate(items)
    ]
    last = at + timedelta(seconds=(len(items) - 1) * seconds)
    return PlayBatch(display, new_ulid(at), at, last, json.dumps(packed(plays)))


async def store(database: Database, *batches: PlayBatch) -> None:
    async with database.write() as connection:
        await record_plays(connection, batches)


async def figures(database: Database, by: By = "item", period: Period = YEAR) -> dict[str, Figures]:
    async with database.read() as connection:
        return await load_figures(connection, by, period)


async def played(database: Database, by: By = "item") -> dict[str, tuple[int, int]]:
    return {name: (one.played.plays, one.played.ms) for name, one in (await figures(database, by)).items()}


async def test_each_play_counts_once_for_its_item_display_and_month(database: Database) -> None:
    await store(
        database,
        a_batch(NOW, "news", "news", "tour"),
        a_batch(NOW, "news", display="hall"),
        a_batch(NOW - timedelta(days=30), "news"),
    )
    displays = a_display("gate"), a_display("hall")
    assert await count_plays(database, a_catalogue(*displays), TOKYO) == 3
    assert await played(database) == {"news": (4, 40_000), "tour": (1, 10_000)}
    assert await played(database, "display") == {"gate": (4, 40_000), "hall": (1, 10_000)}
    assert await played(database, "month") == {"2026-10": (1, 10_000), "2026-11": (4, 40_000)}


async def test_counting_again_and_a_batch_that_is_sent_again_change_nothing(database: Database) -> None:
    batch = a_batch(NOW, "news", "news")
    for _ in range(3):
        await store(database, batch)
        await count_plays(database, a_catalogue(), TOKYO)
    assert await played(database) == {"news": (2, 20_000)}


async def test_a_batch_that_comes_days_late_is_added_to_its_own_month(database: Database) -> None:
    await store(database, a_batch(NOW, "news"))
    await count_plays(database, a_catalogue(), TOKYO)
    await store(database, a_batch(NOW - timedelta(days=23), "news"))
    await count_plays(database, a_catalogue(), TOKYO)
    assert await played(database, "month") == {"2026-10": (1, 10_000), "2026-11": (1, 10_000)}


async def test_a_kill_between_adding_and_marking_counts_nothing_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store(database, a_batch(NOW, "news"))

    async def killed(*_: Any) -> None:
        raise StoreError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(counting, "mark_counted", killed)
        with pytest.raises(StoreError):
            await count_plays(database, a_catalogue(), TOKYO)
    assert await played(database) == {}
    await count_plays(database, a_catalogue(), TOKYO)
    assert await played(database) == {"news": (1, 10_000)}


async def test_more_batches_than_are_taken_at_once_are_all_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 7)
    await store(database, *(a_batch(NOW + timedelta(minutes=n), "news", None) for n in range(30)))
    assert await count_plays(database, a_catalogue(), TOKYO) == 30
    assert await played(database) == {"news": (30, 300_000), "*": (30, 300_000)}


async def test_slides_without_an_item_are_asked_for_once_and_only_where_something_came(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are found among hundreds of thousands."""
    asked = []

    async def watched(connection: AsyncConnection) -> set[str]:
        asked.append(True)
        return await load_fallbacks(connection)

    monkeypatch.setattr(counting, "load_fallbacks", watched)
    monkeypatch.setattr(counting, "AT_ONCE", 7)
    assert await count_plays(database, a_catalogue(), TOKYO) == 0
    assert asked == []
    async with database.write() as connection:
        made = [
            MadeSlide(name, subject, Made(name, 1, ())) for name, subject in (("1" * 64, "|ja"), ("2" * 64, "a|ja"))
        ]
        await record_slides(connection, [*made, MadeSlide("3" * 64, "}|ja", Made("1" * 63 + "0", 1, ()))], NOW)
        assert await load_fallbacks(connection) == {"1" * 64}
    await store(database, *(a_batch(NOW + timedelta(minutes=n), "news", None) for n in range(30)))
    assert await count_plays(database, a_catalogue(), TOKYO) == 30
    assert asked == [True]
    assert await played(database) == {"news": (30, 300_000), "": (30, 300_000)}


async def test_midnight_is_that_of_the_displays_place(database: Database) -> None:
    place = a_place("harbour", timezone="America/Los_Angeles")
    catalogue = Catalogue(
        displays={"gate": a_display("gate"), "quay": a_display("quay", place="harbour")},
        places={"station": a_place(), "harbour": place},
    )
    first = datetime(2026, 12, 1, 3, tzinfo=UTC)  # noon in Japan, still November in California
    await store(database, a_batch(first, "news"), a_batch(first, "news", display="quay"))
    await count_plays(database, catalogue, TOKYO)
    assert await played(database, "month") == {"2026-11": (1, 10_000), "2026-12": (1, 10_000)}


async def publish(database: Database, blobs: Blobs, at: datetime, items: Sequence[str], channel: str = "c") -> None:
    """A loop of these items, 10 s each, for nine days."""
    begins = MIDNIGHT - timedelta(days=8)
    from_ms, until_ms = (round(one.timestamp() * 1000) for one in (begins, begins + timedelta(days=30)))
    tail = {
        "from": from_ms,
        "until": until_ms,
        "slides": [{"slide": item, "ms": 10_000, "item": item} for item in items],
        "loops": {"L1": {"ms": 10_000 * len(items), "order": list(range(len(items)))}},
        "segments": [{"from": from_ms, "until": until_ms, "anchor": from_ms, "loop": "L1"}],
        "fallback": "f",
        "withdrawn": [],
    }
    name = blobs.store(json.dumps(tail).encode(), "json").removesuffix(".json")
    async with database.write() as connection:
        await record_publications(connection, {channel: name}, at)


async def give_heads(database: Database, at: datetime, *displays: str, channel: str = "c") -> None:
    heads = {name: Head(channel, build_head(a_display(name), a_place(), "").decode()) for name in displays}
    async with database.write() as connection:
        await record_heads(connection, heads, at)


async def test_what_was_planned_is_added_once_a_day_is_over(database: Database, tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    yesterday = MIDNIGHT - timedelta(hours=12)
    await give_heads(database, yesterday, "gate", "hall")
    await publish(database, blobs, yesterday, ["news"])
    await publish(database, blobs, MIDNIGHT - timedelta(hours=3), ["news", "tour"])
    catalogue = a_catalogue(a_display("gate"), a_display("hall"))
    for _ in range(2):
        await count_planned(database, blobs, catalogue, NOW)
    hour = 3_600_000
    found = await figures(database)
    assert found["news"].planned == Sum(2 * (9 * 360 + 3 * 180), 2 * (9 * hour + 3 * hour // 2))
    assert found["tour"].planned == Sum(2 * 3 * 180, 3 * hour)
    assert await count_planned(database, blobs, catalogue, NOW + timedelta(days=1)) == 2
    assert (await figures(database))["tour"].planned.ms == 3 * hour + 24 * hour


async def test_days_before_a_display_had_anything_are_not_asked_for(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ten thousand new screens that was 70,000 questions an hour, and most of a minute of a core."""
    asked = []

    async def load(connection: AsyncConnection, display: str, from_at: datetime, until_at: datetime) -> list[Published]:
        asked.append((display, from_at))
        return await load_published(connection, display, from_at, until_at)

    monkeypatch.setattr(counting, "load_published", load)
    blobs = Blobs(tmp_path)
    await give_heads(database, MIDNIGHT - timedelta(hours=12), "gate")
    await give_heads(database, NOW, "new")
    await publish(database, blobs, MIDNIGHT - timedelta(hours=12), ["news"])
    catalogue = a_catalogue(a_display("gate"), a_display("new"), a_display("unpublished"))
    for _ in range(2):
        await count_planned(database, blobs, catalogue, NOW)
    assert asked == [("gate", MIDNIGHT - timedelta(days=1))]


async def test_played_is_compared_on_days_of_which_the_plan_is_known(database: Database, tmp_path: Path) -> None:
    blobs, yesterday = Blobs(tmp_path), MIDNIGHT - timedelta(hours=1)
    await give_heads(database, yesterday, "gate")
    await publish(database, blobs, yesterday, ["news"])
    await store(database, a_batch(yesterday, *["news"] * 180), a_batch(MIDNIGHT + timedelta(hours=1), "news"))
    await count_planned(database, blobs, a_catalogue(), NOW)
    await count_plays(database, a_catalogue(), TOKYO)
    async with database.read() as connection:
        compared = await load_compared(connection, YEAR)
    assert compared == Figures(Sum(180, 1_800_000), Sum(360, 3_600_000)) and compared.percent == 50


async def test_a_tail_that_is_lost_plans_nothing_and_stops_nothing(database: Database, tmp_path: Path) -> None:
    await give_heads(database, MIDNIGHT - timedelta(hours=1), "gate")
    async with database.write() as connection:
        await record_publications(connection, {"c": "0" * 64}, MIDNIGHT - timedelta(hours=1))
    assert await count_planned(database, Blobs(tmp_path), a_catalogue(), NOW) == 1
    assert await figures(database) == {}


async def test_plays_around_a_moment_are_found(database: Database) -> None:
    await store(database, a_batch(NOW, "a", "b", "c"), a_batch(NOW, "z", display="hall"))
    async with database.read() as connection:
        found = await load_plays(connection, "gate", NOW + timedelta(seconds=10), NOW + timedelta(seconds=15))
    assert [play.item for play in found] == ["b"]


async def test_slides_with_a_code_are_summed_up_by_screen_and_link_as_long_as_they_were_shown(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same item's slide without a code, on a strip say, is no exposure of it.

    Of all slides that are kept only those are looked at that were played of items with a link, and each once.
    """
    asked: list[str] = []

    async def watched(connection: AsyncConnection, slides: Collection[str]) -> list[tuple[str, str]]:
        asked.extend(slides)
        return await load_examined(connection, slides)

    monkeypatch.setattr(counting, "load_examined", watched)
    monkeypatch.setattr(counting, "AT_ONCE", 1)
    url = "https://www.example.jp/survey"
    bare, bearing, unplayed = ("1" * 64, 0.0), ("2" * 64, 400.0), ("3" * 64, 400.0)
    async with database.write() as connection:
        link = (await give_links(connection, [url], NOW))[url]
        made = [_made(slide, qr) for slide, qr in (bare, bearing, unplayed)]
        await record_slides(connection, made, NOW)
    plays = [
        Play(slide=slide, item=item, at=round(NOW.timestamp() * 1000) + n * 1000, shown_ms=1000)
        for n, (slide, item) in enumerate([("2" * 64, "survey")] * 3 + [("1" * 64, "survey"), ("4" * 64, "other")])
    ]
    for _ in range(2):
        batch = PlayBatch("gate", new_ulid(NOW), NOW, NOW + timedelta(seconds=5), json.dumps(packed(plays)))
        await store(database, batch)
    items = {"survey": an_item("survey", url=url), "other": an_item("other")}
    displays = {"gate": a_display("gate")}
    catalogue = Catalogue(displays=displays, places={"station": a_place()}, items=items, links={url: link})
    await count_plays(database, catalogue, TOKYO)
    await count_plays(database, catalogue, TOKYO)
    async with database.read() as connection:
        assert await load_shown_codes(connection, NOW.date(), NOW.date()) == {("gate", link.code): 6_000}
    assert sorted(asked) == ["1" * 64, "2" * 64]


def _made(slide: str, qr: float) -> MadeSlide:
    examined = msgspec.json.encode(Examined((), Measures(1920, 1080, qr=qr)))
    return MadeSlide(slide, f"{slide}|ja", Made(slide, 1_000, ()), examined)
