"""A file that somebody gives as their mark → one picture of it: cropped to what is drawn, on white. Runs in a worker."""

import io
from collections import Counter

from PIL import Image, ImageChops

from ..errors import MediaError
from .drawings import drawn
from .file_types import type_of
from .images import Size, looked_at, upright
from .palettes import WHITE, contrast

TALLEST = 256
WIDEST = 1280
MEGAPIXELS = 40
LEAST_PART = 0.02
"""So much of the picture has to stand out from white, in hundredths of it all: less is a white mark on white."""
LEAST_CONTRAST = 3.0
PICTURES = ("png", "jpeg", "webp", "gif")


def logo_of(body: bytes, vendor: str) -> Size:
    """As WebP without loss. `vendor` is the folder of the fonts. Raises MediaError, in both languages."""
    type_ = type_of(body)
    if type_ == "svg":
        image = drawn(body, vendor)
    elif type_ in PICTURES:
        image, _ = upright(body, type_, MEGAPIXELS)
    else:
        raise MediaError("give the mark as SVG, PNG or JPEG", japanese="ロゴは SVG、PNG、JPEG のどれかで選んでください")
    image = looked_at(lambda: _cropped(image))
    _check_seen(image)
    image.thumbnail((WIDEST, TALLEST), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "WEBP", lossless=True)
    return Size(file.getvalue(), image.width, image.height)


def _cropped(image: Image.Image) -> Image.Image:
    """Without the white around it."""
    white = Image.new("RGB", image.size, WHITE)
    box = ImageChops.difference(image, white).point(lambda value: 255 if value > 12 else 0).getbbox()
    if box is None:
        raise _unseen()
    return image.crop(box)


def _check_seen(image: Image.Image) -> None:
    """Raises MediaError where too little of it can be told from white."""
    small = image.copy()
    small.thumbnail((64, 64))
    pixels = small.convert("RGB").tobytes()
    colours = Counter(pixels[n : n + 3].hex() for n in range(0, len(pixels), 3))
    seen = sum(count for colour, count in colours.items() if contrast(f"#{colour}", WHITE) >= LEAST_CONTRAST)
    if seen < LEAST_PART * small.width * small.height:
        raise _unseen()


def _unseen() -> MediaError:
    return MediaError(
        "it can't be told from white, on which it stands; choose a darker version",
        japanese="白い地の上で見えません。濃い色のものを選んでください",
    )
