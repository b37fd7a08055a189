"""A QR code as the telephone of somebody who stands before a screen gets to see it, and whether it is read.

The camera that is reckoned with: the ordinary lens of a telephone, 26 mm as people say of 35 mm film, 36 mm wide: it sees
69 degrees across. Code readers take 1,280 × 720 or 1,920 × 1,080 pixels of it, and want two of them for a module at least
(Google, ML Kit, “Input image guidelines” of barcode scanning); here the smaller is taken. At 3 m that is 0.31 px for each mm: a
code of 300 mm and 41 modules has 2.3 px a module, so that this agrees with the rule of thumb of a tenth of the distance.
"""

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

from ..errors import RenderError

ACROSS = 1280
"""Pixels across the picture that a reader looks at."""

FILM_MM, LENS_MM = 36.0, 26.0

BLUR = 0.5
"""Of a lens and a hand that is not quite still: standard deviation, px of the camera."""

NOISE = 6.0
"""Standard deviation, of 255 levels."""

BLACK, WHITE = 38, 225
"""How dark and light a lit panel comes out: reflections lift its black."""

TRIES = 3
"""Photographs that are taken, each by a part of a pixel beside the other: a reader looks at thirty a second. Two of three
must be read.
"""

_EVEN = 255 / math.sqrt(12)
"""Standard deviation of bytes that come evenly."""

INSTALL = "reading QR codes back from a picture needs the package zxing-cpp: pip install zxing-cpp"


def px_per_mm(distance_m: float) -> float:
    """Pixels of the camera for a mm of what stands at that distance, straight before it."""
    return ACROSS * LENS_MM / FILM_MM / (distance_m * 1000)


def is_read(code: Image.Image, says: str, mm_per_px: float, distance_m: float) -> bool:
    """Whether telephones at that distance read from the picture of a code (with something around it, `mm_per_px` as the
    glass has them) what it says. Raises RenderError where zxing-cpp isn't installed.
    """
    photographs = (photograph(code, mm_per_px, distance_m, number) for number in range(TRIES))
    return sum(says in read_codes(one) for one in photographs) * 2 > TRIES


def photograph(picture: Image.Image, mm_per_px: float, distance_m: float, number: int) -> Image.Image:
    """What the camera gets of it; `number` decides where its pixels fall and their noise. The same each time."""
    scale = mm_per_px * px_per_mm(max(distance_m, 0.1))
    chance = random.Random(number)  # noqa: S311 nobody's secret hangs on the noise of a picture
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    moved = ImageChops.offset(picture, *(round(chance.random() / scale) if scale < 1 else 0 for _ in range(2)))
    small = moved.convert("L").resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    dull = small.filter(ImageFilter.GaussianBlur(BLUR)).point(_dulled)
    return _noisy(dull, chance)


def _dulled(level: float) -> float:
    return BLACK + level * (WHITE - BLACK) / 255


def _noisy(picture: Image.Image, chance: random.Random) -> Image.Image:
    noise = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
    weak = noise.point(lambda level: level * NOISE / _EVEN)
    return ImageChops.add(picture, weak, offset=-round(127 * NOISE / _EVEN))


def read_codes(picture: Image.Image) -> Sequence[str]:
    """What the QR codes in a picture say. Raises RenderError where zxing-cpp isn't installed."""
    try:
        import zxingcpp  # an optional extra: only who looks through glass has it
    except ImportError as problem:
        raise RenderError(INSTALL) from problem
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [code.text for code in found]


def open_picture(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as picture:
        return picture.convert("RGB")
