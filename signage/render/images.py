"""A picture of any kind → WebP in the sizes that screens load: upright, sRGB, on white, without metadata."""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
import pi_heif
from PIL import Image, ImageCms, ImageOps

from ..errors import MediaError

LONG_SIDES = (640, 1280, 1920, 3840)
"""px; a picture comes in each of these that it has, never enlarged, and in its own size between them."""
QUALITY = 82
"""WebP, of photographs: twice the size from here on shows no difference on a panel."""
SHARP_QUALITY = 92
"""Of drawn pages: chroma at half size would fringe their letters."""
LARGER_BY = 1.1
"""Sizes nearer to each other than this are one."""
T = TypeVar("T")

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_SIXTEEN_BIT = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class Size(msgspec.Struct, frozen=True):
    """A picture in one size, as a WebP file."""

    content: bytes
    width: int
    height: int


def upright(body: bytes, type_: str, megapixels: int) -> tuple[Image.Image, bool]:
    """The picture as it is meant to be seen, RGB, LONG_SIDES[-1] at most; and whether it moved (its first frame is taken).

    Raises MediaError for one that is too large, cut off or damaged.
    """
    image = looked_at(lambda: _opened(body, type_))
    check_pixels(image.width, image.height, megapixels)
    profile, moves = image.info.get("icc_profile"), getattr(image, "is_animated", False) and type_ != "jpeg"
    image = looked_at(lambda: _turned(_shrunk(_loaded(image))))
    return looked_at(lambda: _in_srgb(_on_white(image), profile)), moves


def sizes(image: Image.Image, quality: int = QUALITY) -> list[Size]:
    """An RGB picture in all its sizes, the smallest first."""
    image.info = {}
    with ThreadPoolExecutor(2) as threads:  # half of the time is the largest size's; the others are done beside it
        under_way = []
        for long_side in reversed(_long_sides(max(image.size))):
            image = _fit(image, long_side)
            under_way.append((threads.submit(_webp, image, quality), image.size))
        return [Size(webp.result(), *size) for webp, size in reversed(under_way)]


def check_pixels(width: int, height: int, megapixels: int) -> None:
    """Raises MediaError for more pixels than may be unpacked: a file of a few kB can hold a billion."""
    if width * height > megapixels * 1_000_000:
        most = f"{width} × {height} px"
        raise MediaError(
            f"the picture has {most}; save it with {megapixels} megapixels at most (6000 × 4000 is plenty)",
            japanese=f"画像が大きすぎます（{most}）。{megapixels} メガピクセル以下（6000 × 4000 で十分）で保存してください",
        )


def looked_at(work: Callable[[], T]) -> T:
    """What work on a stranger's bytes gives; whatever a decoder chokes on is one MediaError."""
    try:
        return work()
    except (MemoryError, MediaError):
        raise
    except Exception as problem:
        raise MediaError(
            f"it is damaged or not complete; save or copy it again ({str(problem) or type(problem).__name__})",
            japanese="壊れているか、途中で切れています。もう一度保存またはコピーしてください",
        ) from problem


def _opened(body: bytes, type_: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # check_pixels is ours, and says it in a sentence
    if type_ == "heic":
        heif: Image.Image = pi_heif.HeifImageFile(io.BytesIO(body))
        return heif
    formats = ("JPEG", "MPO") if type_ == "jpeg" else (type_.upper(),)
    return Image.open(io.BytesIO(body), formats=formats)


def _loaded(image: Image.Image) -> Image.Image:
    """All of it, decoded no larger than is of use, in a mode that can be made smaller: L, RGB, RGBA or CMYK."""
    image.draft(None, (LONG_SIDES[-1], LONG_SIDES[-1]))
    image.load()
    if image.mode in _SIXTEEN_BIT:
        return image.convert("F").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _shrunk(image: Image.Image) -> Image.Image:
    return _fit(image, min(max(image.size), LONG_SIDES[-1]))


def _turned(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 a note of the camera's that can't be read is no reason to refuse its picture
        return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, _SRGB, outputMode="RGB")
            return converted or image.convert("RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile of another kind of picture, or a broken one
            pass
    return image.convert("RGB")


def _long_sides(longest: int) -> Sequence[int]:
    smaller = [side for side in LONG_SIDES if side * LARGER_BY < longest]
    return [*smaller, min(longest, LONG_SIDES[-1])] if not smaller or smaller[-1] < LONG_SIDES[-1] else smaller


def _fit(image: Image.Image, long_side: int) -> Image.Image:
    if max(image.size) == long_side:
        return image
    factor = long_side / max(image.size)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _webp(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "WEBP", quality=quality, method=4)
    return file.getvalue()
