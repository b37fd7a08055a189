"""The hand-kept list of items."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from signage.domain.content import Period
from signage.domain.events import Event, Occasion
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
        ('title.ja = "あらまし"', 'title = "あらまし"', ':14: title: must be a table, not text in quotes; write it for each language: title.ja = "…"'),
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


EVENT = """
[[item]]
id = "fair"
kind = "event"
title.ja = "秋の市"
begins = 2026-12-05T10:00  # no seconds
ends = 2026-12-06T16:00
place.ja = "広場"
fee.ja = "無料"
note.ja = "雨天中止。2026-12-05T10:00"
cancelled = true
hashtags = ["#秋の市", "お祭り", "お祭り"]
places = ["hall", "station-screens"]

[[item]]
id = "market"
kind = "event"
title.ja = "朝市"
[[item.occasion]]
begins = 2026-12-13
[[item.occasion]]
begins = 2026-12-06
ends = 2026-12-07

[[item]]
id = "1905"
kind = "history"
title.ja = "鉱山の始まり"
year = 1905

[[item]]
id = "film"
kind = "film"
title.ja = "歩み"
media = "films/ayumi.mp4"
"""


def test_an_entry_may_be_an_event() -> None:
    fair = parsed(EVENT).items[0]
    assert fair.event == Event(
        occasions=(Occasion(date(2026, 12, 5), date(2026, 12, 6), time(10), time(16)),),
        place={"ja": "広場"},
        fee={"ja": "無料"},
        note={"ja": "雨天中止。2026-12-05T10:00"},
        cancelled=True,
    )
    assert (fair.hashtags, fair.places) == (("秋の市", "お祭り"), ("hall", "station-screens"))


def test_an_event_may_take_place_several_times() -> None:
    market = parsed(EVENT).items[1].event
    assert market and market.occasions == (
        Occasion(date(2026, 12, 6), date(2026, 12, 7)),
        Occasion(date(2026, 12, 13), date(2026, 12, 13)),
    )


def test_an_entry_may_have_its_year_or_name_its_media() -> None:
    found = parsed(EVENT)
    assert (found.items[2].year, found.items[3].media, found.entries) == (1905, "films/ayumi.mp4", 4)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("begins = 2026-12-05T10:00", "", ":7: ends: this is said of an event; write when it `begins` too"),
        ("begins = 2026-12-05T10:00", "begins = 2026-12-07T10:00", ":7: ends: it ends before it begins"),
        ("begins = 2026-12-05T10:00", "begins = 2026-12-05", ":7: ends: it ends before it begins, or only one of them has a time"),
        ("begins = 2026-12-05T10:00", 'begins = "5 Dec"', ":6: begins: write a day or a day and time, such as 2026-12-05T10:00"),
        ("begins = 2026-12-05T10:00", "begins = 2026-12-05T10:00:00Z", ":6: begins: write the time as it is on the wall, without a zone"),
        ("begins = 2026-12-05T10:00", "begins = 0001-01-01T10:00", ":6: begins: such a day can't be"),
        ("begins = 2026-12-13", "begns = 2026-12-13", ":20: begns: there is no such key; did you mean “begins”?"),
        ('title.ja = "朝市"', 'title.ja = "朝市"\nbegins = 2026-12-05', ":19: begins: write `begins` or [[item.occasion]], not both"),
        ("[[item.occasion]]\nbegins = 2026-12-13", "[[item.occasion]]\nbegins = 2026-12-13\n" * 101, "occasion: 100 occasions at most"),
        ("year = 1905", "", "the kind “history” needs “year”"),
        ('media = "films/ayumi.mp4"', "", "the kind “film” needs “media”"),
        ("films/ayumi.mp4", "media/ayumi.mp4", "media: name the file from the media folder: “ayumi.mp4”"),
        ("films/ayumi.mp4", "../ayumi.mp4", "media: name a file of the media folder, with /"),
        ("films/ayumi.mp4", "/ayumi.mp4", "media: name a file of the media folder, with /"),
        ("films/ayumi.mp4", "", "media: name a file of the media folder, with /"),
        ('place.ja = "広場"', 'place = "広場"', ":8: place: must be a table, not text in quotes"),
    ],
)  # fmt: skip
def test_a_slip_in_an_event_is_told_with_its_place(old: str, new: str, said: str) -> None:
    assert said in refusal(EVENT.replace(old, new))


def test_an_event_that_never_takes_place_lacks_its_begins() -> None:
    assert "the kind “event” needs “begins”" in refusal('[[item]]\nid = "a"\nkind = "event"\ntitle.ja = "市"')
