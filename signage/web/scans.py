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
from ..actions.follow_links import Ways
from ..domain.links import top_page
from ..domain.scans import device_of, why_left_out
from .addresses import Network, is_from

PATHS = ("/q", r"/q/{code:[\s\S]*}")
NOWHERE = "/here"
PURPOSES = tuple(map(istr, ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")))

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
                _count(self.book, way.link, way.spot, self.own, request, now)
            except Exception:
                log.exception("a scan can't be counted", link=way.link)
        return _to((way.address if way else top) or NOWHERE)


def _count(book: ScanBook, link: str, spot: str, own: tuple[Network, ...], request: web.Request, now: datetime) -> None:
    headers = request.headers
    said = headers.get(hdrs.USER_AGENT, "")
    reason = why_left_out(request.method, said, [headers.get(name, "") for name in PURPOSES])
    if reason is None and own and is_from(own, request):
        reason = "own network"
    if reason:
        book.leave_out(link, reason, now)
    else:
        book.count(link, spot, device_of(said), now)


def _to(address: str) -> web.Response:
    # Not HTTPFound: it would write the address anew, and a page may be particular about its own.
    headers = {hdrs.LOCATION: address, hdrs.CACHE_CONTROL: "no-store", "Referrer-Policy": "no-referrer"}
    return web.Response(status=302, headers=headers)
