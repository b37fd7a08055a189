"""What is made of a telephone's photograph before it is kept."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from signage.errors import MediaError
from signage.render.photographs import LONG_SIDE, photograph, small_picture
from tests.render.media_samples import bomb, heic

RED, TEAL = (200, 30, 30), (0, 128, 128)


def two_halves(size: tuple[int, int] = (400, 200)) -> Image.Image:
    """Red at the left, teal at the right."""
    image = Image.new("RGB", size, TEAL)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return image


def as_a_telephone_saves_it(image: Image.Image, orientation: int = 6) -> bytes:
    """A JPEG with where, when and by what it was taken; 6 = to be turned a quarter to the right."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "Telephone 12"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (36.0, 35.0, 57.0), 3: "E", 4: (140.0, 39.0, 5.0)})
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, exif=exif, comment=b"a comment", xmp=b"<x:xmpmeta>where</x:xmpmeta>")
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def near(pixel: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 25 for a, b in zip(pixel, wanted, strict=True))


def test_a_photograph_is_kept_upright_as_webp_without_a_word_of_where_it_was_taken() -> None:
    taken = as_a_telephone_saves_it(two_halves())
    assert b"Telephone 12" in taken and b"xmpmeta" in taken
    made = photograph(taken)
    image = opened(made)
    assert (image.format, image.size) == ("WEBP", (200, 400))
    assert near(image.getpixel((100, 50)), RED) and near(image.getpixel((100, 350)), TEAL)
    assert dict(image.getexif()) == {} and not {"exif", "xmp", "icc_profile"} & set(image.info)
    for word in (b"EXIF", b"Exif", b"XMP", b"Telephone", b"comment"):
        assert word not in made


def test_a_large_one_is_made_small_and_a_small_one_never_large() -> None:
    assert opened(photograph(as_a_telephone_saves_it(two_halves((4000, 3000)), 1))).size == (LONG_SIDE, 1200)
    assert opened(photograph(as_a_telephone_saves_it(two_halves((40, 30)), 1))).size == (40, 30)


def test_a_photograph_in_heic_is_taken_too() -> None:
    image = opened(photograph(heic(two_halves((128, 64)), turned=3)))
    assert (image.format, image.size) == ("WEBP", (64, 128))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "写真ではありません"),
        (b"just some words", "写真ではありません"),
        (b"%PDF-1.7 a document", "写真ではありません"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "写真ではありません"),
        (as_a_telephone_saves_it(two_halves())[:900], "壊れているか"),
        (b"\xff\xd8\xff\xe0" + bytes(500), "壊れているか"),
        (bomb(), "大きすぎます"),
    ],
)
def test_what_is_no_photograph_is_refused_in_words(body: bytes, says: str) -> None:
    with pytest.raises(MediaError) as told:
        photograph(body)
    assert says in told.value.japanese


def test_a_screenshot_is_made_small_for_a_telephone(tmp_path: Path) -> None:
    path = tmp_path / "1.jpg"
    two_halves((1920, 1080)).save(path)
    image = opened(small_picture(path))
    assert (image.format, image.size) == ("WEBP", (640, 360))
    assert near(image.getpixel((100, 100)), RED)
