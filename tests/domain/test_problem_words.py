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
        ("playlists/fair.toml:12: this is not valid TOML: expected '='", "12行目：TOML として読めません"),
        ("playlists/fair.toml:3: “stations” is not known; did you mean “station”?", "3行目：“stations” は使えません"),
        ("write a whole number from 1 to 9, not 12", "1 から 9 までの整数"),
        ("ended the process that worked on it (exit code 1); save it smaller", "処理が途中で止まりました"),
        ("it holds a script, which is not run; save it without, or as PNG", "スクリプトが入っています"),
        ("The new list lacks 12 items that the last one had; that is too many", "前にあった 12件"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_sentence(message: str, ja: str) -> None:
    words = problem_words(message)
    assert ja in words["ja"] and words["en"] == message


def test_what_is_not_known_stays_as_it_is() -> None:
    assert problem_words("a {brace} of its own") == {"ja": "a {brace} of its own", "en": "a {brace} of its own"}
