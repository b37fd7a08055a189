"""What nobody means: values that are none, too much, or meant for something else, and requests made of them."""

import re
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis.strategies as st

STRANGE = (
    "",
    "0",
    "-1",
    "9" * 19,
    "9" * 5000,
    "1e999",
    "NaN",
    "null",
    "a\0b",
    "\r\nSet-Cookie: a=b",
    "../../../../etc/passwd",
    "..\\..\\x",
    "\U0001f600" * 60,
    "é" * 3000,
    "x" * 6000,
    " " * 6000,
    "\u202e\u200b\ufeff\ud800",
    "'\"><script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "'; DROP TABLE items; --",
    "%00%ff",
    "9999-12-31",
    "0001-01-01T00:00",
    "2026-11-22",
    "24:00",
    "１２３",
    "//evil.example/",
    "javascript:alert(1)",
    "http://169.254.169.254/",
    "http://[::1",
    "＝1+1",
    "令和元年",
    "library",
    "librarian",
    "gate",
    "staff",
)
_OF_ADDRESSES = """at back before begins by campaign day display done ends field file files from kind lang media months next of order
own page q since slide source state text_ja theme title_en type undo url v version view width"""
_IN_A_FORM = re.compile(r' name="(\w+)"')
NAMES = sorted(
    {name for file in Path("signage/templates").rglob("*.html") for name in _IN_A_FORM.findall(file.read_text("utf-8"))}
    | set(_OF_ADDRESSES.split())
)
"""What fields are called, of forms and of addresses."""
HEADERS = [
    "Accept-Language",
    "Authorization",
    "HX-Current-URL",
    "HX-Request",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "Signage-At",
    "Upload-Offset",
    "User-Agent",
    "X-Forwarded-For",
]

values = st.one_of(st.sampled_from(STRANGE), st.text(max_size=60))
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), values),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(("at", "plays", "batch", "errors", "ok")), inner)
    ),
    max_leaves=6,
)


class Asked(NamedTuple):
    """What is hostile in a request. A place of the path that has no value here has a name that there is."""

    path: list[str | None]
    query: dict[str, str]
    fields: dict[str, str]
    body: Any
    headers: dict[str, str]
    cookie: str | None


TAME = Asked([None, None, None], {}, {}, None, {}, None)


def asked() -> st.SearchStrategy[Asked]:
    return st.builds(
        Asked,
        st.lists(st.one_of(st.none(), st.none(), values), min_size=3, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), values, max_size=4),
        st.dictionaries(st.sampled_from(NAMES), values, max_size=8),
        st.one_of(st.none(), st.none(), st.none(), json_values, st.just("[" * 30_000), st.just("file")),
        st.dictionaries(st.sampled_from(HEADERS), values, max_size=2),
        st.one_of(st.none(), st.none(), values),
    )
