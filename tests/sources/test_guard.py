"""No address, redirect or name leads a source into a network of our own."""

import socket
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from signage.errors import SourceError
from signage.sources import Fetching, Memory
from signage.sources import guard as guards
from signage.sources.fetching import get
from signage.sources.guard import refusal

from .conftest import Site, sample

PUBLIC = ["8.8.8.8", "93.184.216.34", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"]
PRIVATE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.9.9.9", "172.16.0.1", "172.31.255.255", "192.168.1.1", "198.18.0.1",
    "::", "::1", "fc00::1", "fd12::1", "fec0::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
    "2002:a00:1::", "2002:7f00:1::1",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "192.0.0.8", "192.0.2.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "fe80::1", "fe80::1%eth0", "ff02::1", "ff0e::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1", "2001::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1", "::8.8.8.8", "4000::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_network_is_open(address: str) -> None:
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize("address", PRIVATE)
def test_private_networks_open_only_by_the_setting(address: str) -> None:
    assert refusal(address, allow_private=False) == "a private network"
    assert refusal(address, allow_private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_link_local_multicast_and_reserved_networks_never_open(address: str) -> None:
    assert refusal(address, allow_private=False)
    assert refusal(address, allow_private=True)


class Names(AbstractResolver):
    """A name server of our own: each question takes the next answer, the last for ever."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)]

    async def close(self) -> None:
        pass


async def refused(address: str, fetching: Fetching) -> str:
    with pytest.raises(SourceError) as caught:
        await get(address, Memory(), fetching)
    return caught.value.message


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "localhost", "LOCALHOST.", "127.1", "2130706433",
     "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "１２７.０.０.１", "127。0。0。1"],
)  # fmt: skip
async def test_no_spelling_of_loopback_reaches_our_server(host: str, site: Site, closed: Fetching) -> None:
    site.serve("/", sample("rss20.xml"))
    await refused(site.address("/", host), closed)
    assert site.asked == []


async def test_the_message_says_what_stands_in_the_way_and_what_opens_it(site: Site, closed: Fetching) -> None:
    with pytest.raises(SourceError) as caught:
        await get(f"{site.address('/')}?key=secret", Memory(), closed)
    assert str(caught.value) == (
        f"{site.address('/')}?…: the address leads into a private network and is not fetched; "
        "the setting allow_private_addresses opens it"
    )


@pytest.mark.parametrize("address", [*PRIVATE[:9], "::1", "fd12::1", "::ffff:10.0.0.1", *NEVER[:2], "fe80::1"])
async def test_a_name_that_leads_inside_is_refused(address: str, tmp_path: Path) -> None:
    said = await refused(
        "http://feed.example/", Fetching(folder=tmp_path, seconds=5, resolver=Names(address.partition("%")[0]))
    )
    assert "the address leads into a" in said


@pytest.fixture
def loopback_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 stands for the public network, so that the guard can be on; the rest stays as it is."""
    kept = tuple(network for network in guards.PRIVATE if str(network) != "127.0.0.0/8")
    monkeypatch.setattr(guards, "PRIVATE", (*kept, ip_network("127.0.0.2/31")))


@pytest.mark.usefixtures("loopback_is_public")
@pytest.mark.parametrize(
    "target",
    [
        "127.0.0.2",
        "[::1]",
        "169.254.169.254",
        "[::ffff:10.0.0.1]",
        "10.0.0.1",
        "2130706434",
        "0x7f000002",
        "0177.0.0.2",
    ],
)
async def test_a_redirect_that_leads_inside_is_refused(target: str, site: Site, closed: Fetching) -> None:
    address = site.serve("/", status=302, Location=f"http://{target}:{site.server.port}/inside")
    await refused(address, closed)
    assert [request.path for request in site.asked] == ["/"]


@pytest.mark.usefixtures("loopback_is_public")
async def test_a_name_that_turns_inward_after_its_first_answer_is_refused(site: Site, tmp_path: Path) -> None:
    fetching = Fetching(folder=tmp_path, seconds=5, megabytes=1, resolver=Names("127.0.0.1", "127.0.0.2"))
    site.serve("/", status=302, Location="/again")
    said = await refused(site.address("/", "feed.example"), fetching)
    assert "private network" in said
    assert len(site.asked) == 1
