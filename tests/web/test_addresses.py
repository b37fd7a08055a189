"""Whom limits count as one, by the address that they come from."""

from aiohttp import hdrs
from aiohttp.test_utils import make_mocked_request

from signage.web.addresses import address_of


def counted(remote: str, passed_on: str = "") -> str:
    headers = {hdrs.X_FORWARDED_FOR: passed_on} if passed_on else {}
    return address_of(make_mocked_request("GET", "/", headers=headers).clone(remote=remote))


def test_who_comes_by_ipv4_is_counted_alone_also_where_ipv6_carries_it() -> None:
    assert counted("::ffff:192.0.2.1") == counted("192.0.2.1") == "192.0.2.1"
    assert counted("::ffff:192.0.2.1") != counted("::ffff:192.0.2.2")
    assert counted("127.0.0.1", "203.0.113.9, ::ffff:192.0.2.1") == "192.0.2.1"


def test_a_household_of_ipv6_is_counted_as_one() -> None:
    assert counted("2001:db8:0:7::1") == counted("2001:db8:0:7:1:2:3:4") != counted("2001:db8:0:8::1")


def test_what_is_no_address_is_counted_as_it_is_and_kept_short() -> None:
    assert counted("::1", "x" * 99) == "x" * 50
