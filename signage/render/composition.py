"""What a layout makes: set text in its places, art, a horizon; nothing of HTML yet."""

import msgspec

from ..brand import Logo
from ..domain.legibility import Finding
from .art import Art
from .canvas import Box, Canvas
from .palettes import Palette, Tone
from .pictures import PicturePlace
from .qr import QrCode
from .text import Setting, hang


class Run(msgspec.Struct, frozen=True):
    """A part of a line with a size of its own, in em of its block, as are the gaps `before` and `after` it.

    `role` is its class in the style sheet; `pad` widens its box at both sides, in em of its own.
    """

    role: str
    text: str
    face: str
    size: float
    before: float = 0.0
    after: float = 0.0
    pad: float = 0.0


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Text in its place: px on the canvas. `right`, if set, is the distance of its right edge from the right.

    `runs`, if there are any, are its only line in parts of several sizes. `fixed` is a width kept whatever it says.
    `name` is its id and style; `ground` is what it stands on ("sky", "sea", "chip", "card") and gives its colour.
    """

    name: str
    setting: Setting
    face: str
    ground: str
    top: float
    left: float = 0.0
    right: float | None = None
    line_height: float = 1.0
    padding: tuple[float, float] = (0.0, 0.0)
    runs: tuple[Run, ...] = ()
    fixed: float = 0.0

    @property
    def height(self) -> float:
        return self.setting.height(self.line_height) + 2 * self.padding[0]

    @property
    def width(self) -> float:
        return self.fixed or self.setting.widest + 2 * self.padding[1]

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Each line with the hundredths of an em by which it hangs out to the left."""
        hanging = self.right is None and self.ground != "chip"
        return [(line, hang(line) if hanging else 0) for line in self.setting.lines]

    def boxes(self) -> list[tuple[float, float, float, float]]:
        """Left, top, right and bottom of each line's letters (not of its leading), for a block that stands at the left."""
        size, pitch = self.setting.size, self.setting.size * self.line_height
        leading = (pitch - size) / 2
        return [
            (
                self.left,
                self.top + index * pitch + leading,
                self.left + width * size,
                self.top + (index + 1) * pitch - leading,
            )
            for index, width in enumerate(self.setting.widths)
        ]

    @property
    def words(self) -> list[tuple[str, str]]:
        """What it says, each part with the name of its face."""
        return [(run.face, run.text) for run in self.runs] or [(self.face, line) for line in self.setting.lines]


class QrPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code's card: distances of its lower right corner, side of the code, height of the words under it; px."""

    code: QrCode
    right: float
    bottom: float
    side: float
    words: float = 0.0


class LogoPlace(msgspec.Struct, frozen=True):
    """The project's mark with its plate in a box, px on the canvas (logos.py)."""

    logo: Logo
    box: Box
    padding: float


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """A slide, drawn but not written. `rail` says whether its horizon shows how long the slide still stands."""

    canvas: Canvas
    colours: Palette
    tone: Tone
    horizon: float
    blocks: tuple[Block, ...]
    art: Art = Art()
    qr: QrPlace | None = None
    picture: PicturePlace | None = None
    logo: LogoPlace | None = None
    rail: bool = True
    findings: tuple[Finding, ...] = ()

    @property
    def files(self) -> tuple[tuple[str, int], ...]:
        """The media it loads beside what all slides load, as (path, bytes)."""
        logo = ((self.logo.logo.path, self.logo.logo.bytes),) if self.logo else ()
        return (*(self.picture.files if self.picture else ()), *logo)

    @property
    def sea_height(self) -> float:
        return self.canvas.height - self.horizon

    def block(self, name: str) -> Block | None:
        return next((block for block in self.blocks if block.name == name), None)
