"""Who asks, by address: for limits, and for what only this machine may see."""

import ipaddress
from collections.abc import Iterable

from aiohttp import hdrs, web

from ..domain.networks import Network

FORWARDED = (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED, "X-Real-IP")
_IPV6_SITE = 64
"""Bits that one household or office has; it may choose all the others."""


def address_of(request: web.Request) -> str:
    """The address that limits count by."""
    return _site(_asker(request))


def _asker(request: web.Request) -> str:
    """A proxy is believed on this machine only, and only what it has added itself."""
    remote = request.remote or ""
    if is_loopback(remote) and (passed_on := request.headers.getall(hdrs.X_FORWARDED_FOR, [])):
        return passed_on[-1].rpartition(",")[2].strip()
    return remote


def is_from(networks: Iterable[Network], request: web.Request) -> bool:
    """Whether whoever asks is in one of the networks."""
    try:
        address = _plain(_asker(request))
    except ValueError:
        return False
    return any(address in network for network in networks)


def is_local(request: web.Request) -> bool:
    """Whether somebody on this machine asks, and no proxy for somebody else."""
    return is_loopback(request.remote or "") and not any(name in request.headers for name in FORWARDED)


def is_loopback(address: str) -> bool:
    return address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1")


def _site(address: str) -> str:
    try:
        found = _plain(address)
    except ValueError:
        return address[:50]
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, _IPV6_SITE), strict=False).network_address)


def _plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """As IPv4 where IPv6 only carries it (::ffff:192.0.2.1). Raises ValueError for what is no address."""
    found = ipaddress.ip_address(address)
    return found.ipv4_mapped or found if isinstance(found, ipaddress.IPv6Address) else found
