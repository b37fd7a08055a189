"""Whoever scans a code is led on, whatever the code says and whatever fails; of who it was nothing is kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient
from yarl import URL

from signage.actions.count_scans import ScanBook
from signage.actions.follow_links import Ways
from signage.domain.links import Codes
from signage.domain.networks import networks_of
from signage.domain.scans import Scan
from signage.errors import SettingsError
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.links import change_link, give_links, load_link
from signage.store.scans import load_left_out, load_scans
from signage.store.spots import give_spots
from signage.web.player_files import KIOSK, PlayerFiles
from signage.web.routes import build_web
from signage.web.scans import ScanDesk
from tests.away import Away
from tests.domain.test_scans import ANDROID, GOOGLEBOT, IPHONE, LINE_PREVIEW, WINDOWS
from tests.factories import NOW, a_player_desk

PAGE, OTHER = "https://city.example/survey?a=1#top", "https://www.city.example/fair"
TOP = "https://city.example/kyoso/"
TOMORROW = timedelta(days=1)


class Wall(NamedTuple):
    """A server with one link, a screen and a poster."""

    client: TestClient[Any, Any]
    database: Away
    ways: Ways
    book: ScanBook
    link: str
    screen: str
    poster: str

    async def scan(self, code: str, said: str = IPHONE, method: str = "GET", **headers: str) -> ClientResponse:
        headers = {"User-Agent": said} | {name.replace("_", "-"): value for name, value in headers.items()}
        path = URL(f"/q/{code}", encoded=True)
        return await self.client.request(method, path, headers=headers, allow_redirects=False)

    async def counts(self) -> list[tuple[str, str, str, int]]:
        return [(one.link, one.spot, one.device, one.count) for one in await self.stored()]

    async def stored(self) -> list[Scan]:
        await self.book.write()
        now = datetime.now(UTC)
        async with self.database.read() as connection:
            return await load_scans(connection, now - TOMORROW, now + TOMORROW)

    async def left_out(self) -> dict[str, int]:
        await self.book.write()
        day = datetime.now(UTC).date()
        async with self.database.read() as connection:
            found = await load_left_out(connection, day - TOMORROW, day + 2 * TOMORROW)
        return {one.reason: one.count for one in found}


async def a_wall(aiohttp_client: AiohttpClient, folder: Path, url: str, **changes: Any) -> Wall:
    database = Away(url)
    async with database.write() as connection:
        link = (await give_links(connection, [PAGE], NOW))[PAGE]
        (screen,) = await give_spots(connection, "display", ["gate"], NOW)
        (poster,) = await give_spots(connection, "poster", ["taga"], NOW)
    codes = changes.get("codes", Codes("https://s.example", "kyoso_r8", hosts=("city.example",)))
    ways, book = Ways(database, codes), ScanBook(database, "Asia/Tokyo")
    await ways.learn()
    counting = book if changes.get("counting", True) else None
    desk = ScanDesk(
        ways, lambda: changes.get("top", "city.example/kyoso/"), counting, networks_of(changes.get("own", ()))
    )
    app = build_web(blobs=Blobs(folder), players=a_player_desk(folder), files=PlayerFiles(KIOSK), scans=desk)

    async def close(_: object) -> None:
        await database.close()

    app.on_cleanup.append(close)
    return Wall(await aiohttp_client(app), database, ways, book, link.code, screen, poster)


@pytest.fixture
async def wall(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Wall:
    return await a_wall(aiohttp_client, tmp_path, database.url)


async def test_a_code_leads_to_its_page_named_by_where_it_was_scanned(wall: Wall) -> None:
    answer = await wall.scan(f"{wall.link}-{wall.poster}")
    assert answer.status == 302
    names = "utm_source=poster&utm_medium=qr&utm_campaign=kyoso_r8&utm_content=taga"
    assert answer.headers["Location"] == f"https://city.example/survey?a=1&{names}#top"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert await answer.read() == b""
    screen = await wall.scan(f"{wall.link}-{wall.screen}")
    assert "utm_source=signage&" in screen.headers["Location"] and "utm_content=gate" in screen.headers["Location"]


async def test_a_scan_raises_exactly_its_own_count(wall: Wall) -> None:
    for _ in range(3):
        await wall.scan(f"{wall.link}-{wall.screen}", IPHONE)
    await wall.scan(f"{wall.link.lower()}-{wall.poster.lower()}.", ANDROID)
    await wall.scan(wall.link, WINDOWS)
    assert sorted(await wall.counts()) == sorted(
        [
            (wall.link, wall.screen, "phone", 3),
            (wall.link, wall.poster, "phone", 1),
            (wall.link, "", "computer", 1),
        ]
    )
    hour = (await wall.stored())[0].hour
    assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)


async def test_a_spot_that_nobody_bears_is_led_on_and_counted_without_it(wall: Wall) -> None:
    for spot in ("ZZZZ", "ZZZZZZZZZZ", "", "%00", "1"):
        answer = await wall.scan(f"{wall.link}-{spot}")
        assert answer.headers["Location"].startswith("https://city.example/survey?")
    assert await wall.counts() == [(wall.link, "", "phone", 5)]


async def test_what_no_person_scanned_is_led_on_and_left_out(
    aiohttp_client: AiohttpClient, tmp_path: Path, database: Database
) -> None:
    wall = await a_wall(aiohttp_client, tmp_path, database.url, own=("10.0.0.0/8", "2001:db8::/48", "192.0.2.1"))
    code = f"{wall.link}-{wall.screen}"
    answers = [
        await wall.scan(code, method="HEAD"),
        await wall.scan(code, Sec_Purpose="prefetch;prerender"),
        await wall.scan(code, X_Moz="prefetch"),
        await wall.scan(code, LINE_PREVIEW),
        await wall.scan(code, GOOGLEBOT),
        await wall.scan(code, ""),
        await wall.scan(code, X_Forwarded_For="203.0.113.9, 10.1.2.3"),
        await wall.scan(code, X_Forwarded_For="::ffff:10.9.9.9"),
        await wall.scan(code, X_Forwarded_For="2001:db8:0:7:1:2:3:4"),
        await wall.scan(code, X_Forwarded_For="192.0.2.1"),
    ]
    assert {answer.status for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    for other in ("203.0.113.9", "10.1.2.3, 203.0.113.9", "not an address", "2001:db8:1::1"):
        await wall.scan(code, X_Forwarded_For=other)
    assert await wall.counts() == [(wall.link, wall.screen, "phone", 4)]
    assert await wall.left_out() == {"head": 1, "prefetch": 2, "preview": 1, "bot": 2, "own network": 4}


async def test_a_link_that_is_new_or_turned_or_ended_leads_there_as_soon_as_it_is_learned_of(wall: Wall) -> None:
    async with wall.database.write() as connection:
        new = (await give_links(connection, [OTHER], NOW))[OTHER]
        link = await load_link(connection, wall.link)
        assert link
        await change_link(connection, msgspec.structs.replace(link, target=f"{OTHER}/turned"))
    await wall.ways.learn()
    assert (await wall.scan(new.code)).headers["Location"].startswith(f"{OTHER}?")
    assert (await wall.scan(wall.link)).headers["Location"].startswith(f"{OTHER}/turned?")
    async with wall.database.write() as connection:
        await change_link(connection, msgspec.structs.replace(link, expires_at=NOW))
        await change_link(connection, msgspec.structs.replace(new, target="https://evil.example/"))
    await wall.ways.learn()
    for code in (wall.link, new.code):
        assert (await wall.scan(code)).headers["Location"].startswith(f"{TOP}?utm_source=signage")
    assert sum(count for *_, count in await wall.counts()) == 4


async def test_a_link_ends_on_its_moment_and_the_projects_page_may_move_though_nothing_is_learned(wall: Wall) -> None:
    async with wall.database.write() as connection:
        link = await load_link(connection, wall.link)
        assert link
        await change_link(connection, msgspec.structs.replace(link, expires_at=NOW))
    code = f"{wall.link}-{wall.screen}"
    before, after = NOW - TOMORROW, NOW + TOMORROW
    ways = [wall.ways.follow(code, TOP, moment) for moment in (before, before, after)]  # learned of nothing yet
    await wall.ways.learn()
    ways += [wall.ways.follow(code, TOP, moment) for moment in (before, before, after)]
    assert [way.address.startswith(TOP) for way in ways if way] == [False, False, False, False, False, True]
    moved = wall.ways.follow(code, OTHER, after)
    assert moved and moved.address.startswith(OTHER)


async def test_codes_lead_on_while_the_database_is_away_and_are_counted_once_it_is_back(wall: Wall) -> None:
    wall.database.away = True
    await wall.ways.learn()
    for _ in range(5):
        assert (
            (await wall.scan(f"{wall.link}-{wall.screen}"))
            .headers["Location"]
            .startswith("https://city.example/survey")
        )
    await wall.book.write()
    wall.database.away = False
    await wall.ways.learn()
    assert await wall.counts() == [(wall.link, wall.screen, "phone", 5)]


async def test_without_counting_codes_that_hang_lead_on(
    aiohttp_client: AiohttpClient, tmp_path: Path, database: Database
) -> None:
    wall = await a_wall(aiohttp_client, tmp_path, database.url, counting=False, codes=Codes(utm=False))
    assert (await wall.scan(wall.link)).headers["Location"] == PAGE
    assert await wall.counts() == []


@pytest.mark.parametrize("top", ["", "javascript:alert(1)"])
async def test_a_project_without_a_page_leads_to_the_page_about_its_screens(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database, top: str
) -> None:
    wall = await a_wall(aiohttp_client, tmp_path, sqlite.url, top=top, codes=Codes(hosts=("other.example",)))
    for code in ("AAAAA", wall.link, ""):
        assert (await wall.scan(code)).headers["Location"] == "/here"


HOSTILE = [
    "",
    "-",
    "AAAAA",
    "..%2f..%2fsignage.sqlite3",
    "%2e%2e/",
    "%00",
    "%ff%fe",
    "%",
    "A" * 4000,
    "%0d%0aSet-Cookie:%20a=b",
    "<script>alert(1)</script>",
    "https://evil.example/",
    "?x=1",
    "a/b/c",
    "日立".encode().hex(),
]


async def test_what_is_no_code_leads_to_the_top_page_and_is_not_counted(wall: Wall) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        for code in HOSTILE:
            answer = await wall.scan(quote(code, safe="/%?"), method=method)
            assert (answer.status, answer.headers.get("Location")) == (302, TOP), (method, code)
    assert (await wall.counts(), wall.book.waiting) == ([], 0)


async def test_no_code_that_can_be_thought_of_is_answered_otherwise(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    wall = await a_wall(aiohttp_client, tmp_path, sqlite.url)
    now = datetime.now(UTC)

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=20) | st.from_regex(r"[2-9A-Z]{3,8}(-[2-9A-Za-z]{0,8})?", fullmatch=True))
    def follow(code: str) -> None:
        way = wall.ways.follow(code, TOP, now)
        assert way is None or (way.link == wall.link and code.upper().startswith(wall.link))

    follow()


async def test_ten_thousand_scans_make_a_handful_of_sums(wall: Wall) -> None:
    now = datetime.now(UTC)
    for number in range(10_000):
        way = wall.ways.follow(f"{wall.link}-{wall.screen if number % 2 else wall.poster}", TOP, now)
        assert way
        wall.book.count(way.link, way.spot, "phone", now)
    assert wall.book.waiting == 2
    assert sorted(count for *_, count in await wall.counts()) == [5_000, 5_000]


def test_a_network_that_is_none_is_told_by_its_name() -> None:
    with pytest.raises(SettingsError, match=r"own_networks: “10\.0\.0/8”"):
        networks_of(["10.0.0.0/8", "10.0.0/8"])
