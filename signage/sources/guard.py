"""Which network addresses a source may lead to: none inside, so that a feed can't make the server read its own network.

The check stands where the socket is made, on the very address that is connected to: a name that resolves to
something else the second time (DNS rebinding), a redirect, 2130706433 or 0x7f.1 all come past it.
"""

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]
Network = IPv4Network | IPv6Network


def _networks(*written: str) -> tuple[Network, ...]:
    return tuple(ip_network(one) for one in written)


# IANA's special-purpose registries (RFC 6890 and its updates), sorted by what the setting may open. Our own
# table, because ipaddress.is_global changed its mind between Python 3.11 and 3.13.
PRIVATE = _networks(
    "0.0.0.0/8",  # "this host": connects to loopback on Linux
    "10.0.0.0/8",
    "100.64.0.0/10",  # shared by a carrier's customers (CGNAT)
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",  # benchmarks; some gateways answer from it
    "::/128",
    "::1/128",
    "64:ff9b:1::/48",  # a network's own NAT64
    "fc00::/7",
    "fec0::/10",
)
NEVER = _networks(
    "169.254.0.0/16",  # link-local: the cloud's metadata service answers at 169.254.169.254
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",  # Teredo and other protocols' own
    "2001:db8::/32",
    "3fff::/20",
)
_PUBLIC_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


def refusal(address: str, allow_private: bool) -> str | None:
    """What kind of network keeps us from connecting to this IP address; None when we may.

    The setting opens private networks and loopback; nothing opens link-local, multicast and reserved ones.
    """
    ip = _inner(ip_address(address.partition("%")[0]))
    if _within(ip, PRIVATE):
        return None if allow_private else "a private network"
    if _within(ip, NEVER) or (ip.version == 6 and ip not in _PUBLIC_V6):
        return "a network that is never fetched from (link-local, multicast or reserved)"
    return None


def guarded_socket(
    allow_private: bool, refused: list[str], make: type[socket.socket] = socket.socket
) -> Callable[[AddressInfo], socket.socket]:
    """A socket factory for aiohttp's connector that refuses before it connects, and notes why in `refused`."""

    def make_socket(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if reason := refusal(str(address[0]), allow_private):
            refused.append(reason)
            raise OSError(reason)
        return make(family, kind, protocol)

    return make_socket


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4, or through NAT64 (which IPv6-only networks need)."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _within(ip: IPv4Address | IPv6Address, networks: Iterable[Network]) -> bool:
    return any(ip in network for network in networks)
