"""Where places are, out of lists that others keep."""

import pytest

from signage.sources.positions import credit_of, degrees, positioned
from tests.factories import a_place

KNOWN = {"station": a_place()}


def test_a_row_puts_a_known_place_on_the_map_with_whom_to_credit() -> None:
    row = {
        "id": "station",
        "lat": "36.55",
        "lon": "140.63",
        "source": "国土地理院 指定緊急避難場所データ (via example.org)",
    }
    found = positioned(row, "geo.csv:2", KNOWN, [])
    assert found == a_place(latitude=36.55, longitude=140.63, position_source="国土地理院 指定緊急避難場所データ")


@pytest.mark.parametrize(
    "row",
    [
        {"id": "nowhere", "lat": "36", "lon": "140"},
        {"id": "station", "lat": "140.63", "lon": "36.55"},
        {"id": "station", "lat": "0", "lon": "0"},
        {"id": "station", "lat": "nan", "lon": "140"},
        {"id": "station", "lat": "-", "lon": ""},
        {"id": "station"},
    ],
)
def test_a_row_that_can_not_be_is_passed_over_and_told_by_its_line(row: dict[str, str]) -> None:
    notes: list[str] = []
    assert positioned(row, "geo.csv:7", KNOWN, notes) is None
    assert len(notes) == 1 and notes[0].startswith("geo.csv:7: ") and notes[0].endswith("passed over")


def test_degrees_are_two_numbers_on_the_earth() -> None:
    assert degrees("36.5", " 140.6 ") == (36.5, 140.6)
    assert degrees("inf", "1") is None and degrees("1e3", "1") is None


def test_whom_to_credit_is_a_name_or_the_host_of_an_address() -> None:
    assert credit_of("https://www.lib.example.jp/info?g=42 ; https://other.example/") == "www.lib.example.jp"
    assert credit_of("市の資料 (2025年)") == "市の資料 (2025年)"
    assert credit_of("") == ""
