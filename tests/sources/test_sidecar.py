"""The text beside a picture: what people write is understood, and a slip is told with its line."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.content import Period
from signage.errors import MediaError
from signage.sources.sidecar import KEYS, Sidecar, parse_sidecar

FIRST, AFTER_LAST = datetime(2026, 10, 31, 15, tzinfo=UTC), datetime(2026, 11, 30, 15, tzinfo=UTC)


def parsed(text: str, timezone: str = "Asia/Tokyo") -> Sidecar:
    return parse_sidecar(text, "media/poster.txt", timezone)


def test_all_of_it_in_japanese() -> None:
    found = parsed(
        """市民まつりの写真

本文: 一行め
　つづき
期間：2026年11月1日〜2026年11月30日まで
場所: ヒタチエ、日立駅
課: 広報課
テーマ: green, mobility
リンク: https://city.example/festival
種類: お知らせ
焦点: 30% 20%
撮影: 日立市
# 覚え書き: これは読まれない
"""
    )
    assert found == Sidecar(
        title={"ja": "市民まつりの写真"},
        text={"ja": "一行め つづき"},
        period=Period(FIRST, AFTER_LAST),
        places=("ヒタチエ", "日立駅"),
        department={"ja": "広報課"},
        themes=("green", "mobility"),
        url="https://city.example/festival",
        kind="notice",
        focus=(0.3, 0.2),
        credit={"ja": "日立市"},
    )


def test_all_of_it_in_english() -> None:
    found = parsed(
        "language: en\nTitle: The festival: pictures\ntitle.ja: まつり\nperiod: 2026-11-01 to 2026-11-30\nplaces: station\n"
        "kind: picture\nfocus: 30 20\ncredit: City of Example\n"
    )
    assert found.title == {"en": "The festival: pictures", "ja": "まつり"}
    assert (found.period, found.kind, found.focus) == (Period(FIRST, AFTER_LAST), "picture", (0.3, 0.2))


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("期間: 2026-11-01〜", Period(FIRST, None)),
        ("期間: ～2026/11/30", Period(None, AFTER_LAST)),
        ("期間: 令和8年11月1日から令和8年11月30日まで", Period(FIRST, AFTER_LAST)),
        ("期間: 2026-11-30", Period(AFTER_LAST - timedelta(days=1), AFTER_LAST)),
        ("from: 2026-11-01\nuntil: 2026-11-30", Period(FIRST, AFTER_LAST)),
        ("終了: 2026-11-30 17:15", Period(None, datetime(2026, 11, 30, 8, 15, tzinfo=UTC))),
    ],
)
def test_the_last_day_counts_whole_unless_a_time_is_given(written: str, period: Period) -> None:
    assert parsed(written).period == period


def test_days_are_the_office_s() -> None:
    assert parsed("until: 2026-11-30", "America/New_York").period.ends_at == datetime(2026, 12, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("まつり\nクレジト: 駅", 2, "no such key; did you mean “クレジット”?"),
        ("title: a\n\nplacse: x", 3, "no such key; did you mean “places”?"),
        ("まつり\n駅だけで", 2, "there is no colon"),
        ("期間: 来週", 1, "“来週” is not a date"),
        ("期間: 2026-11-30〜2026-11-01", 1, "it ends before it begins"),
        ("種類: event", 1, "can't be its kind"),
        ("焦点: 左上", 1, "30% 20%"),
        ("焦点: 130% 20%", 1, "30% 20%"),
        ("リンク: javascript:alert(1)", 1, "this link can't be shown"),
        ("title.jp2: x", 1, "is not a language"),
        ("title.jp: x", 1, "did you mean the language “ja”"),
        ("場所.en: x", 1, "the same in all languages"),
        ("題名:", 1, "nothing after the colon"),
        ("題名: " + "あ" * 400, 1, "too long"),
    ],
)
def test_a_slip_is_told_with_its_line_in_both_languages(text: str, line: int, reason: str) -> None:
    with pytest.raises(MediaError) as refused:
        parsed(text)
    assert refused.value.where.startswith(f"media/poster.txt:{line}")
    assert reason in refused.value.message and f"{line} 行目" in refused.value.japanese


def test_a_place_name_of_200_characters_is_kept_whole() -> None:
    name = ("㈱髙﨑ビル🏢" * 40)[:200]
    assert parsed(f"場所: {name}").places == (name,)


@given(st.text(max_size=300))
def test_any_text_gives_a_sidecar_or_one_kind_of_error(text: str) -> None:
    try:
        parsed(text)
    except MediaError as refused:
        assert refused.message and refused.where and refused.japanese


def test_every_key_stands_in_the_document() -> None:
    document = (Path(__file__).parents[2] / "docs" / "media.md").read_text("utf-8")
    for field, keys in KEYS.items():
        assert all(f"`{key}`" in document for key in keys), field
