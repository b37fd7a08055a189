"""Asks whether a page is still there, as guarded as any fetch: HEAD, and where that says nothing certain GET, without its body."""

import asyncio
from datetime import datetime

import aiohttp
from aiohttp import hdrs

from .. import __version__
from ..domain.link_health import Answer, Reason
from ..errors import SourceError
from .fetching import REDIRECTS, Fetching, guarded_session, next_address

USER_AGENT = f"signage/{__version__} (digital signage; checks its links)"
_MOVED = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_REASONS: tuple[tuple[type[Exception], Reason], ...] = (
    (aiohttp.ClientConnectorDNSError, "name"),
    (aiohttp.ClientSSLError, "certificate"),
    (aiohttp.ClientConnectorError, "connect"),
    (Exception, "broken"),
)


async def probe(target: str, fetching: Fetching, now: datetime) -> Answer:
    """What comes of asking for the page; raises nothing. A redirect that can't be followed is an answer like any other."""
    refused: list[str] = []
    try:
        async with asyncio.timeout(fetching.seconds), guarded_session(fetching, refused) as session:
            session.headers.update({hdrs.USER_AGENT: USER_AGENT, hdrs.ACCEPT: "*/*"})
            status, leads_to = await _ask(session, target)
        return Answer(target=target, at=now, status=status, leads_to=leads_to)
    except TimeoutError:
        return Answer(target=target, at=now, reason="slow")
    except (aiohttp.ClientError, OSError, ValueError) as problem:
        return Answer(target=target, at=now, reason=_reason(problem, refused))


async def _ask(session: aiohttp.ClientSession, target: str) -> tuple[int, str]:
    """Many servers answer HEAD wrongly, some break off: only where it finds the page it is believed."""
    try:
        status, leads_to = await _follow(session, hdrs.METH_HEAD, target)
        if status < 400:
            return status, leads_to
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, aiohttp.ClientResponseError):
        pass
    return await _follow(session, hdrs.METH_GET, target)


async def _follow(session: aiohttp.ClientSession, method: str, target: str) -> tuple[int, str]:
    """The last status, and where redirects lead that are for good, up to the first that is not."""
    address, leads_to, for_good = target, "", True
    status = 0
    for _ in range(REDIRECTS + 1):
        async with session.request(method, address, allow_redirects=False) as response:
            status, location = response.status, response.headers.get(hdrs.LOCATION, "")
        if status not in _MOVED:
            return status, leads_to
        try:
            address = next_address(address, location)
        except SourceError:
            return status, leads_to
        for_good = for_good and status in _FOR_GOOD
        leads_to = address if for_good else leads_to
    return status, ""


def _reason(problem: Exception, refused: list[str]) -> Reason:
    if refused:
        return "private"
    return next(reason for kind, reason in _REASONS if isinstance(problem, kind))
