"""A photograph as a telephone takes it → a small WebP: upright, and without a word of where and by what it was taken."""

import io

from PIL import Image

from ..errors import MediaError
from .file_types import PICTURES, type_of
from .images import upright

LONG_SIDE = 1600
MEGAPIXELS = 100
QUALITY = 75


def photograph(body: bytes) -> bytes:
    """WebP, LONG_SIDE px at most. Raises MediaError for what is no picture, damaged, or far too large."""
    kind = type_of(body)
    if kind not in PICTURES:
        raise MediaError(
            "this is no photograph; take JPEG, PNG, WebP or HEIC",
            japanese="写真ではありません。JPEG、PNG、WebP、HEIC にしてください",
        )
    image, _ = upright(body, kind, MEGAPIXELS)
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    image.info = {}
    target = io.BytesIO()
    image.save(target, "WEBP", quality=QUALITY)
    return target.getvalue()
