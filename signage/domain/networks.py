"""Networks as the settings name them."""

import ipaddress
from collections.abc import Iterable

from ..errors import SettingsError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks_of(written: Iterable[str]) -> tuple[Network, ...]:
    """Networks (10.0.0.0/8) and single addresses. Raises SettingsError naming the first that is none."""
    found = []
    for one in written:
        try:
            found.append(ipaddress.ip_network(one.strip(), strict=False))
        except ValueError as problem:
            raise SettingsError(f"“{one}” is no network; write 10.0.0.0/8, say", "own_networks") from problem
    return tuple(found)
