"""A source that fails keeps its items and tells staff; one that is well again tells nothing more."""

import asyncio
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from signage.actions import refresh_sources as module
from signage.actions.refresh_sources import RefreshSources
from signage.actions.take_in_source import take_in_source
from signage.actions.withdraw_item import restore_item, withdraw_item
from signage.errors import SourceError, StoreError
from signage.sources import SOURCES, Fetched, Fetching, Memory, Parsed, Run, Source, in_process
from signage.sources.fetching import fetch_parsed
from signage.store.content import load_items
from signage.store.database import Database
from signage.store.problems import load_problems
from signage.store.sources import ask_for_source, record_attempt
from tests.spare_workers import SpareWorkers

FEED = '<rss version="2.0"><channel><title>t</title><item><title>two</title><guid>two</guid></item></channel></rss>'
ITEM = "<item><title>{0}</title><guid>{0}</guid></item>"
KEPT = '[[item]]\nid = "{0}"\nkind = "news"\ntitle.ja = "{0}"\n'


class Desk:
    """An input folder with one source, and what the store has of it."""

    def __init__(self, folder: Path, database: Database, refresh: RefreshSources) -> None:
        self.folder = folder
        self.database = database
        self.refresh = refresh

    async def source(self, text: str) -> None:
        path = self.folder / "sources" / "news.toml"
        path.write_text(text, "utf-8")
        await take_in_source(self.database, self.folder, path, datetime.now(UTC))

    async def file(self, name: str, text: str) -> None:
        path = self.folder / "feeds" / name
        path.write_text(text, "utf-8")
        await self.refresh.of_file(path)

    async def feed(self, *titles: str) -> None:
        items = "".join(ITEM.format(title) for title in titles)
        await self.file("news.rss", f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>')

    async def fetched_at(self, at: datetime) -> None:
        async with self.database.write() as connection:
            await record_attempt(connection, "news", at)

    async def without_source(self) -> None:
        path = self.folder / "sources" / "news.toml"
        path.unlink()
        await take_in_source(self.database, self.folder, path, datetime.now(UTC))

    async def titles(self) -> list[str]:
        async with self.database.read() as connection:
            return sorted(item.title["ja"] for item in (await load_items(connection))[0].values())

    async def addresses(self) -> list[str]:
        async with self.database.read() as connection:
            return sorted(item.url or "" for item in (await load_items(connection))[0].values())

    async def problems(self) -> list[str]:
        async with self.database.read() as connection:
            return [f"{one.noun} {one.name}: {one.message}" for one in await load_problems(connection)]


class Slow:
    """A fetch that ends when the test lets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.under_way, self.go_on = asyncio.Event(), asyncio.Event()
        self._fetch = SOURCES["rss"].fetch
        monkeypatch.setitem(SOURCES, "rss", SOURCES["rss"]._replace(fetch=self))

    async def __call__(self, source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
        fetched = await self._fetch(source, memory, fetching, run)
        self.under_way.set()
        await self.go_on.wait()
        return fetched


@pytest.fixture
async def desk(tmp_path: Path, database: Database) -> AsyncIterator[Desk]:
    for folder in ("sources", "feeds"):
        (tmp_path / folder).mkdir()
    workers = SpareWorkers()
    fetching = Fetching(folder=tmp_path)
    desk = Desk(tmp_path, database, RefreshSources(database, fetching, workers, tmp_path))
    await desk.source('type = "rss"\naddress = "feeds/news.rss"\n')
    yield desk
    await workers.close()


async def test_a_feed_is_taken_over_and_a_broken_one_leaves_it(desk: Desk) -> None:
    await desk.feed("one", "two")
    assert await desk.titles() == ["one", "two"]
    await desk.file("news.rss", "<html><body>503</body></html>")
    assert await desk.titles() == ["one", "two"]
    assert "source news: " in (await desk.problems())[0]
    await desk.feed("one", "two")
    assert await desk.problems() == []


async def test_what_is_not_due_is_not_fetched(desk: Desk) -> None:
    await desk.feed("one")
    (desk.folder / "feeds" / "news.rss").write_text("<html>", "utf-8")
    await desk.refresh.due()
    assert await desk.problems() == []


async def test_a_source_that_was_fetched_in_the_future_is_due(desk: Desk) -> None:
    """Its clock was set back since; else it would stand still for that long, and nobody be told."""
    await desk.feed("one")
    async with desk.database.write() as connection:
        await record_attempt(connection, "news", datetime.now(UTC) + timedelta(days=30))
    (desk.folder / "feeds" / "news.rss").write_text("<html>", "utf-8")
    await desk.refresh.due()
    assert len(await desk.problems()) == 1


async def test_a_source_whose_fetch_can_not_be_written_down_is_left_in_peace_unless_somebody_asks_for_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.feed("one")
    await desk.fetched_at(datetime.now(UTC) - timedelta(days=1))
    fetch, asked = SOURCES["rss"].fetch, []

    async def counted(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
        asked.append(source.name)
        return await fetch(source, memory, fetching, run)

    def full() -> None:
        raise StoreError("the disk is full")

    monkeypatch.setitem(SOURCES, "rss", SOURCES["rss"]._replace(fetch=counted))
    with monkeypatch.context() as patched:
        patched.setattr(desk.database, "write", full)
        for _ in range(3):
            with pytest.raises(StoreError):  # so that the log says it once
                await desk.refresh.due()
    assert len(asked) == 1
    async with desk.database.write() as connection:
        await ask_for_source(connection, "news")
    await desk.refresh.due()
    assert len(asked) == 2
    await desk.fetched_at(datetime.now(UTC) - timedelta(days=1))  # what was written since counts again
    await desk.refresh.due()
    assert len(asked) == 3


async def test_a_source_whose_fetch_can_be_written_after_a_minute_is_fetched_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEFT_IN_PEACE_SECONDS", 0)
    await desk.feed("one")
    await desk.fetched_at(datetime.now(UTC) - timedelta(days=1))

    def full() -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(desk.database, "write", full)
        with pytest.raises(StoreError):
            await desk.refresh.due()
    (desk.folder / "feeds" / "news.rss").write_text(FEED, "utf-8")
    await desk.refresh.due()
    assert await desk.titles() == ["one", "two"]


async def test_a_whole_list_that_shrank_too_much_stays_doubtful_until_it_is_mended(desk: Desk) -> None:
    await desk.source('type = "items"\naddress = "feeds/own.toml"\n')
    await desk.file("own.toml", "".join(KEPT.format(name) for name in "abcd"))
    for _ in range(2):
        await desk.file("own.toml", KEPT.format("a"))
        assert await desk.titles() == ["a", "b", "c", "d"]
        assert "lacks 3 items" in (await desk.problems())[0]
    await desk.file("own.toml", "".join(KEPT.format(name) for name in "abc"))
    assert (await desk.titles(), await desk.problems()) == (["a", "b", "c"], [])


async def test_a_wrong_list_is_gone_without_a_trace_once_the_right_one_is_back(desk: Desk) -> None:
    await desk.source('type = "items"\naddress = "feeds/own.toml"\n')
    right = "".join(KEPT.format(name) for name in "abcd")
    wrong = KEPT.format("a").replace('ja = "a"', 'ja = "wrong"') + KEPT.format("x")
    for text in (right, wrong, right):
        await desk.file("own.toml", text)
    assert (await desk.titles(), await desk.problems()) == (["a", "b", "c", "d"], [])


async def test_a_wrong_list_is_believed_no_sooner_for_coming_again(desk: Desk) -> None:
    await desk.source('type = "items"\naddress = "feeds/own.toml"\n')
    await desk.file("own.toml", "".join(KEPT.format(name) for name in "abcd"))
    for _ in range(3):
        await desk.file("own.toml", "".join(KEPT.format(name) for name in "wxyz"))
        assert await desk.titles() == ["a", "b", "c", "d"]
        assert "lacks 4 items" in (await desk.problems())[0]
    for name in "abcd":
        await withdraw_item(desk.database, f"news-{name}", datetime.now(UTC))
    await desk.file("own.toml", "".join(KEPT.format(name) for name in "wxyz"))
    assert (await desk.titles(), await desk.problems()) == (["w", "x", "y", "z"], [])


async def test_a_host_that_is_to_be_shown_by_another_name_is_on_no_screen_any_more(desk: Desk) -> None:
    """What is still in the feed comes once, though its id comes from its address; what is not is told by the other too."""
    source = 'type = "rss"\naddress = "feeds/news.rss"\n'
    entry = "<item><title>{0}</title><link>https://staging.minato.example/{0}.html</link></item>"
    await desk.source(source)
    for shown in ("old", "fair", "soon"):
        text = f'<rss version="2.0"><channel><title>t</title>{entry.format(shown)}</channel></rss>'
        await desk.file("news.rss", text)
    await desk.source(f'{source}[hosts]\n"staging.minato.example" = "www.minato.example"\n')
    await desk.refresh.due()
    assert await desk.addresses() == [f"https://www.minato.example/{name}.html" for name in ("fair", "old", "soon")]
    assert await desk.titles() == ["fair", "old", "soon"]


async def test_what_staff_put_back_goes_where_its_source_dropped_it_meanwhile(desk: Desk) -> None:
    """The list itself has not changed since: nothing else would have it read again."""
    await desk.source('type = "items"\naddress = "feeds/own.toml"\n')
    await desk.file("own.toml", "".join(KEPT.format(name) for name in "abc"))
    await withdraw_item(desk.database, "news-a", datetime.now(UTC))
    await desk.file("own.toml", "".join(KEPT.format(name) for name in "bc"))
    await restore_item(desk.database, "news-a", datetime.now(UTC))
    assert await desk.titles() == ["a", "b", "c"]
    await desk.refresh.due()
    assert await desk.titles() == ["b", "c"]


async def test_a_source_that_is_gone_takes_its_items_with_it(desk: Desk) -> None:
    await desk.feed("one")
    await desk.without_source()
    assert await desk.titles() == []


async def test_a_broken_source_file_leaves_the_last_good_one(desk: Desk) -> None:
    await desk.feed("one")
    await desk.source('type = "rss"\nadress = "feeds/news.rss"\n')
    assert "address" in (await desk.problems())[0]
    await desk.feed("one", "two")
    assert await desk.titles() == ["one", "two"]


@pytest.mark.parametrize("text", ["<html>", "<rss version='2.0'><channel><title>t</title></channel></rss>"])
async def test_a_source_file_s_problem_and_its_feed_s_problem_come_and_go_apart(desk: Desk, text: str) -> None:
    good = (desk.folder / "sources" / "news.toml").read_text("utf-8")
    await desk.source("[[")
    await desk.file("news.rss", text)
    await desk.feed("one")
    (problem,) = await desk.problems()
    assert problem.startswith("source file news: sources/news.toml")
    await desk.source(good)
    assert await desk.problems() == []


async def test_a_source_that_goes_takes_both_its_problems_with_it(desk: Desk) -> None:
    await desk.file("news.rss", "<html>")
    await desk.source("[[")
    assert len(await desk.problems()) == 2
    await desk.without_source()
    assert await desk.problems() == []


async def test_a_source_deleted_while_it_is_fetched_gives_nothing_any_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    fetch = asyncio.create_task(desk.feed("one"))
    await slow.under_way.wait()
    await desk.without_source()
    slow.go_on.set()
    await fetch
    assert (await desk.titles(), await desk.problems()) == ([], [])


async def test_a_source_edited_while_it_is_fetched_is_fetched_afresh(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    fetch = asyncio.create_task(desk.feed("one", "two"))
    await slow.under_way.wait()
    await desk.source('type = "rss"\naddress = "feeds/news.rss"\nnewest = 1\n')
    waiting = asyncio.create_task(desk.refresh.due())
    slow.go_on.set()
    await asyncio.gather(fetch, waiting)
    assert await desk.titles() == ["one"]


async def test_a_fetch_that_fails_after_its_source_went_leaves_no_problem(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
        await desk.without_source()
        raise SourceError("too late")

    monkeypatch.setitem(SOURCES, "rss", SOURCES["rss"]._replace(fetch=fail))
    await desk.feed("one")
    assert await desk.problems() == []


def slip(
    body: bytes,
    content_type: str | None,
    source: Source,
    timezone: str = "Asia/Tokyo",
    address: str = "",
    month: date | None = None,
) -> Parsed:
    raise OverflowError("date value out of range")


async def test_a_slip_in_a_parser_is_a_problem_that_names_its_place_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.feed("one")

    async def fetch(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
        return await fetch_parsed(slip, source, memory, fetching, run)

    monkeypatch.setitem(SOURCES, "rss", SOURCES["rss"]._replace(fetch=fetch))
    with capture_logs() as logs:
        await desk.feed("two")
    (slips,) = [log["exc_info"] for log in logs if log.get("exc_info")]
    assert "in slip" in "".join(traceback.format_exception(slips))
    with capture_logs() as logs:
        await desk.feed("three")
    assert not [log for log in logs if log.get("exc_info")]
    assert await desk.titles() == ["one"]
    (problem,) = await desk.problems()
    assert "OverflowError: date value out of range" in problem
