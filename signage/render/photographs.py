"""A photograph as a telephone takes it → a small WebP: upright, and without a word of where and by what it was taken."""

import functools
import io
from contextlib import suppress
from pathlib import Path

from PIL import Image

from ..errors import MediaError
from .file_types import PICTURES, type_of
from .images import upright

LONG_SIDE = 1600
MEGAPIXELS = 100
QUALITY = 75
SMALL_SIDE, SMALL_QUALITY = 640, 60
"""For a telephone in a basement: some 20 kB."""


def photograph(body: bytes) -> bytes:
    """WebP, LONG_SIDE px at most. Raises MediaError for what is no picture, damaged, or far too large."""
    kind = _kind(body)
    image, _ = upright(body, kind, MEGAPIXELS)
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    image.info = {}
    target = io.BytesIO()
    image.save(target, "WEBP", quality=QUALITY)
    return target.getvalue()


def _kind(body: bytes) -> str:
    with suppress(MediaError):  # what it says is of the media folder, which takes films and documents too
        if (kind := type_of(body)) in PICTURES:
            return kind
    raise MediaError(
        "this is no photograph; take JPEG, PNG, WebP or HEIC",
        japanese="写真ではありません。JPEG、PNG、WebP、HEIC にしてください",
    )


@functools.lru_cache(maxsize=100)
def small_picture(path: Path) -> bytes:
    """A picture that was looked at before it was kept (actions/keep_screenshot.py), SMALL_SIDE px at most, as WebP.

    Remembered by its path, which no other picture will ever have. Blocking. Raises OSError.
    """
    with Image.open(path, formats=("JPEG", "WEBP")) as image:
        image.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
        target = io.BytesIO()
        image.convert("RGB").save(target, "WEBP", quality=SMALL_QUALITY)
        return target.getvalue()
