"""Pictures and films as they were taken in: immutable files named by their hash, each in a few sizes."""

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


class Media(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A picture, or a film with its first frame. `name` is the file's path in the media folder.

    `renditions` are the picture's sizes (of a film: of its first frame), the smallest first. `focus` is the point
    (x, y; 0…1 from the left and the top) that stays in view however it is cropped. `film` plays `film_ms` long.
    """

    name: str
    renditions: tuple[Rendition, ...]
    focus: tuple[float, float] = (0.5, 0.5)
    film: Rendition | None = None
    film_ms: int = 0
    credit: Words = msgspec.field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.renditions[-1].width / self.renditions[-1].height

    def covering(self, width: float, height: float) -> Rendition:
        """The smallest size that fills a box of so many px without being enlarged; the largest if none does."""
        fits = (one for one in self.renditions if one.width >= width and one.height >= height)
        return next(fits, self.renditions[-1])
