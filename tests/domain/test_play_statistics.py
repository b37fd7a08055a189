"""What counts for which day and item, held to counting second by second."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signage.domain.play_statistics import (
    FALLBACK,
    LIST,
    Figures,
    Period,
    Sum,
    counted,
    fiscal_year,
    months_of,
    period_of,
    planned,
    summed_by,
)
from signage.domain.plays import Play
from signage.domain.showing import showing

TOKYO = ZoneInfo("Asia/Tokyo")
MIDNIGHT = 1_795_273_200_000
"""2026-11-22 00:00 in Japan."""
MINUTE = 60_000


def a_play(at: int, item: str | None, ms: int = 10_000, slide: str = "1" * 64) -> Play:
    return Play(slide=slide, item=item, at=at, shown_ms=ms)


def test_a_play_counts_for_the_local_day_on_which_it_began() -> None:
    plays = [a_play(MIDNIGHT - 3_000, "news"), a_play(MIDNIGHT + 7_000, "news"), a_play(MIDNIGHT + 17_000, "news")]
    found = counted(plays, TOKYO, ())
    assert found == {(date(2026, 11, 21), "news"): Sum(1, 10_000), (date(2026, 11, 22), "news"): Sum(2, 20_000)}


def test_the_fallback_and_lists_have_rows_of_their_own() -> None:
    plays = [a_play(MIDNIGHT, None, slide="f" * 64), a_play(MIDNIGHT, None), a_play(MIDNIGHT, None)]
    found = counted(plays, TOKYO, {"f" * 64})
    assert {item: its.plays for (_, item), its in found.items()} == {FALLBACK: 1, LIST: 2}


def a_manifest(anchor: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [{"item": "a"}, {"items": ["b", "c"]}, {}]
    slides = [
        {"slide": str(n), "ms": ms, **row} for n, (ms, row) in enumerate(zip((7_000, 11_000, 5_000), rows, strict=True))
    ]
    end = MIDNIGHT + 40 * MINUTE
    return {
        "alerts": [],
        "from": MIDNIGHT,
        "until": end,
        "slides": slides,
        "loops": {"L1": {"ms": 30_000, "order": [0, 1, 2, 0]}},
        "segments": [
            {"from": MIDNIGHT, "until": MIDNIGHT + 20 * MINUTE, "anchor": anchor, "loop": "L1"},
            {"from": MIDNIGHT + 20 * MINUTE, "until": end, "anchor": MIDNIGHT, "loop": None},
        ],
        "fallback": "2",
    }


@pytest.mark.parametrize("anchor", [MIDNIGHT, MIDNIGHT - 13_000])
@pytest.mark.parametrize("span", [(0, 30), (0, 1), (5, 7), (19, 25), (21, 30)])
def test_what_was_planned_is_what_would_have_been_shown(anchor: int, span: tuple[int, int]) -> None:
    manifest = a_manifest(anchor)
    begins, ends = (MIDNIGHT + minutes * MINUTE + 500 for minutes in span)
    names = {"0": "a", "1": LIST, "2": FALLBACK}
    shown: dict[str, int] = {}
    for t in range(begins, ends, 500):
        if slide := showing(manifest, t).slide:
            shown[names[slide]] = shown.get(names[slide], 0) + 500
    found = planned(manifest, begins, ends)
    assert {item: its.ms for item, its in found.items()} == pytest.approx(shown, abs=2_500)
    passes = min(ends, MIDNIGHT + 20 * MINUTE) - begins
    assert sum(its.plays for its in found.values()) == pytest.approx(max(0, passes) / 30_000 * 4, abs=4)


def test_whole_passes_are_exact() -> None:
    found = planned(a_manifest(MIDNIGHT), MIDNIGHT, MIDNIGHT + 10 * MINUTE)
    assert found == {"a": Sum(40, 280_000), LIST: Sum(20, 220_000), FALLBACK: Sum(20, 100_000)}


def test_the_business_year_begins_in_april() -> None:
    assert [fiscal_year(date(*day)) for day in ((2027, 3, 31), (2027, 4, 1), (2026, 12, 31))] == [2026, 2027, 2026]
    year = period_of("2026", date(2030, 1, 1))
    assert (year.first, year.last, len(months_of(year))) == ("2026-04", "2027-03", 12)


STRANGE = ["２０２６-11", "2026-１１", "9999", "9999-12", "0001", "0999-01", "1999", "3000", "2026-00", "2026-11\n"]


@pytest.mark.parametrize("text", ["", "2026-13", "26", "0000", "２０２６", "2026-1", "x", "2026-11-22", *STRANGE])
def test_a_period_that_is_none_is_the_business_year_of_today(text: str) -> None:
    assert period_of(text, date(2027, 2, 1)).year in (2026,)


@pytest.mark.parametrize(
    ("begins", "first", "last", "year_of_march"),
    [(4, "2026-04", "2027-03", 2026), (1, "2026-01", "2026-12", 2027), (7, "2026-07", "2027-06", 2026)],
)
def test_a_year_begins_in_the_month_in_which_the_office_begins_it(
    begins: int, first: str, last: str, year_of_march: int
) -> None:
    year = period_of("2026", date(2030, 1, 1), begins)
    assert (year.first, year.last, year.year, len(months_of(year))) == (first, last, 2026, 12)
    assert fiscal_year(date(2027, 3, 31), begins) == period_of("", date(2027, 3, 31), begins).year == year_of_march


def test_a_month_is_a_period_too() -> None:
    assert months_of(period_of("2026-12", date(2026, 1, 1))) == ["2026-12"]


def test_the_months_of_a_period_come_to_an_end_whatever_its_names_are() -> None:
    assert months_of(Period("2026-11", "2027-02")) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert months_of(Period("2999-04", "3000-03", 2999))[-1] == "3000-03"
    assert months_of(Period("２０２６-11", "２０２６-11")) == ["2026-11"]
    assert months_of(Period("2026-11", "2026-10")) == []


def test_an_item_of_several_themes_counts_for_each() -> None:
    one = Figures(Sum(2, 20), Sum(4, 40))
    found = summed_by({"x": one, "y": one, "z": one}, lambda item: {"x": ("sea", "sky"), "y": ("sea",)}.get(item, ()))
    assert found == {"sea": Figures(Sum(4, 40), Sum(8, 80)), "sky": one, "": one}
    assert one.percent == 50 and Figures().percent is None
