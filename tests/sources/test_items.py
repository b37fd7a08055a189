"""The hand-kept list of items."""

from datetime import UTC, datetime
from typing import Any

import pytest

from signage.domain.content import Period
from signage.errors import SourceError
from signage.sources import SOURCES, Parsed
from signage.sources.items import parse

from .conftest import source

GOOD = """
[[item]]
id = "survey"
kind = "survey"
title.ja = "みんなの声"
title.en = "Your voice"
url = "https://www-source.minato.example/survey"
from = 2026-11-01
until = 2026-11-30
themes = ["citizen"]

[[item]]
id = "about"
title.ja = "あらまし"
published = 2026-11-21
[item.department]
ja = "企画課"
"""


def parsed(text: str | bytes, **values: Any) -> Parsed:
    kept = source(name="project", type="items", address="feeds/project.toml", kind="about", **values)
    return parse(text.encode() if isinstance(text, str) else text, None, kept)


def refusal(text: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        parsed(text)
    return str(caught.value)


def test_an_item_is_what_its_entry_says() -> None:
    survey, about = parsed(GOOD, hosts={"www-source.minato.example": "www.minato.example"}, themes=("x",)).items
    assert (survey.id, survey.kind, survey.url) == ("project-survey", "survey", "https://www.minato.example/survey")
    assert survey.title == {"ja": "みんなの声", "en": "Your voice"}
    assert survey.themes == ("x", "citizen")
    assert (about.id, about.kind, about.position, about.department) == ("project-about", "about", 1, {"ja": "企画課"})
    assert about.published_at == datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def test_until_counts_the_whole_day() -> None:
    period = parsed(GOOD).items[0].period
    assert period == Period(datetime(2026, 10, 31, 15, 0, tzinfo=UTC), datetime(2026, 11, 30, 15, 0, tzinfo=UTC))


def test_the_list_is_whole_and_may_be_empty() -> None:
    assert SOURCES["items"].whole
    assert not SOURCES["rss"].whole
    assert parsed("") == Parsed(())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"survey"\nkind', '"survey"\nkindd', ":4: kindd: there is no such key; did you mean “kind”?"),
        ('kind = "survey"', 'kind = "servey"', ":4: kind: “servey” is not known; did you mean “survey”?"),
        ('"about"', '"survey"', ":13: id: item 1 has the same id"),
        ('id = "about"\n', "", ":12: item[2]: “id” is missing"),
        ('id = "about"', 'id = "あらまし"', ":13: id: write the id with letters"),
        ('title.ja = "あらまし"', "", ":12: item[2]: “title” is missing"),
        ('title.ja = "あらまし"', 'title.jp = "あらまし"', ":14: title.jp: “jp” is a country"),
        ('title.ja = "あらまし"', 'title.ja = " "', ":14: title.ja: there is no text"),
        ('"あらまし"', f'"{"長" * 301}"', ":14: title.ja: this is too long for a slide"),
        ('title.ja = "あらまし"', 'title = "あらまし"', ":14: title: must be a table, not text in quotes"),
        ("2026-11-30", "2026-10-30", ":9: until: it ends before it begins"),
        ("2026-11-30", '"いつか"', ":9: until: must be a date such as 2026-11-22"),
        ("2026-11-30", "9999-12-31", ":9: until: such a day can't be"),
        ("2026-11-01", "0001-01-01", ":8: from: such a day can't be"),
        ("2026-11-21", "0001-01-01", ":15: published: such a day can't be"),
        ("https://", "javascript://", ":7: url: this link can't be shown: javascript: is not a web address"),
        ('url = "https://www-source.minato.example/survey"', "", ":2: item[1]: the kind “survey” needs “url”"),
        ("[[item]]", "[[itme]]", ":2: itme: there is no such key; did you mean “item”?"),
        ("[[item]]", "[item]", "this is not valid TOML"),
    ],
)  # fmt: skip
def test_a_slip_refuses_the_whole_file_and_names_its_place(old: str, new: str, said: str) -> None:
    told = refusal(GOOD.replace(old, new))
    assert told.startswith("feeds/project.toml")
    assert said in told


def test_a_file_that_is_not_utf_8_is_told_with_its_line() -> None:
    assert refusal(GOOD.encode("cp932")).startswith("feeds/project.toml:5: save the file as UTF-8")


def test_a_bom_and_windows_line_ends_do_no_harm() -> None:
    assert parsed(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).items == parsed(GOOD).items
