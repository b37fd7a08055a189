"""A playlist's file: what it says, and what is said about its mistakes."""

from datetime import time

import pytest

from signage.domain.playlist_file import PlaylistFile, parse_playlist
from signage.domain.playlists import Playlist, Section
from signage.errors import InputError

from .factory import a_rule, wall

WHOLE = """
title.ja = "日立駅のふだん"
title.en = "Hitachi station, every day"
transition = "cut"

[[section]]
name = "news"
kinds = ["news"]
newest = 8
weight = 3
seconds = 12
template = "news.html"

[[section]]
items = ["survey-1"]
sources = ["kyoso"]
themes = ["green"]

[[when]]
displays = ["hitachi-station"]
groups = ["east"]
place_types = ["station"]
from = 2026-11-01
until = 2027-03-31
weekdays = ["火", "mon", "Friday"]
hours = "20:00-06:00"
priority = 10

[[when]]
from = 2026-11-01T08:30:00
until = 2026-11-01T17:15:00
hours = "10:00-24:00"
"""


def problem(text: str) -> str:
    with pytest.raises(InputError) as raised:
        parse_playlist(text, "playlists/base.toml")
    return str(raised.value)


def with_section(line: str) -> str:
    return f'# the base\n\n[[section]]\nname = "news"\n{line}\n'


def with_when(line: str) -> str:
    return f'[[section]]\nkinds = ["news"]\n\n[[when]]\npriority = 1\n\n[[when]]\n{line}\n'


def test_a_whole_file_is_read() -> None:
    news = Section(name="news", kinds=("news",), newest=8, weight=3, seconds=12, template="news.html")
    other = Section(name="section 2", items=("survey-1",), sources=("kyoso",), themes=("green",))
    title = {"ja": "日立駅のふだん", "en": "Hitachi station, every day"}
    first = a_rule(
        displays=("hitachi-station",),
        groups=("east",),
        place_types=("station",),
        begins=wall("2026-11-01"),
        ends=wall("2027-04-01"),
        weekdays=(0, 1, 4),
        hours=(time(20), time(6)),
        priority=10,
    )
    second = a_rule(number=2, begins=wall("2026-11-01T08:30"), ends=wall("2026-11-01T17:15"), hours=(time(10), time(0)))
    playlist = Playlist(name="base", sections=(news, other), title=title, transition="cut")
    assert parse_playlist(WHOLE, "playlists/base.toml") == PlaylistFile(playlist, (first, second))


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert parse_playlist("\ufeff" + WHOLE.replace("\n", "\r\n"), "base.toml") == parse_playlist(WHOLE, "base.toml")


def test_a_playlist_without_when_is_valid() -> None:
    assert parse_playlist("[[section]]\n", "base.toml").rules == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            with_section("kinsd = ['news']"),
            "playlists/base.toml:5: kinsd: [[section]] has no such key; did you mean “kinds”?",
        ),
        (
            with_section('hours = "20:00-06:00"'),
            "playlists/base.toml:5: hours: [[section]] has no such key; there are: name, title, items, kinds, sources, themes,"
            " newest, weight, seconds, template",
        ),
        (
            with_section('kinds = ["newz"]'),
            "playlists/base.toml:5: kinds: “newz” is not known; did you mean “news”?",
        ),
        (
            with_section('kinds = ["x"]'),
            "playlists/base.toml:5: kinds: “x” is not known; there are: news, report, event, ",
        ),
        (
            with_section('kinds = "news"'),
            'playlists/base.toml:5: kinds: write a list of texts like ["a", "b"], not “news”',
        ),
        (with_section("kinds = []"), "playlists/base.toml:5: kinds: the list is empty; leave the line out to mean all"),
        (with_section("newest = 0"), "playlists/base.toml:5: newest: write a whole number from 1 to 1000, not 0"),
        (with_section("weight = true"), "playlists/base.toml:5: weight: write a whole number from 1 to 100, not true"),
        (with_section("seconds = 1.5"), "playlists/base.toml:5: seconds: write seconds from 2 to 300, not 1.5"),
        (
            with_section('template = "../../etc/passwd"'),
            "playlists/base.toml:5: template: write the name of a file among the slide templates like “news.html”, not"
            " “../../etc/passwd”",
        ),
        (
            with_section('[[section]]\nname = "news"'),
            "playlists/base.toml:6: name: an earlier section has the name “news” too",
        ),
        (
            with_when('weekdays = ["mom"]'),
            "playlists/base.toml:8: weekdays: “mom” is no day of the week; write Mo, Tu, We, Th, Fr, Sa, Su or 月 火 水 木 金 土 日",
        ),
        (
            with_when('hours = "20:00-31:00"'),
            "playlists/base.toml:8: hours: “31:00” is no time of day; hours past midnight are written like 20:00-26:00",
        ),
        (with_when("until = 9999-12-31"), "playlists/base.toml:8: until: the year 9999 can't be meant"),
        ("a = " + "[" * 5000, "playlists/base.toml: its brackets are nested too deeply"),
        (with_when("hours = 20:00:00"), 'playlists/base.toml:8: hours: write the hours in quotes: "20:00-06:00"'),
        (
            with_when('from = "2026-11-01"'),
            "playlists/base.toml:8: from: write a date without quotes like 2027-03-31, or 2027-03-31T17:15, not"
            " “2026-11-01”",
        ),
        (
            with_when("from = 2026-11-01T08:30:00+09:00"),
            "playlists/base.toml:8: from: write the time at the display, without +0900 or Z: 2026-11-01T08:30",
        ),
        (
            with_when("from = 2027-04-01\nuntil = 2027-03-31"),
            "playlists/base.toml:9: until: it ends before it begins, so it never applies",
        ),
        (
            with_when("priority = 101"),
            "playlists/base.toml:8: priority: write a whole number from -100 to 100, not 101",
        ),
        (
            with_when("display = ['a']"),
            "playlists/base.toml:8: display: [[when]] has no such key; did you mean “displays”?",
        ),
        ('title = "x"\n[[section]]', "playlists/base.toml:1: title: write it for each language:"),
        (
            'title.jp = "x"\n[[section]]',
            "playlists/base.toml:1: title: “jp” is a country; did you mean the language “ja”",
        ),
        (with_section('title.EN = "x"'), "playlists/base.toml:5: title: “EN” is not a language; write ja, en, zh-Hant"),
        (
            'transition = "fad"\n[[section]]',
            "playlists/base.toml:1: transition: “fad” is not known; did you mean “fade”?",
        ),
        ("[[sections]]\n", "playlists/base.toml:1: sections: a playlist has no such key; did you mean “section”?"),
        (
            "\n[section]\nname = 'a'\n",
            "playlists/base.toml:2: section: write [[section]] with two brackets; there may be several",
        ),
        ("", "playlists/base.toml: it has no [[section]], so it would show nothing"),
        ("[[section]]\nkinds = [\n", "playlists/base.toml:2: this is not valid TOML: "),
        ("[[section]]\nkinds news\n", "playlists/base.toml:2: this is not valid TOML: expected '=' after a key"),
        ("[[section]]\n" * 51, "playlists/base.toml:51: section[51]: more than 50 [[section]] are too many"),
        (
            "[[section]]\n" + "[[when]]\n" * 201,
            "playlists/base.toml:202: when[201]: more than 200 [[when]] are too many",
        ),
        ("#" * 200_001, "playlists/base.toml: it is larger than 200 kB"),
    ],
)
def test_a_mistake_is_told_with_its_file_line_key_and_cure(text: str, says: str) -> None:
    assert problem(text).startswith(says)


def test_the_line_is_right_after_arrays_and_texts_over_several_lines() -> None:
    text = 'title.ja = """\nweight = 3\n"""\n[[section]]\nitems = [\n  "a",\n  "b",\n]\nweight = 0\n'
    assert problem(text).startswith("playlists/base.toml:9: weight:")


def test_a_section_written_in_line_still_names_a_line() -> None:
    assert problem("section = [{weight = 0}]").startswith("playlists/base.toml:1: section[1].weight:")
