"""What in a voice looks like somebody's data is pointed out to whoever reads it; a cell agrees only if it plainly says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.voices import says_yes, traces


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("電話は０９０－１２３４－５６７８まで", "telephone"),
        ("0294-22-3111に電話してください", "telephone"),
        ("taro＠example.jp へ", "mail"),
        ("@hitachi_umi を見て", "mail"),
        ("https://example.jp/me を見て", "mail"),
        ("番号は 1234 5678 9012 です", "digits"),
        ("〒317-8601", "address"),
        ("助川町1-1-1に住んでいます", "address"),
        ("窓口の鈴木さんが親切でした", "name"),
        ("タナカ先生に会いたい", "name"),
        ("Thank you Mr. Smith", "name"),
    ],
)
def test_it_points_out_what_may_tell_who_somebody_is(text: str, trait: str) -> None:
    assert [one.trait for one in traces(text)] == [trait]


@pytest.mark.parametrize(
    "text",
    [
        "皆さんで作るまち",
        "業者さんも職員さんも",
        "お母さんと図書館へ",
        "2026年11月22日からバスが3本ふえた",
        "100万人のまち、1時間に3本",
        "運転士さん、いつもありがとう",
        "",
    ],
)
def test_it_leaves_what_names_nobody(text: str) -> None:
    assert traces(text) == ()


def test_it_tells_them_in_their_order() -> None:
    assert [one.trait for one in traces("鈴木さん 0294-22-3111 taro@example.jp")] == ["name", "telephone", "mail"]


@pytest.mark.parametrize("cell", ["はい", "同意します", "公開してよい", "可", "○", "◯", "YES", "1", " True "])
def test_a_cell_agrees(cell: str) -> None:
    assert says_yes(cell)


@pytest.mark.parametrize(
    "cell", ["", "いいえ", "不可", "公開しない", "同意しない", "はい、匿名なら", "要相談", "no", "0"]
)
def test_any_other_cell_does_not(cell: str) -> None:
    assert not says_yes(cell)


@given(st.text(max_size=300))
def test_no_text_upsets_it(text: str) -> None:
    assert all(one.text for one in traces(text))
    says_yes(text)
