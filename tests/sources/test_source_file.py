"""sources/NAME.toml: what it may say, and how a mistake is told."""

import re
from pathlib import Path

import pytest

from signage.domain.sources import TYPES
from signage.errors import InputError
from signage.sources import SOURCES, Source, ical, items, opendata, parse_source
from signage.sources.folder import FOLDERS

GOOD = """
# news of the city
type = "rss"
address = "https://www.minato.example/news.rss"
newest = 20

[theme_words]
mobility = [
  "公共交通",  # [not a table]
  "バス",
]

[hosts]
"www-source.minato.example" = "www.minato.example"
"""


def refusal(text: str, file: str = "sources/news.toml") -> str:
    with pytest.raises(InputError) as caught:
        parse_source(text, file)
    return str(caught.value)


def test_a_source_is_named_by_its_file() -> None:
    assert parse_source(GOOD, "sources/news.toml") == Source(
        name="news",
        type="rss",
        address="https://www.minato.example/news.rss",
        newest=20,
        theme_words={"mobility": ("公共交通", "バス")},
        hosts={"www-source.minato.example": "www.minato.example"},
    )


def test_what_is_left_out_is_news_in_japanese_every_ten_minutes() -> None:
    plain = parse_source('type = "rss"\naddress = "feeds/a.rss"', "a.toml")
    assert (plain.kind, plain.language, plain.minutes, plain.newest, plain.is_file) == ("news", "ja", 10, None, True)


def test_the_types_of_a_source_file_are_the_rows_of_sources() -> None:
    assert list(SOURCES) == list(TYPES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '\ntype = "rs"\naddress = "feeds/a"',
            "sources/news.toml:2: type: “rs” is not known; did you mean “rss”?",
        ),
        (
            'type = "rss"\naddress = "feeds/a"\n\nminuts = 5',
            "sources/news.toml:4: minuts: there is no such key; did you mean “minutes”?",
        ),
        (
            'type = "rss"\naddress = "feeds/a"\nminutes = "5"',
            "sources/news.toml:3: minutes: must be a whole number, not text in quotes",
        ),
        ('type = "rss"\naddress = "feeds/a"\nminutes = 0', "sources/news.toml:3: minutes: "),
        ('type = "rss"\naddress = "feeds/a"\nkind = "newz"', ":3: kind: “newz” is not known; did you mean “news”?"),
        ('type = "rss"\naddress = "feeds/a"\nlanguage = "jp"', ":3: language: “jp” is a country; did you mean"),
        ('type = "rss"\naddress = "feeds/a"\n[department]\nJA = "課"', ":4: department.JA: “JA” is not a language"),
        ('type = "rss"\naddress = "feeds/a"\n[title]\njp = "課"', ":4: title.jp: “jp” is a country; did you mean"),
        ('type = "rss"\naddress = "feeds/a"\nname = "b"', ":3: name: a source is named by its file"),
        (
            'type = "rss"\naddress = "feeds/a"\n[hosts]\n"b.example" = "https://a.example/"',
            ":4: hosts.b.example: “https://a.example/” is not a host",
        ),
        ('type = "rss"\naddress = "feeds/a"\nlink_hosts = ["a/b"]', ":3: link_hosts: “a/b” is not a host"),
        ('type = "rss"', "sources/news.toml: “address” is missing"),
        ('type = "rss"\n\naddress = ', "sources/news.toml:3: this is not valid TOML"),
        ('type = "rss"\n\naddress = a\n', "sources/news.toml:3: this is not valid TOML: invalid value"),
    ],
)
def test_a_mistake_is_told_with_its_file_its_line_and_its_key(text: str, said: str) -> None:
    assert said in refusal(text)


@pytest.mark.parametrize(
    ("kind", "of", "said"),
    [
        (
            "event",
            "rss",
            "can't give what the kind “event” needs (event); use the type ical or opendata or items for it",
        ),
        ("history", "rss", "can't give what the kind “history” needs (year); use the type items for it"),
        ("film", "ical", "can't give what the kind “film” needs (media); use the type items for it"),
    ],
)
def test_a_source_gives_only_kinds_it_has_the_words_for(kind: str, of: str, said: str) -> None:
    assert said in refusal(f'type = "{of}"\naddress = "feeds/a"\nkind = "{kind}"')


@pytest.mark.parametrize(("of", "kind"), [("rss", "news"), ("items", "news"), ("ical", "event"), ("opendata", "event")])
def test_a_calendar_or_a_table_gives_events_if_it_says_nothing_else(of: str, kind: str) -> None:
    assert parse_source(f'type = "{of}"\naddress = "feeds/a"', "a.toml").kind == kind
    assert parse_source(f'type = "{of}"\naddress = "feeds/a"\nkind = "notice"', "a.toml").kind == "notice"


def test_a_calendars_address_to_subscribe_to_is_told_how_to_write() -> None:
    said = refusal('type = "ical"\naddress = "webcal://www.minato.example/a.ics"')
    assert "not webcal:; write https:// in its place" in said


@pytest.mark.parametrize(
    "address",
    [
        "../news.rss",
        "feeds/../../news.rss",
        "/etc/passwd",
        "C:/news.rss",
        "feeds\\\\news.rss",
        "own.rss",
        "elsewhere/own.rss",
        ".",
        "file:///etc/passwd",
        "ftp://www.minato.example/news.rss",
        "http:///news.rss",
        "http://user:secret@www.minato.example/news.rss",
        "https://www.minato.example:99999/",
        "http://[::1/",
        " ",
    ],
)
def test_an_address_is_a_web_address_or_a_file_inside_the_input_folder(address: str) -> None:
    said = refusal(f'type = "rss"\naddress = "{address}"')
    assert "sources/news.toml:2: address: " in said
    assert "secret" not in said


def test_a_file_name_that_cannot_begin_an_id_is_refused() -> None:
    assert "name the file with letters" in refusal('type = "rss"\naddress = "feeds/a"', "sources/お知らせ.toml")


def test_a_file_outside_the_watched_folders_is_refused_with_their_names() -> None:
    said = refusal('type = "rss"\naddress = "own.rss"')
    assert f"only files in {', '.join(FOLDERS)} are watched; put it there" in said


def test_the_examples_of_the_document_are_right() -> None:
    text = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    (example,) = re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert parse_source(example, "sources/events.toml").hosts
    (kept,) = re.findall(r"^```toml items\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    project = parse_source('type = "items"\naddress = "feeds/project.toml"', "sources/project.toml")
    assert {item.kind for item in items.parse(kept.encode(), None, project).items} == {
        "survey",
        "event",
        "history",
        "film",
    }
    (event,) = re.findall(r"^BEGIN:VEVENT\n.*?^END:VEVENT\n", text, re.MULTILINE | re.DOTALL)
    found = ical.parse(f"BEGIN:VCALENDAR\n{event}END:VCALENDAR\n".encode(), None, parse_source(example, "events.toml"))
    assert found.notes == ()
    assert found.items[0].event and len(found.items[0].event.occasions) == 2


def test_the_document_names_every_column_of_a_table_and_every_type() -> None:
    text = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    assert all(f"`{name}`" in text for name in TYPES)
    assert all(
        names[0] in text
        for noun, names in opendata.COLUMNS.items()
        if noun not in (*opendata.ADDRESS, "building", "latitude", "longitude")
    )
