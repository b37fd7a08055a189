"""What was wrong with a source is told in Japanese too; what nobody foresaw is told as it was kept."""

import pytest

from signage.domain.problem_words import problem_words


@pytest.mark.parametrize(
    ("message", "ja"),
    [
        (
            "https://a.example: the server answered 404; there is nothing at this address",
            "このアドレスには、もう何もありません",
        ),
        ("https://a.example: the server answered 503; it is tried again", "相手のサーバーが 503 と答えました"),
        ("https://a.example: no full answer within 20 seconds; it is tried again", "20秒待っても"),
        ("feeds/a.rss: there is no such file in the input folder", "ファイルがありません"),
        ("this is a web page (HTML), not a feed", "ページ（HTML）が届きました"),
        ("The new list lacks 12 items that the last one had; that is too many", "前にあった 12件"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_sentence(message: str, ja: str) -> None:
    words = problem_words(message)
    assert ja in words["ja"] and words["en"] == message


def test_what_is_not_known_stays_as_it_is() -> None:
    assert problem_words("a {brace} of its own") == {"ja": "a {brace} of its own", "en": "a {brace} of its own"}
