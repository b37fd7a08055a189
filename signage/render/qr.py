"""The place of a QR code on a slide, by arithmetic; the slide's script draws the code itself in device pixels."""

import math
from functools import lru_cache

import msgspec
import segno

from ..errors import RenderError

QUIET = 4
"""Modules of white on each side (ISO/IEC 18004)."""

LEAST = 4
"""px of the display a module, or phones can't read it (look.md §8)."""

SPOT_CHARACTERS = 7
"""`-` and the longest spot that a screen may append to a link's address (protocol.md)."""


class QrCode(msgspec.Struct, frozen=True):
    """`target` is what the code says; `link`, if there is one, the link's address to which a screen adds its spot."""

    target: str
    link: str | None = None

    @property
    def modules(self) -> int:
        """Modules a side, quiet zone included, of the longest address this code may carry (error M, bytes).

        Raises RenderError when the address is too long for any code.
        """
        longest = max(self.target, f"{self.link}{'2' * SPOT_CHARACTERS}" if self.link else "", key=len)
        return _modules(longest)

    def side(self, wanted: float, scale: float = 1.0) -> float:
        """The side in px nearest to `wanted` in which every module is a whole number of px, at least LEAST of the display,
        which has `scale` of its own for each.
        """
        return self.modules * max(least_px(scale), round(wanted / self.modules))


def least_px(scale: float) -> int:
    """A module's least size in px of a canvas whose px are `scale` of the display's."""
    return math.ceil(LEAST / scale - 0.01)


@lru_cache(maxsize=1024)
def _modules(address: str) -> int:
    try:
        code = segno.make(address.encode(), error="m", micro=False, boost_error=False, mode="byte")
    except segno.DataOverflowError as error:
        raise RenderError("this address is too long for a QR code", address[:80]) from error
    return int(code.symbol_size(border=QUIET)[0])
