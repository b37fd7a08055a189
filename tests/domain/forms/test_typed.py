"""What people type into forms: cleaned, counted, refused in words."""

import pytest

from signage.domain.displays import Display
from signage.domain.forms.typed import RESERVED, Typed, new_id, plain_line, plain_lines, seen_of


def test_what_nobody_sees_is_left_out_of_a_line() -> None:
    assert plain_line(" a\u202eb\0c\ud800d \t e\r\nf ") == "abcd e f"
    assert plain_line("日立市　共創") == "日立市　共創"


def test_a_name_keeps_the_double_blank_that_divides_it() -> None:
    assert plain_line("A × B   C", parts=True) == "A × B  C"
    assert plain_line("A × B   C") == "A × B C"


def test_a_text_is_needed_only_where_no_language_without_a_field_has_it() -> None:
    typed = Typed({"name_ja": "", "name_en": ""})
    assert typed.kept("name", {"nb": "Torg", "ja": "広場"}, needed=True) == {"nb": "Torg"} and typed.errors == {}
    assert typed.kept("name", {"ja": "広場"}, needed=True) == {} and set(typed.errors) == {"name_ja"}


def test_a_name_that_is_saved_again_keeps_the_order_of_its_languages() -> None:
    typed = Typed({"name_ja": "ポルト", "name_en": "Porto"})
    assert list(typed.kept("name", {"pt": "Porto", "en": "Oporto"})) == ["pt", "en", "ja"]


def test_lines_stand_once_each_and_none_is_empty() -> None:
    assert plain_lines("b\r\n\r\n a \nb") == ("b", "a")


@pytest.mark.parametrize(
    ("text", "value"), [("5", 5), ("5.0 m", 5), ("５．５", 5.5), ("32型", 32), ("2,5", 2.5), ("10 分", 10)]
)
def test_a_number_is_read_however_it_is_typed(text: str, value: float) -> None:
    typed = Typed({"x": text})
    assert (typed.number("x", 1, 100), typed.errors) == (value, {})


@pytest.mark.parametrize("text", ["", "abc", "-1", "101", "1e9", "nan", "1" * 5000, "５０００メートル"])
def test_what_is_no_number_in_range_is_told(text: str) -> None:
    typed = Typed({"x": text})
    typed.number("x", 1, 100)
    assert set(typed.errors) == {"x"}


def test_ten_thousand_characters_are_counted_and_refused() -> None:
    typed = Typed({"name_ja": "𠮷" * 10_000})
    typed.words("name", 80, needed=True)
    assert typed.errors["name_ja"]["ja"] == "80文字までです。いまは 10000文字です。"


def test_what_is_not_on_the_list_is_refused() -> None:
    typed = Typed({"place": "elsewhere", "groups": "a\nb"})
    typed.choice("place", {"station"})
    typed.choices("groups", {"a"})
    assert set(typed.errors) == {"place", "groups"}


def test_an_id_is_made_of_a_name_and_is_nobody_elses() -> None:
    assert new_id("Hitachi Station", (), "place") == "hitachi-station"
    assert new_id("Hitachi Station", {"hitachi-station"}, "place") == "hitachi-station-2"
    assert new_id("日立駅", {"place-1"}, "place") == "place-2"
    assert new_id("", (), "place") == "place-1"
    assert {new_id(word, (), "place") for word in RESERVED}.isdisjoint(RESERVED)


def test_a_version_is_known_by_what_it_says() -> None:
    one = Display(id="a", name="A", place="p")
    assert (
        seen_of(one) == seen_of(Display(id="a", name="A", place="p")) != seen_of(Display(id="a", name="B", place="p"))
    )
    assert seen_of(None) == ""
