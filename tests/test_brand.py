"""The project's brand, as its settings name it."""

import pytest

from signage.brand import Brand


@pytest.mark.parametrize(
    ("languages", "first"),
    [(("ja", "en"), "ja"), (("en", "ja"), "ja"), (("nb", "en"), "nb"), (("de",), "de"), ((), "en")],
)
def test_words_without_a_language_are_japanese_or_what_the_project_names_first(
    languages: tuple[str, ...], first: str
) -> None:
    assert Brand(name=dict.fromkeys(languages, "x")).first_language == first


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://www.porto.example/", "www.porto.example/"),
        ("Https://www.a.example", "www.a.example"),
        ("http://a.example", "http://a.example"),
    ],
)
def test_the_address_is_kept_as_people_say_it(written: str, kept: str) -> None:
    assert Brand(address=written).address == kept
