"""The slides' own words in languages beside Japanese and English."""

from datetime import UTC, datetime

import pytest

from signage.render.wording import AND_MORE, IN_FIGURES, date_label, own_words

NOON = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ja", "2026年11月22日"),
        ("ja-easy", "2026年11月22日"),
        ("zh-Hant", "2026年11月22日"),
        ("en", "22 Nov 2026"),
        ("nb", "22 Nov 2026"),
        ("ko", "22 Nov 2026"),
    ],
)
def test_days_are_in_figures_in_japanese_and_chinese_alone(language: str, says: str) -> None:
    assert date_label(NOON, language, "Asia/Tokyo") == says


@pytest.mark.parametrize(("language", "says"), [("zh", "仅1天"), ("zh-Hans", "仅1天"), ("zh-Hant", "僅1天")])
def test_chinese_is_in_its_own_characters(language: str, says: str) -> None:
    assert own_words(IN_FIGURES["one day"], language) == says


def test_more_places_are_told_in_the_slides_own_language() -> None:
    said = {language: own_words(AND_MORE, language) for language in ("ja-easy", "zh-Hant", "nb", "en")}
    assert said == {"ja-easy": "ほか", "zh-Hant": "等", "nb": "", "en": ""}
