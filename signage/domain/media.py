"""Pictures and films as they were taken in: immutable files named by their hash, each in a few sizes."""

from datetime import datetime

import msgspec

from ..words import Words


class Rendition(msgspec.Struct, frozen=True, gc=False):
    """One size of a picture, or a film: `file` is "<sha256>.<extension>" under /media/; width × height in px."""

    file: str
    width: int
    height: int
    bytes: int

    @property
    def path(self) -> str:
        return f"/media/{self.file}"


Point = tuple[float, float]
"""Of a picture: 0…1 from the left and from the top."""


class Crop(msgspec.Struct, frozen=True, gc=False):
    """A part of a picture: its left upper corner and its sides, each as a part (0…1) of the picture's."""

    left: float
    top: float
    width: float
    height: float

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture of so many px; one px at least."""
        left, top = min(round(self.left * width), width - 1), min(round(self.top * height), height - 1)
        right, bottom = round((self.left + self.width) * width), round((self.top + self.height) * height)
        return left, top, min(max(right, left + 1), width), min(max(bottom, top + 1), height)

    def within(self, point: Point) -> Point:
        """A point of the whole picture as one of this part; the nearest where it lies outside."""
        across, down = (point[0] - self.left) / self.width, (point[1] - self.top) / self.height
        return min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)


def seen_in(ratio: float, shape: float, focus: Point, crop: Crop | None = None) -> Crop:
    """What is seen of a picture (`ratio`: width by height) that fills a box of another shape: its focus comes as near to the
    middle of the box as its edges allow. Of a part of it, the same within that part.
    """
    part = crop or Crop(0.0, 0.0, 1.0, 1.0)
    own = ratio * part.width / part.height
    across, down = min(1.0, shape / own), min(1.0, own / shape)
    x, y = part.within(focus)
    left, top = min(max(x - across / 2, 0.0), 1 - across), min(max(y - down / 2, 0.0), 1 - down)
    return Crop(part.left + left * part.width, part.top + top * part.height, across * part.width, down * part.height)


class Framing(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """How a picture stands on slides of one orientation, where that is not as everywhere: `renditions` are the sizes of
    the part that is used (empty: all of it), `focus` is a point of that part.
    """

    focus: Point = (0.5, 0.5)
    renditions: tuple[Rendition, ...] = ()


class Media(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A picture, or a film with its first frame. `name` is the file's path in the media folder, or in the library.

    `renditions` are the picture's sizes (of a film: of its first frame), the smallest first. `focus` is the point
    that stays in view however it is cropped; `landscape` and `portrait` stand in for both on slides of their
    orientation. `film` plays `film_ms` long. `alt` says what is on it, for who can't see it. From `ends_at` on (the end of
    its licence) no slide shows it.
    """

    name: str
    renditions: tuple[Rendition, ...]
    focus: Point = (0.5, 0.5)
    film: Rendition | None = None
    film_ms: int = 0
    credit: Words = msgspec.field(default_factory=dict)
    alt: Words = msgspec.field(default_factory=dict)
    ends_at: datetime | None = None
    landscape: Framing | None = None
    portrait: Framing | None = None

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.renditions[-1].width / self.renditions[-1].height

    def covering(self, width: float, height: float) -> Rendition:
        """The smallest size that fills a box of so many px without being enlarged; the largest if none does."""
        fits = (one for one in self.renditions if one.width >= width and one.height >= height)
        return next(fits, self.renditions[-1])

    def framed(self, *, portrait: bool) -> "Media":
        """As slides of an orientation use it."""
        framing = self.portrait if portrait else self.landscape
        if framing is None:
            return self
        return msgspec.structs.replace(self, focus=framing.focus, renditions=framing.renditions or self.renditions)
