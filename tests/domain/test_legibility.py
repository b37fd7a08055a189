"""What display and dwell make of a slide, by figures that can be looked up."""

from typing import Any

import pytest

from signage.domain.displays import format_of, viewing_of
from signage.domain.finding_words import SENTENCES, element_words, field_of, remedy, says, why
from signage.domain.legibility import Finding, FindingCode, Measures, judge, needed_height_mm
from tests.factories import a_display

WIDE = Measures(1920, 1080, (("title", 100.0), ("department", 36.0)), "日立市", 0.0)


def found(measures: Measures = WIDE, seconds: float | None = None, **display: Any) -> dict[str, Finding]:
    given = judge(measures, viewing_of(a_display(**display)), seconds)
    return {finding.code: finding for finding in given}


@pytest.mark.parametrize(("metres", "mm"), [(1, 9), (2, 9), (5, 20), (10, 40), (30, 120)])
def test_letters_have_the_height_that_the_guideline_asks_for(metres: float, mm: float) -> None:
    """交通バリアフリー整備ガイドライン 参考2-3."""
    assert needed_height_mm(metres) == mm


def test_the_smallest_letters_are_told_with_what_would_do() -> None:
    assert found(diagonal_inches=55, distance_m=5) == {}
    small = found(diagonal_inches=43, distance_m=5)["type-small"]
    assert (small.mark, small.element, small.given, small.needed, small.fits) == (
        "wrong",
        "department",
        "16.1",
        "20",
        "54",
    )
    assert found(diagonal_inches=float(small.fits), distance_m=5) == {}
    assert says(small)["ja"] == "文字が小さすぎます（担当）" and "54型以上" in why(small)["ja"]


def test_where_no_slide_could_be_read_the_display_is_at_fault_and_it_is_only_noted() -> None:
    assert found(diagonal_inches=24, distance_m=60)["type-small"].mark == "note"


@pytest.mark.parametrize("diagonal", [24, 32, 43, 55, 75])
@pytest.mark.parametrize("metres", [1, 2, 3, 5])
def test_the_smallest_text_of_the_format_that_a_display_asks_for_is_never_too_small(
    diagonal: float, metres: float
) -> None:
    display = a_display(diagonal_inches=diagonal, distance_m=metres)
    smallest = Measures(1920, 1080, (("summary", 36.0 * format_of(display).k),))
    assert judge(smallest, viewing_of(display)) == ()


def test_a_code_that_is_too_small_says_from_where_it_scans_and_on_which_screen_it_would() -> None:
    """A phone reads a code from ten times its side."""
    coded = Measures(1920, 1080, (("title", 100.0),), "", 473.0)
    assert found(coded, diagonal_inches=55, scan_m=3) == {}
    small = found(coded, diagonal_inches=32, distance_m=2, scan_m=3)["qr-small"]
    assert (small.mark, small.given, small.needed) == ("wrong", "175", "300")
    assert "1.7 m" in why(small)["ja"] or "1.8 m" in why(small)["ja"]
    assert found(coded, diagonal_inches=float(small.fits), distance_m=2, scan_m=3) == {}
    assert found(coded, diagonal_inches=32, distance_m=2, scan_m=1.7) == {}


def test_what_changes_before_it_is_read_is_told_and_what_nobody_could_read_is_wrong() -> None:
    """2 s and a fifth of a second a character; half of it is the ten characters a second of JIS X 8341-3:2004."""
    long = Measures(1920, 1080, (("title", 100.0),), "あ" * 90)
    assert found(long, 20.0) == {} and found(long, None) == {}
    assert (found(long, 12.0)["dwell-short"].mark, found(long, 9.0)["dwell-short"].mark) == ("note", "wrong")
    assert why(found(long, 9.0)["dwell-short"])["ja"] == "9秒 映ります。読むのに 20秒 要ります。"


@pytest.mark.parametrize("code", FindingCode.__args__)  # type: ignore[attr-defined]
def test_every_code_has_words_in_both_languages(code: FindingCode) -> None:
    assert code in SENTENCES
    for element in ("title", "summary", "qr", "picture", ""):
        finding = Finding(code, "wrong", element, "12", "30", "55")
        for words in (says(finding), why(finding), remedy(finding) or {"ja": "–", "en": "–"}):
            assert words["ja"] and words["en"] and "{" not in words["ja"] + words["en"]


def test_an_element_is_called_the_same_in_whichever_row_it_stands() -> None:
    assert element_words("title3") == element_words("title") == {"ja": "題名", "en": "the title"}
    assert field_of(Finding("cut", "wrong", "title3")) == "title"
