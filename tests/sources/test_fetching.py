"""The way out to the network: conditional, bounded in time and size, and plain about what went wrong."""

import asyncio
import gzip
import tracemalloc
import zlib
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from aiohttp import web

from signage import __version__
from signage.errors import SourceError
from signage.sources import SOURCES, Fetched, Fetching, Memory, Parsed
from signage.sources.fetched import Parse
from signage.sources.fetching import USER_AGENT, get

from .conftest import Site, sample, source

rss = SOURCES["rss"].fetch


async def refused(address: str, fetching: Fetching) -> SourceError:
    with pytest.raises(SourceError) as caught:
        await rss(source(address=address), Memory(), fetching)
    return caught.value


async def test_a_feed_is_asked_for_again_only_if_it_changed(site: Site, open_to_loopback: Fetching) -> None:
    modified = "Sat, 21 Nov 2026 01:30:00 GMT"
    address = site.serve("/", sample("rss20.xml"), ETag='"1"', Last_Modified=modified)
    first = await rss(source(address=address), Memory(), open_to_loopback)
    assert first.items is not None
    assert len(first.items) == 3
    assert (first.memory.etag, first.memory.last_modified) == ('"1"', modified)

    site.serve("/", status=304)
    again = await rss(source(address=address), first.memory, open_to_loopback)
    assert again == Fetched(None, first.memory)
    headers = site.asked[-1].headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', modified)


async def test_the_same_body_is_not_parsed_twice(site: Site, open_to_loopback: Fetching) -> None:
    address = site.serve("/", sample("rss20.xml"))
    first = await rss(source(address=address), Memory(), open_to_loopback)
    site.serve("/", sample("rss20.xml"), ETag='"2"')
    again = await rss(source(address=address), first.memory, open_to_loopback)
    assert again == Fetched(None, msgspec.structs.replace(first.memory, etag='"2"'))


async def test_what_another_version_read_is_read_again(site: Site, open_to_loopback: Fetching) -> None:
    address = site.serve("/", sample("rss20.xml"), ETag='"1"')
    first = await rss(source(address=address), Memory(), open_to_loopback)
    assert first.memory.reader.startswith(f"{__version__} ")
    older = msgspec.structs.replace(first.memory, reader="0.0.1")
    again = await rss(source(address=address), older, open_to_loopback)
    assert "If-None-Match" not in site.asked[-1].headers
    assert again == first


async def test_an_unchanged_calendar_is_read_again_when_the_month_turns(site: Site, open_to_loopback: Fetching) -> None:
    def at(month: int, day: int) -> Fetching:
        return msgspec.structs.replace(open_to_loopback, clock=lambda: datetime(2026, month, day, tzinfo=UTC))

    lines = "BEGIN:VEVENT\nUID:a\nSUMMARY:a\nDTSTART:20200101\nRRULE:FREQ=DAILY\nEND:VEVENT"
    address = site.serve("/", f"BEGIN:VCALENDAR\n{lines}\nEND:VCALENDAR", ETag='"1"')
    endless = source(type="ical", kind="event", address=address)
    ical = SOURCES["ical"].fetch
    first = await ical(endless, Memory(), at(10, 1))
    assert (await ical(endless, first.memory, at(10, 31))).items is None
    later = await ical(endless, first.memory, at(11, 1))
    assert "If-None-Match" not in site.asked[-1].headers
    assert [one.items and one.items[0].event and one.items[0].event.occasions[0].first for one in (first, later)] == [
        date(2026, 9, 1),
        date(2026, 10, 1),
    ]


async def test_a_304_that_nobody_asked_for_is_an_error(site: Site, open_to_loopback: Fetching) -> None:
    error = await refused(site.serve("/", status=304), open_to_loopback)
    assert "answered 304" in error.message


async def test_we_say_who_we_are_and_keep_no_cookies(site: Site, open_to_loopback: Fetching) -> None:
    address = site.serve("/", status=302, Location="/next", Set_Cookie="a=1")
    site.serve("/next", sample("rss20.xml"))
    await rss(source(address=address), Memory(), open_to_loopback)
    assert [request.headers["User-Agent"] for request in site.asked] == [USER_AGENT] * 2
    assert "Cookie" not in site.asked[1].headers


async def test_relative_links_start_where_the_redirects_ended(site: Site, open_to_loopback: Fetching) -> None:
    site.serve("/a", status=301, Location="/b/c")
    site.serve("/b/c", '<rss version="2.0"><channel><item><title>a</title><link>d</link></item></channel></rss>')
    found = await rss(source(address=site.address("/a")), Memory(), open_to_loopback)
    assert found.items is not None
    assert found.items[0].url == site.address("/b/d")


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/plain", "image/png", "application/octet-stream", "nonsense"]
)
async def test_a_wrong_content_type_does_no_harm(content_type: str, site: Site, open_to_loopback: Fetching) -> None:
    address = site.serve("/", sample("rss20.xml"), Content_Type=content_type)
    assert (await rss(source(address=address), Memory(), open_to_loopback)).items


async def test_the_charset_of_the_answer_counts(site: Site, open_to_loopback: Fetching) -> None:
    body = sample("rss20.xml").encode("cp932")
    found = await rss(
        source(address=site.serve("/", body, Content_Type="text/xml; charset=Shift_JIS")), Memory(), open_to_loopback
    )
    assert found.items is not None
    assert "㈱髙橋ビル" in found.items[0].title["ja"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compressed_feed_is_read(encoding: str, site: Site, open_to_loopback: Fetching) -> None:
    plain = sample("rss20.xml").encode()
    body = gzip.compress(plain) if encoding == "gzip" else zlib.compress(plain)
    found = await rss(source(address=site.serve("/", body, Content_Encoding=encoding)), Memory(), open_to_loopback)
    assert found.items


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (500, "it is tried again"),
        (503, "it is tried again"),
        (404, "new address"),
        (403, "refuses us"),
        (429, "`minutes`"),
        (204, "204"),
    ],
)
async def test_a_status_that_is_no_answer_is_told(
    status: int, said: str, site: Site, open_to_loopback: Fetching
) -> None:
    address = site.serve("/", status=status)
    error = await refused(f"{address}?key=secret", open_to_loopback)
    assert f"the server answered {status}" in error.message
    assert said in error.message
    assert error.where == f"{address}?…"


async def test_a_redirect_loop_ends_after_five(site: Site, open_to_loopback: Fetching) -> None:
    address = site.serve("/", status=302, Location="/")
    error = await refused(address, open_to_loopback)
    assert "more than 5 redirects" in error.message
    assert len(site.asked) == 6


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("ftp://127.0.0.1/", "only http:// and https:// can be fetched"),
        ("file:///etc/passwd", "only http:// and https://"),
        ("http://user:secret@127.0.0.1/", "user name and password"),
        ("http://127.0.0.1:25/", "a redirect leads to port 25"),
        ("http://[", "not an address"),
        ("", "it names no address"),
    ],
)
async def test_a_redirect_that_is_no_web_address_is_not_followed(
    location: str, said: str, site: Site, open_to_loopback: Fetching
) -> None:
    error = await refused(site.serve("/", status=302, Location=location), open_to_loopback)
    assert said in error.message
    assert "secret" not in str(error)


async def test_a_server_that_hangs_is_left_in_time(site: Site, open_to_loopback: Fetching) -> None:
    async def never(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(3600)
        raise AssertionError

    site.answers["/"] = never
    error = await refused(site.address("/"), msgspec.structs.replace(open_to_loopback, seconds=0.2))
    assert error.message == "no full answer within 0.2 seconds; it is tried again"


async def test_the_time_holds_for_the_whole_answer_and_all_redirects(site: Site, open_to_loopback: Fetching) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)

    site.answers["/drip"] = drip
    site.serve("/", status=302, Location="/drip")
    began = asyncio.get_running_loop().time()
    error = await refused(site.address("/"), msgspec.structs.replace(open_to_loopback, seconds=0.3))
    assert "no full answer" in error.message
    assert asyncio.get_running_loop().time() - began < 2


@pytest.mark.parametrize("declared", [True, False])
async def test_fifty_megabytes_are_never_held(declared: bool, site: Site, open_to_loopback: Fetching) -> None:
    sent = 0

    async def flood(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        if declared:
            response.content_length = 50_000_000
        await response.prepare(request)
        while sent < 50_000_000:
            await response.write(b" " * 65_536)
            sent += 65_536
        return response

    site.answers["/"] = flood
    error = await refused(site.address("/"), open_to_loopback)
    assert error.message == "the answer is larger than 1 MB; raise the setting fetch_megabytes if that is meant"
    assert sent < 15_000_000, "what lies in the sockets' buffers, not more"


async def test_a_gzip_bomb_is_stopped_while_it_unpacks(site: Site, open_to_loopback: Fetching) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(100)) + packer.flush()
    address = site.serve("/", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    error = await refused(address, open_to_loopback)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "larger than 1 MB" in error.message
    assert peak < 10_000_000


async def test_an_answer_that_breaks_off_is_no_answer(site: Site, open_to_loopback: Fetching) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = 10_000
        await response.prepare(request)
        await response.write(sample("rss20.xml").encode()[:500])
        assert request.transport
        request.transport.close()
        return response

    site.answers["/"] = half
    assert "broke off" in (await refused(site.address("/"), open_to_loopback)).message


async def test_garbage_in_place_of_gzip_is_told(site: Site, open_to_loopback: Fetching) -> None:
    error = await refused(site.serve("/", b"not gzip", Content_Encoding="gzip"), open_to_loopback)
    assert "the answer" in error.message


async def test_a_refused_connection_is_told(site: Site, open_to_loopback: Fetching) -> None:
    address = site.address("/")
    await site.server.close()
    error = await refused(address, open_to_loopback)
    assert error.message.startswith("the server can't be reached (")
    assert "refused" in error.message


async def test_a_name_that_does_not_exist_is_told(open_to_loopback: Fetching) -> None:
    error = await refused("http://no-such-host.invalid/", open_to_loopback)
    assert error.message == "there is no server of this name; check the address"


async def test_a_proxy_of_the_environment_is_not_asked(
    site: Site, open_to_loopback: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    site.serve("/", sample("rss20.xml"))
    assert (await get(site.address("/"), Memory(), open_to_loopback)).body


async def test_the_parsing_may_run_elsewhere(site: Site, open_to_loopback: Fetching) -> None:
    ran: list[Any] = []

    async def elsewhere(parse: Parse, *arguments: Any) -> Parsed:
        ran.append(parse)
        return await asyncio.to_thread(parse, *arguments)

    address = site.serve("/", sample("rss20.xml"))
    found = await rss(source(address=address), Memory(), open_to_loopback, run=elsewhere)
    assert found.items
    assert ran == [SOURCES["rss"].parse]


async def test_what_is_no_feed_leaves_no_memory(site: Site, open_to_loopback: Fetching) -> None:
    error = await refused(site.serve("/", "<html></html>", ETag='"1"'), open_to_loopback)
    assert error.message.startswith("this is a web page (HTML), not a feed")
