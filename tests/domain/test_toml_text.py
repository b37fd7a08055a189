"""A TOML text that knows the line of every key, and how a place in it is written."""

from datetime import datetime

import pytest

from signage.domain.toml_text import Path, TomlText, key_lines, meant
from signage.errors import InputError


def test_lines_are_counted_past_long_texts_lists_and_tables() -> None:
    text = 'a = """\nb = 1\n[c]\n"""\n[[item]]\nid = "#[x"\n[[item]]\nid = 2 # ]\nt.ja = [\n [1],\n]\n[item.more]\nx = {y = 1}\n'
    assert key_lines(text) == {
        ("a",): 1,
        ("item",): 5,
        ("item", 0): 5,
        ("item", 0, "id"): 6,
        ("item", 1): 7,
        ("item", 1, "id"): 8,
        ("item", 1, "t"): 9,
        ("item", 1, "t", "ja"): 9,
        ("item", 1, "more"): 12,
        ("item", 1, "more", "x"): 13,
    }


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("weight",), "a.toml:1: weight"),
        (("section", 1), "a.toml:4: section[2]"),
        (("section", 1, "title", "ja"), "a.toml:5: title.ja"),
        (("section", 1, "items", 2), "a.toml:4: section[2].items[3]"),
        (("nothing",), "a.toml: nothing"),
        ((), "a.toml"),
    ],
)
def test_a_place_is_file_line_and_key(path: Path, place: str) -> None:
    assert TomlText('weight = 1\n[[section]]\nid = 1\n[[section]]\ntitle.ja = ""\n', "a.toml").where(path) == place


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "[[a]]\nb = [\n", "\ufeff[a]\n[a]\n"])
def test_what_is_not_toml_is_refused_with_its_file(text: str) -> None:
    with pytest.raises(InputError, match=r"^a\.toml"):
        TomlText(text, "a.toml")


def test_the_nearest_word_is_told_or_else_all() -> None:
    assert meant("Newz", ["news", "about"]) == "; did you mean “news”?"
    assert meant("x", ["news", "about"]) == "; there are: news, about"
    assert meant("x", []) == ""


def test_a_moment_needs_no_seconds_and_strings_and_comments_stay_as_they_are() -> None:
    text = 'a = 2026-12-05T10:00  # not 2026-12-05T11:00\nb = "2026-12-05T10:00"\nc = [2026-12-05 10:00, 2026-12-05T10:00:30]'
    moment = datetime(2026, 12, 5, 10)  # noqa: DTZ001  on the wall
    assert TomlText(text, "a.toml").values == {
        "a": moment,
        "b": "2026-12-05T10:00",
        "c": [moment, moment.replace(second=30)],
    }
