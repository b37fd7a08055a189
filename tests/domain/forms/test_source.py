"""A source as people type it."""

from typing import Any

import pytest

from signage.domain.forms.source import read_source, source_fields
from signage.domain.sources import Source

TYPED = {"address": "https://www.city.example/rss/news.xml", "type": "rss", "language": "ja", "minutes": "10"}


def read(**changes: str) -> tuple[Source, dict[str, Any]]:
    return read_source(TYPED | changes, {"taken"}, {"green"})


def test_a_source_is_called_by_its_host_unless_it_is_given_a_name() -> None:
    assert read()[0].name == "city"
    assert read(name="city-news")[0].name == "city-news"
    assert read()[1] == {}


def test_the_kind_follows_from_the_type() -> None:
    assert read(type="rss")[0].kind == "news"
    assert read(type="ical")[0].kind == "event"
    assert set(read(type="ical", kind="news")[1]) == {"kind"}


def test_what_the_form_shows_reads_back_as_the_same_source() -> None:
    source = Source(
        name="city",
        type="rss",
        address="https://www.city.example/rss",
        themes=("green",),
        department={"ja": "広報課", "fr": "presse"},
        newest=5,
        link_hosts=("city.example",),
        hosts={"a.example": "b.example"},
        theme_words={"green": ("森",)},
    )
    assert read_source(source_fields(source), (), {"green"}, source) == (source, {})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "feeds/news.rss",
        "/etc/passwd",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:word@city.example/",
        "https://[::1",
        "ftp://city.example/",
        "https://city.example/" + "a" * 1000,
    ],
)
def test_an_address_that_cannot_be_a_sources_is_refused(address: str) -> None:
    assert "address" in read(address=address)[1]


@pytest.mark.parametrize(
    ("field", "text"),
    [("type", "items"), ("name", "../x"), ("name", "taken"), ("minutes", "0"), ("newest", "-1"), ("themes", "blue")],
)
def test_what_cannot_be_is_told_at_its_field(field: str, text: str) -> None:
    assert set(read(**{field: text})[1]) == {field}
