"""A photograph of the glass: small enough to send, and what can be told of it without sending it."""

import hashlib
import io

from PIL import Image

PRINT_SIZE = (64, 36)
LEVELS = 64
BLACK_BELOW = 16
LONGEST_SIDE = 1280
LARGEST_BYTES = 300_000  # docs/protocol.md
QUALITIES = (75, 60, 45, 30)


def read_glass(photograph: bytes) -> tuple[str, bool]:
    """Its fingerprint (16 hex digits), equal for equal pictures, and whether all of it is black.

    It is the SHA-256 of 64 × 36 points of grey in 64 steps: a fault of one pixel goes unseen, another figure in a line of
    text does not.
    """
    with Image.open(io.BytesIO(photograph)) as image:
        image.draft("L", PRINT_SIZE)  # JPEG is decoded at an eighth of its size, on a small box a tenth of the work
        small = image.convert("L").resize(PRINT_SIZE, Image.Resampling.BOX)
    points = small.tobytes()
    steps = bytes(point * LEVELS // 256 for point in points)
    return hashlib.sha256(steps).hexdigest()[:16], max(points) < BLACK_BELOW


def to_webp(photograph: bytes) -> bytes:
    """At most 1280 pixels and 300 KB, as docs/protocol.md lets a player send it."""
    with Image.open(io.BytesIO(photograph)) as image:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        small = image.convert("RGB")
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    tries = (_encode(small, quality) for quality in QUALITIES)
    return next((one for one in tries if len(one) <= LARGEST_BYTES), b"") or _encode(
        small.resize((small.width // 2, small.height // 2)), QUALITIES[-1]
    )


def _encode(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=2)
    return out.getvalue()
