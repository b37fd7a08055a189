"""Asking whether a page is still there: what servers answer, where they lead, and what is never asked."""

import asyncio

import msgspec
import pytest
from aiohttp import web

from signage.domain.link_health import Answer
from signage.sources.fetching import Fetching
from signage.sources.probing import USER_AGENT, probe
from tests.factories import NOW

from .conftest import Site


async def probed(address: str, fetching: Fetching) -> Answer:
    answer = await probe(address, fetching, NOW)
    assert (answer.target, answer.at) == (address, NOW)
    return answer


async def test_a_page_that_is_there_is_asked_for_its_head_alone(site: Site, open_to_loopback: Fetching) -> None:
    answer = await probed(site.serve("/page", "long" * 1000), open_to_loopback)
    assert (answer.status, answer.leads_to, answer.reason) == (200, "", "")
    assert [(one.method, one.headers["User-Agent"]) for one in site.asked] == [("HEAD", USER_AGENT)]
    assert "Cookie" not in site.asked[0].headers


@pytest.mark.parametrize("status", [404, 410, 403, 500])
async def test_what_head_does_not_find_is_asked_for_whole_before_it_is_believed(
    site: Site, open_to_loopback: Fetching, status: int
) -> None:
    assert (await probed(site.serve("/gone", status=status), open_to_loopback)).status == status
    assert [one.method for one in site.asked] == ["HEAD", "GET"]


async def test_a_server_that_knows_no_head_is_asked_by_get(site: Site, open_to_loopback: Fetching) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            assert request.transport
            request.transport.close()
        return web.Response(text="here")

    site.answers["/old"] = answer
    assert (await probed(site.address("/old"), open_to_loopback)).status == 200


async def test_of_an_endless_page_nothing_is_read(site: Site, open_to_loopback: Fetching) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(status=405)
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)

    site.answers["/endless"] = answer
    async with asyncio.timeout(10):
        assert (await probed(site.address("/endless"), open_to_loopback)).status == 200


async def test_redirects_for_good_are_told_and_others_followed(site: Site, open_to_loopback: Fetching) -> None:
    there = site.serve("/there")
    moved = site.serve("/moved", status=301, Location="/moved-again")
    site.serve("/moved-again", status=308, Location="/there")
    lent = site.serve("/lent", status=302, Location="/there")
    part = site.serve("/part", status=301, Location="/lent")
    assert await probed(moved, open_to_loopback) == Answer(target=moved, at=NOW, status=200, leads_to=there)
    assert await probed(lent, open_to_loopback) == Answer(target=lent, at=NOW, status=200)
    assert await probed(part, open_to_loopback) == Answer(target=part, at=NOW, status=200, leads_to=lent)


async def test_a_redirect_to_a_page_that_is_gone_is_gone(site: Site, open_to_loopback: Fetching) -> None:
    site.serve("/gone", status=404)
    assert (await probed(site.serve("/a", status=301, Location="/gone"), open_to_loopback)).status == 404


async def test_a_circle_ends(site: Site, open_to_loopback: Fetching) -> None:
    answer = await probed(site.serve("/a", status=302, Location="/a"), open_to_loopback)
    assert (answer.status, answer.leads_to) == (302, "")
    assert len(site.asked) == 6


async def test_no_private_network_is_looked_into(site: Site, open_to_loopback: Fetching) -> None:
    closed = msgspec.structs.replace(open_to_loopback, allow_private=False)
    answer = await probed(site.serve("/inside"), closed)
    assert (answer.status, answer.reason) == (None, "private")
    assert not answer.is_silent
    assert site.asked == []


async def test_silence_has_its_reason(site: Site, open_to_loopback: Fetching) -> None:
    async def late(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    site.answers["/late"] = late
    hasty = msgspec.structs.replace(open_to_loopback, seconds=0.2)
    assert (await probed(site.address("/late"), hasty)).reason == "slow"
    assert (await probed("http://127.0.0.1:9/", open_to_loopback)).reason == "connect"
    assert (await probed("http://127.0.0.1:9/", open_to_loopback)).is_silent
