"""Where the codes on screens and posters lead: /q/LINK and /q/LINK-SPOT, answered out of memory.

Whoever scans is led on whatever happens: to the link's target, else to the project's top page, else to the page that says
whose screens these are. Of who it was nothing is kept; the answer asks for no cookie and is not to be stored.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import structlog
from aiohttp import hdrs, web
from multidict import istr

from ..actions.count_scans import ScanBook
from ..actions.follow_links import Way, Ways
from ..domain.links import top_page
from ..domain.networks import Network
from ..domain.scans import Device, Reason, device_of, is_ahead, program_of
from .addresses import is_from
from .guarded import ALWAYS

PATHS = ("/q", r"/q/{code:[\s\S]*}")
NOWHERE = "/here"
"""The page of all places (staff/displays/here.py)."""
PURPOSES = tuple(map(istr, ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")))
REFERRER_POLICY = istr("Referrer-Policy")
MET_AT_MOST = 10_000

log = structlog.get_logger()


class ScanDesk(NamedTuple):
    """`top` gives the project's address; `book` is None where nothing is to be counted; `own` are the office's networks."""

    ways: Ways
    top: Callable[[], str]
    book: ScanBook | None
    own: tuple[Network, ...] = ()

    async def lead(self, request: web.Request) -> web.StreamResponse:
        """302, always."""
        now, top = datetime.now(UTC), top_page(self.top())
        way = self.ways.follow(request.match_info.get("code", ""), top, now)
        if way and self.book:
            try:
                _count(self.book, way, self.own, request, now)
            except Exception:
                log.exception("a scan can't be counted", link=way.link)
        return _to((way.address if way else top) or NOWHERE)


class Browsers:
    """What browsers that were met say they are: kept by a hash that can't be turned back, and only while the server runs."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Reason | None, Device]] = {}

    def what(self, said: str) -> tuple[Reason | None, Device]:
        """Why it is no person's (None: it is one), and the kind of device."""
        found = self._known.get(hash(said))
        if found is None:
            if len(self._known) >= MET_AT_MOST:
                self._known.clear()
            found = self._known[hash(said)] = program_of(said), device_of(said)
        return found


_browsers = Browsers()


def _count(book: ScanBook, way: Way, own: tuple[Network, ...], request: web.Request, now: datetime) -> None:
    reason, device = _browsers.what(request.headers.get(hdrs.USER_AGENT, ""))
    reason = _why_left_out(request, own) or reason
    if reason:
        book.leave_out(way.link, reason, now)
    else:
        book.count(way.link, way.spot, device, now)


def _why_left_out(request: web.Request, own: tuple[Network, ...]) -> Reason | None:
    """By all but what the browser says it is."""
    if request.method != hdrs.METH_GET:
        return "head"
    headers = request.headers
    for name in PURPOSES:
        if name in headers and is_ahead(headers[name]):
            return "prefetch"
    return "own network" if own and is_from(own, request) else None


def _to(address: str) -> web.Response:
    # Not HTTPFound: it would write the address anew, and a page may be particular about its own.
    headers = {hdrs.LOCATION: address, hdrs.CACHE_CONTROL: "no-store", REFERRER_POLICY: "no-referrer", **ALWAYS}
    return web.Response(status=302, headers=headers)
