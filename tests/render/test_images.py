"""Any picture comes out upright, in sRGB, on white, bare of metadata, in sizes that it has."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from signage.errors import MediaError
from signage.render.file_types import type_of
from signage.render.images import LONG_SIDES, Size, sizes, upright
from tests.render.media_samples import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    bomb,
    heic,
    quarters,
    saved,
    with_exif,
)

TYPES = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}


def taken(body: bytes, type_: str = "jpeg", megapixels: int = 100) -> list[Size]:
    return sizes(upright(body, type_, megapixels)[0])


def corner(size: Size, x: float = 0.1, y: float = 0.1) -> tuple[int, ...]:
    with Image.open(io.BytesIO(size.content)) as image:
        found = image.convert("RGB").getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(found, tuple)
    return found


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("type_", TYPES)
def test_every_kind_of_picture_comes_out_as_it_looks(type_: str) -> None:
    [size] = taken(saved(quarters(), TYPES[type_]), type_)
    assert (size.width, size.height) == (320, 200)
    assert near(corner(size), RED) and near(corner(size, 0.9), BLUE) and near(corner(size, 0.1, 0.9), GREEN)


def test_a_picture_of_a_telephone_comes_out_upright() -> None:
    assert type_of(heic(quarters())) == "heic"
    [size] = taken(heic(quarters()), "heic")
    assert (size.width, size.height) == (320, 200)
    assert near(corner(size), RED, 25) and near(corner(size, 0.9), BLUE, 25)
    [size] = taken(heic(quarters(), turned=1), "heic")
    assert (size.width, size.height) == (200, 320)
    assert near(corner(size, 0.1, 0.9), RED, 25) and near(corner(size), BLUE, 25)
    with pytest.raises(MediaError, match="damaged or not complete"):
        taken(heic(quarters())[:600], "heic")


@pytest.mark.parametrize(
    ("width", "long_sides"),
    [
        (300, [300]),
        (640, [640]),
        (660, [660]),
        (1000, [640, 1000]),
        (2000, [640, 1280, 2000]),
        (3000, [640, 1280, 1920, 3000]),
        (5000, [640, 1280, 1920, 3840]),
    ],
)
def test_the_sizes_are_those_the_original_has_the_smallest_first(width: int, long_sides: list[int]) -> None:
    found = taken(saved(quarters(width, width // 4)))
    assert [size.width for size in found] == long_sides
    assert [size.width for size in taken(saved(quarters(width // 4, width)))] == [
        round(side / 4) for side in long_sides
    ]
    for size in found:
        with Image.open(io.BytesIO(size.content)) as image:
            assert (image.format, image.size) == ("WEBP", (size.width, size.height))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize(
    ("orientation", "turned"),
    [
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (6, Image.Transpose.ROTATE_90),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_a_picture_that_a_telephone_turned_stands_upright(
    format_: str, orientation: int, turned: Image.Transpose
) -> None:
    body = with_exif(quarters().transpose(turned), orientation, format_)
    [size] = taken(body, format_.lower())
    assert (size.width, size.height) == (320, 200)
    assert near(corner(size), RED) and near(corner(size, 0.9), BLUE)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_nothing_is_left_of_where_and_with_what_it_was_taken(format_: str) -> None:
    for size in taken(with_exif(quarters(900, 600), 6, format_), format_.lower()):
        with Image.open(io.BytesIO(size.content)) as image:
            assert not image.getexif() and not set(image.info) & {"exif", "icc_profile", "xmp"}


def test_colours_are_brought_into_srgb() -> None:
    other = ImageCms.ImageCmsProfile(_swapped_profile())
    body = saved(Image.new("RGB", (64, 64), (200, 30, 30)), "PNG", icc_profile=other.tobytes())
    assert near(corner(taken(body, "png")[0]), (30, 30, 200), 40)


def _swapped_profile() -> io.BytesIO:
    """sRGB with the red and the blue primary in each other's place."""
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = srgb.find(b"rXYZ", 128), srgb.find(b"bXYZ", 128)
    srgb[red : red + 4], srgb[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return io.BytesIO(bytes(srgb))


def test_a_profile_that_does_not_fit_is_passed_over() -> None:
    for profile in (b"nonsense", ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()):
        assert near(corner(taken(saved(quarters(), icc_profile=profile))[0]), RED)


@pytest.mark.parametrize(
    ("mode", "format_"), [("CMYK", "JPEG"), ("L", "PNG"), ("P", "PNG"), ("1", "PNG"), ("P", "GIF")]
)
def test_pictures_of_every_mode_are_shown(mode: str, format_: str) -> None:
    [size] = taken(saved(quarters(mode=mode), format_), format_.lower())
    assert near(corner(size, 0.9, 0.9), WHITE)
    assert not near(corner(size), WHITE)
    if mode in ("CMYK", "P"):
        assert near(corner(size), RED, 20)


def test_sixteen_bits_a_channel_are_not_taken_for_white() -> None:
    grey = Image.new("I;16", (64, 64), 128 * 257)
    assert near(corner(taken(saved(grey, "PNG"), "png")[0]), (128, 128, 128), 3)


def test_what_is_transparent_is_white() -> None:
    see_through = quarters(mode="RGBA")
    see_through.putalpha(0)
    half = Image.new("RGBA", (64, 64), (0, 0, 0, 128))
    assert near(corner(taken(saved(see_through, "PNG"), "png")[0]), WHITE, 0)
    assert near(corner(taken(saved(half, "WEBP"), "webp")[0]), (127, 127, 127), 3)
    assert near(corner(taken(saved(Image.new("LA", (64, 64), (0, 0)), "PNG"), "png")[0]), WHITE, 0)
    assert near(corner(taken(saved(Image.new("RGB", (64, 64), RED), "PNG", transparency=RED), "png")[0]), WHITE, 0)


def test_what_moves_gives_its_first_picture_and_says_so() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    for type_ in ("gif", "webp", "png"):
        image, moves = upright(saved(frames[0], TYPES[type_], save_all=True, append_images=frames[1:]), type_, 100)
        assert moves and near(image.getpixel((5, 5)), RED)  # type: ignore[arg-type]
    assert not upright(saved(frames[0], "GIF"), "gif", 100)[1]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert len(bomb()) < 1_000_000
    with pytest.raises(MediaError, match="50000 × 50000 px; save it with 100 megapixels at most") as refused:
        taken(bomb(), "png")
    assert "100 メガピクセル以下" in refused.value.japanese


@pytest.mark.parametrize("type_", TYPES)
def test_a_picture_that_is_cut_off_is_refused(type_: str) -> None:
    noise = Image.effect_noise((300, 300), 60).convert("RGB")
    body = saved(noise, TYPES[type_])
    with pytest.raises(MediaError, match="damaged or not complete"):
        taken(body[: len(body) * 2 // 3], type_)


def test_a_strip_of_one_pixel_stays_one_pixel_high() -> None:
    [*_, largest] = taken(saved(quarters(9000, 1), "PNG"), "png")
    assert (largest.width, largest.height) == (LONG_SIDES[-1], 1)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(TYPES)), st.randoms(use_true_random=False))
def test_a_damaged_picture_gives_a_picture_or_one_kind_of_error(type_: str, chance: random.Random) -> None:
    body = bytearray(saved(quarters(64, 40), TYPES[type_]))
    for _ in range(chance.randint(1, 8)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    try:
        assert taken(bytes(body), type_, 2)
    except MediaError as refused:
        assert refused.message and refused.japanese
