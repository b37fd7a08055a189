import pytest

from signage.domain.displays import Format
from signage.render.canvas import canvas_of, length

from . import samples


@pytest.mark.parametrize(
    ("format", "shape", "width", "height"),
    [
        (samples.LANDSCAPE, "landscape", 1920, 1080),
        (samples.PORTRAIT, "portrait", 1080, 1920),
        (samples.STRIP, "strip", 1920, 540),
        (Format(1440, 1080), "landscape", 1920, 1440),
        (Format(2538, 1080), "landscape", 2538, 1080),
        (Format(1080, 1350), "portrait", 1536, 1920),
        (Format(1080, 3240), "portrait", 1080, 3240),
    ],
)
def test_a_canvas_is_its_shape_s_reference_longer_on_one_side(
    format: Format, shape: str, width: float, height: float
) -> None:
    canvas = canvas_of(format)
    assert (canvas.shape, canvas.width, canvas.height) == (shape, width, height)


def test_the_sea_keeps_its_size_and_the_sky_takes_what_is_left() -> None:
    for format in (samples.LANDSCAPE, Format(1440, 1080)):
        canvas = canvas_of(format)
        assert canvas.height - canvas.horizon(720, 1180, 436) == 360


def test_the_unit_is_the_smaller_of_both_scales_without_min() -> None:
    assert canvas_of(samples.LANDSCAPE).unit_css == (
        ":root{--u:1vh}@media (max-aspect-ratio:16/9){:root{--u:.5625vw}}".replace(".5625", "0.5625")
    )
    assert length(36) == "calc(var(--u)*3.3333)"


def test_a_very_long_strip_keeps_its_text_inside_three_per_cent() -> None:
    assert canvas_of(Format(1920, 540)).margin == 72
    assert canvas_of(Format(1080, 1920)).margin == 72
    long = canvas_of(Format(3840, 600))
    assert long.margin > 0.03 * long.width
