"""Pictures and films on a slide: which size of a file fills a box, and what of it stays in view (look.md §6)."""

import msgspec

from ..domain.media import Media, Rendition
from .canvas import Box

LOSS = 1 / 3
"""The part of a picture that a box may cut off; what would lose more gets a box nearer to its own shape."""


def lost(ratio: float, width: float, height: float) -> float:
    """The part of a picture of this ratio (width by height) that is cut off when it fills the box."""
    wanted = width / height
    return 1 - min(ratio, wanted) / max(ratio, wanted)


class PicturePlace(msgspec.Struct, frozen=True, kw_only=True):
    """A picture in its box, px on the canvas; of a film its first frame, and the film.

    `at` is the CSS object-position in per cent; `fits` says that the whole picture is seen, with sky beside it.
    """

    box: Box
    picture: Rendition
    film: Rendition | None = None
    at: tuple[float, float] = (50.0, 50.0)
    fits: bool = False

    @property
    def files(self) -> tuple[tuple[str, int], ...]:
        return tuple((one.path, one.bytes) for one in (self.picture, self.film) if one)

    @property
    def css(self) -> str:
        fit = "contain" if self.fits else "cover"
        x, y = (f"{part:.1f}".removesuffix(".0") for part in self.at)
        return f"#picture{{{self.box.css()}}}#picture>*{{object-fit:{fit};object-position:{x}% {y}%}}"


def place_picture(
    media: Media, box: Box, width: float, height: float, *, scale: float = 1.0, fits: bool = False
) -> PicturePlace:
    """The picture in a box that is `width` × `height` px: the smallest size that fills it, its focus kept in view.

    `scale` is how many px of the display stand for one of the canvas: a 4K panel takes a larger file.
    """
    shown = min(width, height * media.ratio) if fits else width
    return PicturePlace(
        box=box,
        picture=media.covering(shown * scale, (shown / media.ratio if fits else height) * scale),
        film=media.film,
        at=(50.0, 50.0) if fits else _position(media, width / height),
        fits=fits,
    )


def _position(media: Media, ratio: float) -> tuple[float, float]:
    """The object-position that brings the focus as near to the middle of the box as the picture's edges allow."""
    across, down = min(1.0, ratio / media.ratio), min(1.0, media.ratio / ratio)
    return _along(media.focus[0], across), _along(media.focus[1], down)


def _along(focus: float, seen: float) -> float:
    """One side of it: `seen` is the part of the picture in view, the answer the part of the rest that is before it."""
    if seen >= 1:
        return 50.0
    return round(100 * min(max(focus - seen / 2, 0.0), 1 - seen) / (1 - seen), 1)
