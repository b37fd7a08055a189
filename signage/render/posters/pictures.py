"""A picture of the media folder as paper wants it: JPEG, which a PDF holds as it is."""

import io
from pathlib import Path

from PIL import Image

from .design import Picture

QUALITY = 88
MOST_PX = 2480
"""The longer side: 150 dpi on an A3 sheet; what is nearer than an arm's length is words."""


def as_picture(path: Path, focus: tuple[float, float], credit: str) -> Picture:
    """Of a picture that was taken in (WebP). Raises OSError."""
    with Image.open(path, formats=("WEBP", "JPEG", "PNG")) as image:
        image.draft("RGB", (MOST_PX, MOST_PX))
        shown = image.convert("RGB")
    shown.thumbnail((MOST_PX, MOST_PX), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    shown.save(target, "JPEG", quality=QUALITY)
    return Picture(jpeg=target.getvalue(), width=shown.width, height=shown.height, focus=focus, credit=credit)
