"""Whatever comes in, parsing ends in items or in a SourceError, and the items are fit for a slide."""

import contextlib
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signage.errors import SourceError
from signage.sources import Parsed
from signage.sources import items as kept
from signage.sources.rss import parse

from .conftest import sample, source
from .test_items import GOOD

FEEDS = [sample(name).encode() for name in ("rss20.xml", "rss10.xml", "atom.xml", "rss091.xml")]
PIECES = st.sampled_from(
    [b"", b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!DOCTYPE x [", b"&#0;", b"&#xD800;", b"\xff", b"\0", b"\x1b$B", b"http://[", b"://",
     b'="', b"<a:b>", b"<base64>", b'mode="base64"', b'type="application/octet-stream"', b'xml:base="http://["', b"%zz", b"<guid/>",
     "\u202e".encode(), "令和99年99月99日".encode(), b"9" * 400, b"<link/>", b"<item>", b"<title>", b"<dc:date>"]
)  # fmt: skip
SLOW = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
SOURCE = source(theme_words={"a": ["都市"]}, hosts={"www-source.minato.example": "www.minato.example"})


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    body = bytearray(draw(st.sampled_from(FEEDS)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        body[start : start + draw(st.integers(0, 30))] = draw(st.one_of(PIECES, st.binary(max_size=8)))
    return bytes(body)


def check(found: Parsed) -> None:
    assert len({item.id for item in found.items}) == len(found.items)
    for item in found.items:
        text = "".join([*item.title.values(), *item.text.values()])
        assert all(unicodedata.category(letter) not in ("Cc", "Cs") for letter in text)
        assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
        assert item.title
        assert item.url is None or item.url.startswith(("http://", "https://"))


@SLOW
@given(
    mutated(),
    st.sampled_from([None, "text/xml", "text/xml; charset=Shift_JIS", "text/xml; charset=x", "charset=iso-2022-jp"]),
)
def test_a_mutated_feed_is_read_or_refused(body: bytes, content_type: str | None) -> None:
    with contextlib.suppress(SourceError):
        check(parse(body, content_type, SOURCE))


@SLOW
@given(st.lists(st.text(max_size=60), min_size=5, max_size=5))
def test_any_text_in_any_field_is_fit_for_a_slide_or_refused(fields: list[str]) -> None:
    names = ("title", "description", "link", "guid", "pubDate")
    inner = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in zip(names, fields, strict=True))
    body = f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode(errors="surrogatepass")
    with contextlib.suppress(SourceError):
        check(parse(body, None, SOURCE))


@SLOW
@given(st.integers(0, len(GOOD)), st.integers(0, 20), st.text(max_size=12))
def test_a_mutated_list_of_items_is_read_or_refused(start: int, length: int, text: str) -> None:
    body = (GOOD[:start] + text + GOOD[start + length :]).encode(errors="surrogatepass")
    with contextlib.suppress(SourceError):
        check(kept.parse(body, None, source(type="items", kind="about")))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "field",
    ["<" * 90_000, "&amp;" * 90_000, "#a" * 1_000 + "。", "&lt;p&gt;" * 50_000, "&lt;b " * 50_000, "<p " * 90_000, " " * 500_000 + "x", "http://" + "a." * 50_000]
)  # fmt: skip
def test_no_field_costs_more_than_it_is_long(field: str) -> None:
    text = field.replace("<", "&lt;")
    inner = "".join(
        f"<{name}>{text}</{name}>" for name in ("title", "description", "link", "guid", "pubDate", "category")
    )
    with contextlib.suppress(SourceError):
        check(parse(f'<rss version="2.0"><channel><item>{inner}</item></channel></rss>'.encode(), None, SOURCE))


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "body", [b"<!DOCTYPE" * 200_000, b"<!--" * 200_000, b"<?x" * 200_000, b"<html><link " * 50_000, b"\n" * 2_000_000]
)
def test_no_beginning_costs_more_than_it_is_long(body: bytes) -> None:
    with pytest.raises(SourceError):
        parse(body, None, SOURCE)
