"""Codes lead where they may, are named by the list, and never say what no browser should be sent to."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.links import (
    LETTERS,
    LINK,
    SPOT,
    Codes,
    Link,
    Spot,
    check_target,
    codes_of,
    is_address,
    leads_to,
    may_lead_to,
    named,
    new_code,
    said_by,
    target_of,
    top_page,
    unused_code,
)
from signage.errors import InputError
from signage.settings import Settings
from tests.factories import NOW

PAGE = "https://www.city.example/kyoso/survey.html"
TOP = "https://www.city.example/kyoso/"


def a_link(**changes: Any) -> Link:
    return Link(**{"code": "K7M4Q", "asked": PAGE, "target": PAGE, "made_at": NOW, **changes})


def test_a_code_is_of_letters_that_nobody_mistakes() -> None:
    assert not set(LETTERS) & set("01OIAEU")
    drawn = iter("K7M4Q")
    assert new_code(5, lambda _: next(drawn)) == "K7M4Q"


def test_a_code_that_was_given_is_never_given_again() -> None:
    used = {"222", "333"}
    drawn = iter("222333444")
    assert unused_code(used, 3, lambda _: next(drawn)) == "444"
    assert used == {"222", "333", "444"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://city.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "https://user:secret@city.example/",
        "https://www.city.example@evil.example/",
        "https://www.city.example\\@evil.example/",
        "https://www.city.example/\\evil.example",
        "https://city.example/a page",
        "https://city.example/a\npage",
        "https://city.example/\r\nSet-Cookie: a=b",
        "https://city.example/\x00",
        "https://city.example/日立",
        "https://日立.example/",
        "//city.example/",
        "ftp://city.example/",
        "https://",
        "https:///path",
        "http:city.example",
        "",
        " https://city.example/",
        "https://city.example/" + "a" * 2000,
    ],
)
def test_what_is_no_plain_web_address_leads_to_the_top_page(address: str) -> None:
    assert not is_address(address)
    assert leads_to(a_link(target=address), (), TOP, NOW) == TOP
    with pytest.raises(InputError):
        check_target(address, Codes())


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        "http://city.example",
        "https://city.example:8443/a?b=c&d=%E6%97%A5#e",
        "https://[2001:db8::1]/",
        "HTTPS://City.Example/A",
        "https://city.example?a",
        "https://city.example/a@b:c",
    ],
)
def test_a_plain_web_address_is_one(address: str) -> None:
    assert leads_to(a_link(target=address), (), TOP, NOW) == address


def test_only_named_hosts_and_those_below_them_are_led_to() -> None:
    hosts = ("City.example",)
    assert may_lead_to("https://city.example/", hosts)
    assert may_lead_to("https://www.CITY.example./", hosts)
    for other in ("https://evil.example/", "https://evilcity.example/", "https://city.example.evil.example/"):
        assert not may_lead_to(other, hosts)
        assert leads_to(a_link(target=other), hosts, TOP, NOW) == TOP


def test_an_expired_link_leads_to_the_top_page_from_its_moment_on() -> None:
    link = a_link(expires_at=NOW)
    assert leads_to(link, (), TOP, NOW - timedelta(seconds=1)) == PAGE
    assert leads_to(link, (), TOP, NOW) == TOP


@pytest.mark.parametrize(
    ("address", "named_as"),
    [
        ("https://c.example", "https://c.example?utm_source=poster&utm_medium=qr"),
        ("https://c.example/a?b=c", "https://c.example/a?b=c&utm_source=poster&utm_medium=qr"),
        ("https://c.example/a?", "https://c.example/a?utm_source=poster&utm_medium=qr"),
        ("https://c.example/a?b&", "https://c.example/a?b&utm_source=poster&utm_medium=qr"),
        ("https://c.example/a#d?e", "https://c.example/a?utm_source=poster&utm_medium=qr#d?e"),
        ("https://c.example/?utm_source=leaflet", "https://c.example/?utm_source=leaflet&utm_medium=qr"),
        ("https://c.example/?u=%3Fx%26y#", "https://c.example/?u=%3Fx%26y&utm_source=poster&utm_medium=qr#"),
    ],
)
def test_names_stand_behind_the_query_and_before_the_fragment_and_never_twice(address: str, named_as: str) -> None:
    assert named(address, "poster") == named_as
    assert named(named_as, "poster") == named_as


@given(st.text("abc?&=#%/.utm_source", max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_naming_leaves_every_other_part_as_it_was(rest: str, campaign: str, content: str) -> None:
    address = f"https://c.example/{rest}"
    found = named(address, "signage", campaign, content)
    assert is_address(found)
    assert named(found, "signage", campaign, content) == found
    before, after = urlsplit(address), urlsplit(found)
    assert (after.scheme, after.netloc, after.path, after.fragment) == (
        before.scheme,
        before.netloc,
        before.path,
        before.fragment,
    )
    assert after.query.startswith(before.query)


def test_a_screen_and_a_poster_are_named_by_their_id_in_small_letters() -> None:
    codes = Codes("https://s.example", campaign="kyoso_r8")
    screen = target_of(codes, a_link(), Spot("display", "Hitachi St.01"), TOP, NOW)
    assert dict(parse_qsl(urlsplit(screen).query)) == {
        "utm_source": "signage",
        "utm_medium": "qr",
        "utm_campaign": "kyoso_r8",
        "utm_content": "hitachi-st.01",
    }
    poster = target_of(codes, a_link(campaign="fair_2027"), Spot("poster", "Taga"), TOP, NOW)
    assert poster.endswith("?utm_source=poster&utm_medium=qr&utm_campaign=fair_2027&utm_content=taga")
    assert target_of(Codes(utm=False), a_link(), Spot("poster", "Taga"), TOP, NOW) == PAGE


def test_a_code_says_the_server_where_scans_are_counted_and_else_the_page_itself() -> None:
    spot = Spot("poster", "taga")
    counted = said_by(Codes("https://s.example", utm=False), a_link(), "7K4F", spot, TOP, now=NOW)
    assert counted == "https://s.example/q/K7M4Q-7K4F"
    assert said_by(Codes(utm=False), a_link(), "7K4F", spot, TOP, now=NOW) == PAGE
    assert said_by(Codes(hosts=("other.example",)), a_link(), "7K4F", spot, now=NOW) == ""


def test_a_code_that_would_lead_to_a_code_leads_to_the_top_page() -> None:
    codes = Codes("https://s.example", utm=False)
    own = "https://s.example/q/K7M4Q"
    assert target_of(codes, a_link(target=own), None, TOP, NOW) == TOP
    with pytest.raises(InputError, match="address of a code"):
        check_target(own, codes)


def test_codes_are_counted_only_where_somebody_said_how_phones_reach_the_server() -> None:
    assert not codes_of(Settings()).counted
    assert not codes_of(Settings(public_url="https://s.example", count_scans=False)).counted
    assert codes_of(Settings(public_url="https://s.example/")) == Codes("https://s.example")


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("www.city.example/kyoso/", "https://www.city.example/kyoso/"),
        ("http://city.example", "http://city.example"),
        ("", ""),
        ("ask at the desk", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_the_projects_address_is_a_page_or_nothing(address: str, page: str) -> None:
    assert top_page(address) == page


def test_codes_are_told_as_the_protocol_has_them() -> None:
    assert (LINK, SPOT) == ("[2-9A-HJ-NP-Z]{3,8}", "[2-9A-HJ-NP-Z]{2,6}")
