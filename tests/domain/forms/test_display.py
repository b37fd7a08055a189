"""A display as people type it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.forms.display import display_fields, read_display
from tests.factories import a_display

TYPED = {
    "place": "station",
    "name": "小木津駅 待合室",
    "diagonal_inches": "32型",
    "resolution": "1920×1080",
    "upright": "no",
    "distance_m": "5.0 m",
    "scan_m": "2.5",
    "languages": "ja en",
    "groups": "",
}


def read(**changes: str) -> tuple[Any, dict[str, Any]]:
    return read_display(TYPED | changes, "d", {"station"}, {"strips"})


def test_a_display_is_read_as_it_was_typed() -> None:
    display, errors = read()
    assert errors == {}
    assert (display.width, display.height, display.diagonal_inches) == (1920, 1080, 32)
    assert (display.distance_m, display.scan_m) == (5, 2.5)
    assert display.languages == ("ja", "en")


def test_an_upright_one_is_as_wide_as_its_shorter_side() -> None:
    display, _ = read(upright="yes", resolution="3840 x 2160")
    assert (display.width, display.height) == (2160, 3840)


@given(
    st.sampled_from([(1920, 1080), (1080, 1920), (1920, 540), (1366, 768), (1024, 768)]),
    st.integers(50, 980),
    st.integers(3, 2000),
)
def test_what_the_form_shows_reads_back_as_the_same_display(size: tuple[int, int], tenths: int, far: int) -> None:
    display = a_display(
        width=size[0], height=size[1], diagonal_inches=tenths / 10, distance_m=far / 10, languages=("zh-Hant",)
    )
    back, errors = read_display(display_fields(display), display.id, {"station"}, (), display)
    assert (back, errors) == (display, {})


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("resolution", "many"),
        ("resolution", "99999 × 10"),
        ("resolution", "4000 × 64"),
        ("diagonal_inches", "0"),
        ("distance_m", "far"),
        ("scan_m", "0.1"),
        ("place", "elsewhere"),
        ("place", ""),
        ("languages", "xx"),
        ("groups", "others"),
        ("name", " "),
        ("name", "a" * 81),
        ("upright", "perhaps"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_in_both_languages(field: str, text: str) -> None:
    _, errors = read(**{field: text})
    assert set(errors) == {field}
    assert set(errors[field]) == {"ja", "en"}
