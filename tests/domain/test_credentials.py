"""A name and a password are the same however they were typed, and what is guessed at once is refused."""

import pytest

from signage.domain.credentials import MOST_LETTERS, plain_name, weakness
from signage.errors import InputError


@pytest.mark.parametrize("typed", ["010482", "０１０４８２", " 010482 ", "\u3000010482"])
def test_a_staff_number_is_the_same_in_full_width_and_between_spaces(typed: str) -> None:
    assert plain_name(typed) == "010482"


def test_capitals_and_the_kind_of_kana_make_no_other_person() -> None:
    assert plain_name("Taga ﾒﾝﾃ") == plain_name("taga メンテ")


@pytest.mark.parametrize("typed", ["", " \u3000", "a\0b", "a\u202eb", "a\ud800", "x" * 61])
def test_a_name_that_is_empty_too_long_or_hides_something_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        plain_name(typed)


@pytest.mark.parametrize(
    "password",
    [
        "Password2026!",
        "hitachi-2026",
        "PASSWORD123",
        "ｐａｓｓｗｏｒｄ１２",
        "パスワード12345",
        "1234567890",
        "9876543210",
        "aaaaaaaaaaaa",
        "ababababab",
        "0104820104",
        "qwertyuiop!",
        "admin-admin-1",
    ],
)
def test_what_is_guessed_at_once_is_refused(password: str) -> None:
    assert "guessed" in (weakness(password, "010482") or {}).get("en", "")


@pytest.mark.parametrize(
    "password",
    ["k7mf-2xqr-9tbw-h4np", "さんねんまえのあめのひ", "the harbour at dawn", "8392017465", "hitachi no umi to asahi"],
)
def test_length_is_enough_and_no_kind_of_letter_is_asked_for(password: str) -> None:
    assert weakness(password, "010482") is None


def test_a_refusal_says_how_long_it_is_and_how_long_it_may_be() -> None:
    assert weakness("短い", "a") == {
        "ja": "パスワードは 10文字以上にしてください。いまは 2文字です。",
        "en": "A password needs 10 characters; this has 2.",
    }
    assert "201" in (weakness("ab3d5" * 40 + "x", "a") or {})["ja"]
    assert weakness("ab3d5" * 40, "a") is None and MOST_LETTERS == 200


def test_a_short_name_inside_a_password_says_nothing() -> None:
    assert weakness("83920174658", "8") is None
