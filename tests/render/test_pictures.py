"""The box, the crop and the size of a picture on a slide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.media import Media, Rendition
from signage.render.canvas import Box
from signage.render.pictures import lost, place_picture

BOX = Box(left=0, top=0)


def a_picture(*sizes: tuple[int, int], focus: tuple[float, float] = (0.5, 0.5)) -> Media:
    made = tuple(Rendition(f"{index:064x}.jpg", *size, 1000 + index) for index, size in enumerate(sizes))
    return Media(name="photo.jpg", renditions=made, focus=focus)


def window(media: Media, width: float, height: float) -> tuple[float, float, float, float]:
    """What of the picture is seen in the box, as the browser crops it: left, top, right, bottom; parts of its sides."""
    at = place_picture(media, BOX, width, height).at
    across, down = min(1, width / height / media.ratio), min(1, media.ratio * height / width)
    left, top = at[0] / 100 * (1 - across), at[1] / 100 * (1 - down)
    return left, top, left + across, top + down


def test_what_is_cut_off_is_the_part_that_the_other_ratio_has_more() -> None:
    assert lost(1.5, 1920, 1280) == 0
    assert lost(2.0, 1000, 1000) == pytest.approx(0.5)
    assert lost(0.5, 1000, 1000) == pytest.approx(0.5)


@given(
    focus=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    width=st.integers(300, 2600),
    height=st.integers(300, 1700),
    size=st.sampled_from([(1920, 1280), (1280, 1920), (2560, 800)]),
)
def test_the_focus_stays_in_view_however_a_picture_is_cropped(
    focus: tuple[float, float], width: int, height: int, size: tuple[int, int]
) -> None:
    left, top, right, bottom = window(a_picture(size, focus=focus), width, height)
    assert left - 0.002 <= focus[0] <= right + 0.002
    assert top - 0.002 <= focus[1] <= bottom + 0.002
    assert min(left, top) >= -0.002
    assert max(right, bottom) <= 1.002


def test_the_focus_comes_to_the_middle_where_the_edges_allow() -> None:
    left, _, right, _ = window(a_picture((2000, 500), focus=(0.3, 0.5)), 500, 500)
    assert (left + right) / 2 == pytest.approx(0.3, abs=0.01)


def test_a_slide_loads_the_smallest_size_that_fills_its_box() -> None:
    media = a_picture((480, 320), (960, 640), (1920, 1280), (3840, 2560))
    assert place_picture(media, BOX, 880, 720).picture.width == 1920
    assert place_picture(media, BOX, 900, 600).picture.width == 960
    assert place_picture(media, BOX, 9000, 600).picture.width == 3840
    assert place_picture(media, BOX, 900, 600, scale=2).picture.width == 1920
    assert place_picture(media, BOX, 1920, 300, fits=True).picture.width == 480


def test_the_rules_of_a_picture_name_box_fit_and_position() -> None:
    css = place_picture(a_picture((1000, 500), focus=(1, 0.5)), Box(right=0, width=500), 500, 500).css
    assert css.startswith("#picture{right:calc(var(--u)*0);width:calc(")
    assert "object-fit:cover;object-position:100% 50%" in css
