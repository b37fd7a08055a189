import io

import pytest
import segno
from PIL import Image

from signage.render.camera import is_read, photograph, px_per_mm, read_codes

ADDRESS = "https://signage.city.hitachi.lg.jp/q/7K4QX-H7KM"


def panel(module_px: int) -> Image.Image:
    """A code as a screen draws it, on white, with a dark frame round its card."""
    out = io.BytesIO()
    segno.make(ADDRESS, error="m", boost_error=False).save(out, kind="png", scale=module_px, border=4)
    with Image.open(out) as code:
        whole = Image.new("RGB", (code.width * 2, code.height * 2), "#0B2343")
        whole.paste(code.convert("RGB"), (code.width // 2, code.height // 2))
        return whole


def test_a_code_of_a_tenth_of_the_distance_is_read() -> None:
    code = panel(10)  # 37 modules with their quiet zone, 370 px
    mm_per_px = 300 / 370
    assert is_read(code, ADDRESS, mm_per_px, 3.0)


def test_a_code_of_half_of_that_is_not_read() -> None:
    assert not is_read(panel(10), ADDRESS, 150 / 370, 3.0)


def test_a_code_that_says_something_else_is_not_the_one() -> None:
    assert not is_read(panel(10), ADDRESS + "X", 300 / 370, 1.0)


@pytest.mark.parametrize("metres", [0.5, 1.0, 2.0])
def test_nearer_is_never_worse(metres: float) -> None:
    assert is_read(panel(10), ADDRESS, 300 / 370, metres)


def test_the_camera_sees_as_many_pixels_as_its_lens_says() -> None:
    # 1,280 px over the 36 mm of film that a 26 mm lens throws a picture on: at 3 m over 4,154 mm.
    assert px_per_mm(3.0) == pytest.approx(1280 / (3000 * 36 / 26))


def test_photographs_are_the_same_each_time_and_differ_from_one_to_the_next() -> None:
    first, again, second = (photograph(panel(8), 0.5, 2.0, number).tobytes() for number in (0, 0, 1))
    assert first == again
    assert first != second


def test_a_panel_that_is_dull_and_noisy_is_no_longer_black_and_white() -> None:
    levels = photograph(panel(8), 0.5, 1.0, 0).getextrema()
    assert isinstance(levels[0], int | float) and levels[0] > 10
    assert isinstance(levels[1], int | float) and levels[1] < 250


def test_all_codes_of_a_picture_are_read() -> None:
    assert read_codes(panel(6)) == [ADDRESS]
