"""What is told of the glass, and what is sent of it."""

import io
import random

from PIL import Image, ImageDraw, ImageFont

from signage.kiosk.glass import LARGEST_BYTES, read_glass, to_webp


def jpeg(image: Image.Image, quality: int = 80) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def slide(words: int) -> Image.Image:
    image = Image.new("RGB", (1920, 1080), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    for line in range(words):
        draw.rectangle((100, 100 + 150 * line, 1500, 200 + 150 * line), fill="#123")
    return image


def test_equal_pictures_have_equal_fingerprints_and_other_slides_do_not() -> None:
    assert read_glass(jpeg(slide(3))) == read_glass(jpeg(slide(3)))
    assert len({read_glass(jpeg(slide(words)))[0] for words in range(5)}) == 5


def with_price(price: int) -> Image.Image:
    image = Image.new("RGB", (1920, 1080), "#fff")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(48)
    for line in range(8):
        draw.text((120, 240 + line * 90), f"Counter {line + 1}   fee {price if line == 3 else 300} yen", "#222", font)
    return image


def test_a_corrected_figure_in_a_line_of_text_is_another_picture() -> None:
    prices = (350, 360, 380, 390, 450)
    assert len({read_glass(jpeg(with_price(price)))[0] for price in prices}) == len(prices)


def test_black_is_black_and_one_dim_corner_is_not() -> None:
    night = Image.new("RGB", (1920, 1080), "#020202")
    assert read_glass(jpeg(night))[1]
    ImageDraw.Draw(night).rectangle((1700, 900, 1919, 1079), fill="#555")
    assert not read_glass(jpeg(night))[1]


def test_what_is_sent_keeps_to_the_limits_even_of_a_picture_that_is_nothing_but_noise() -> None:
    noise = Image.frombytes("RGB", (3840, 2160), random.Random(1).randbytes(3840 * 2160 * 3))
    sent = to_webp(jpeg(noise, 95))
    with Image.open(io.BytesIO(sent)) as image:
        assert image.format == "WEBP" and max(image.size) <= 1280
    assert len(sent) <= LARGEST_BYTES


def test_a_portrait_screen_stays_portrait() -> None:
    with Image.open(io.BytesIO(to_webp(jpeg(slide(3).rotate(90, expand=True))))) as image:
        assert image.size == (720, 1280)
