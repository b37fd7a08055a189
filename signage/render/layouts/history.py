"""A year of the city's story: the year huge, the hills with its landmark, and the horizon as the axis of time (look.md §6)."""

import msgspec

from ...domain.eras import era_year
from ...errors import RenderError
from ..art import Art, Ground
from ..art.shapes import circle, rect
from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block, Composition, Run
from ..frame import fitting_label, header, header_bottom, titled
from ..palettes import SUN, Palette, morning, palette
from ..pictures import PicturePlace
from ..text import Step
from ..wording import main_language
from .far import compose_far
from .pictured import no_art, picture_beside, picture_under
from .sea import sea
from .sky import Plan, compose_sky, ground_of, motif, roomy

FIRST, LAST = 1885, 2030
"""The axis, from the years before the city to the next decade; a year outside makes it longer."""

_YEAR = {"landscape": 352.0, "portrait": 430.0, "strip": 240.0}
_YEAR_LINE = 0.8
_UNDER_HEADER = {"landscape": 34.0, "portrait": 60.0, "strip": 40.0}
_STEPS: dict[str, list[Step]] = {
    "landscape": [(112, 1), (100, 1), (84, 2), (76, 2), (68, 2), (60, 3), (52, 4), (46, 4)],
    "portrait": [(128, 1), (112, 2), (100, 3), (88, 3), (76, 4), (64, 5), (56, 6), (50, 7)],
    "strip": [(116, 1), (92, 2), (76, 3), (64, 3)],
}
_PITCH = 1.2
_LABELLED = (1900, 1950, 2000)
_UNDER = 0.38
"""A picture under year and title takes this part of the sky."""


def compose_history(brief: Brief) -> Composition:
    """Raises RenderError without a year."""
    canvas, colours = brief.canvas, _colours(brief)
    year = brief.item.year if brief.item else None
    if year is None:
        raise RenderError("a slide of the history needs its year", brief.item.id if brief.item else "")
    label = era_year(year) if main_language(brief.language) == "ja" else ""
    if canvas.is_far:
        return compose_far(brief, "history", colours, label=str(year))
    horizon = canvas.horizon(720, 1180, 436)
    place = _picture(brief, horizon)
    ground = _ground(canvas, horizon, place)
    number = _number(brief, year)
    room = ground.right - 40 if place and not canvas.portrait else None
    label = fitting_label(brief, "history", label, room)
    form, title = no_art if place else motif(colours), titled(brief, label)
    sky = compose_sky(brief, _plans(brief, number, ground), ground, form, _below(canvas, number), title)
    axis = _Axis(canvas, horizon, min(FIRST, year - 5), max(LAST, year + 5), year)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=morning(colours),
        horizon=horizon,
        blocks=(
            *header(brief, "history", label, room is None, room),
            number,
            *sky.blocks,
            *_sea(brief, horizon, axis, number.setting.size),
        ),
        art=Art(sky.art.sky, axis.drawn(colours), sky.art.rooms),
        picture=place,
        rail=False,
    )


def _colours(brief: Brief) -> Palette:
    """Hills, or what the city has had among them since a year."""
    its, year = palette("history"), brief.item.year if brief.item else None
    stands = brief.brand.landmark and (year or 0) >= brief.brand.landmark_since
    return msgspec.structs.replace(its, motif=brief.brand.landmark) if stands else its


class _Axis(msgspec.Struct, frozen=True):
    """The axis of time on the horizon: ticks for the decades, a knob at this slide's year."""

    canvas: Canvas
    horizon: float
    first: int
    last: int
    year: int

    def x(self, year: int) -> float:
        return self.canvas.margin + (year - self.first) / (self.last - self.first) * self.canvas.text_width

    def drawn(self, colours: Palette) -> str:
        """The line is played up to the year and stands there; the knob hangs from it."""
        knob, y = self.x(self.year), self.horizon
        decades = range(-(-self.first // 10) * 10, self.last + 1, 10)
        ticks = (rect(self.x(year) - 2, y, 4, 26 if year % 50 == 0 else 16, colours.mid) for year in decades)
        return "".join(
            (
                rect(-9999, y - 1, 29999, 2, colours.mid),
                *ticks,
                rect(-9999, y - 3, 9999 + knob, 6, SUN),
                rect(knob - 5, y, 10, 30, SUN),
                circle(knob, y + 34, 15, SUN),
            )
        )

    @property
    def label_size(self) -> float:
        return self.canvas.smallest

    def labels(self, brief: Brief) -> list[Block]:
        """Some years in figures under their ticks, where the knob leaves room."""
        blocks = list[Block]()
        for index, year in enumerate(_LABELLED, 1):
            setting = brief.setter("address").line(str(year), self.label_size)
            half = setting.widest / 2
            if abs(self.x(year) - self.x(self.year)) > half + 30:
                right = self.canvas.width - self.x(year) - half
                top = self.horizon + 28
                face = brief.face("address")
                blocks.append(
                    Block(name=f"tick{index}", setting=setting, face=face, ground="sea", top=top, right=right)
                )
        return blocks


def _picture(brief: Brief, horizon: float) -> PicturePlace | None:
    """A picture takes the hills' place: it tells more of the year."""
    media, canvas = brief.picture, brief.canvas
    if media is None or canvas.strip:
        return None
    return (
        picture_under(brief, horizon, media, horizon * _UNDER)
        if canvas.portrait
        else picture_beside(brief, horizon, media)
    )


def _ground(canvas: Canvas, horizon: float, place: PicturePlace | None) -> Ground:
    """Where the title may stand: up to the picture, if there is one."""
    if place is None:
        return ground_of(canvas, horizon)
    if canvas.portrait:
        return ground_of(canvas, horizon - (place.box.height or 0))
    return ground_of(canvas, horizon, canvas.width - (place.box.width or 0))


def _number(brief: Brief, year: int) -> Block:
    """The year, as large as the slide has room: no reading size asks for more."""
    canvas = brief.canvas
    size = _YEAR[canvas.shape] * (0.7 if canvas.portrait and brief.picture else 1)
    down = (canvas.height - 1080) * 0.35 if canvas.shape == "landscape" else 0
    return Block(
        name="year",
        setting=brief.setter("figures").line(str(year), size),
        face=brief.face("figures"),
        ground="year",
        top=header_bottom(canvas) + _UNDER_HEADER[canvas.shape] + down,
        left=canvas.margin - size * 0.034,
        line_height=_YEAR_LINE,
        runs=(Run(role="figure", text=str(year), face=brief.face("figures"), size=1.0),),
    )


def _below(canvas: Canvas, number: Block) -> float | None:
    """Where the title may begin: under the year, on a strip beside it."""
    return None if canvas.strip else number.bottom + (52 if canvas.portrait else 20)


def _plans(brief: Brief, number: Block, ground: Ground) -> list[Plan]:
    canvas = brief.canvas
    steps, wide = roomy(_STEPS[canvas.shape], canvas), ground.right - canvas.margin
    if canvas.strip:
        left = number.left + number.width + 64
        beside = canvas.width - left - canvas.margin
        return [
            Plan(beside - 330, steps, "tall", (0.46,), left, grow=False),
            Plan(beside, steps, "low", (0.46,), left, grow=False),
            Plan(beside, steps, left=left, grow=False),
        ]
    if ground.right < canvas.width:
        return [Plan(wide - 44, steps, heights=(0.4, 0.0), grow=False, pitch=_PITCH)]
    wide -= canvas.margin
    heights = (0.0,) if canvas.portrait else (0.4, 0.2, 0.0) if canvas.height == 1080 else (0.1, 0.0)
    widths = [wide] if canvas.portrait else [wide - 548, wide - 200]
    tall = [Plan(width, steps, "tall", heights, grow=False, pitch=_PITCH) for width in widths]
    rest = [Plan(wide, steps, art, heights, grow=False, pitch=_PITCH) for art in ("low", "")]
    return [*tall, *rest]


def _sea(brief: Brief, horizon: float, axis: _Axis, title: float) -> list[Block]:
    """The axis, what happened, and who tells it; on a strip the axis alone."""
    labels = axis.labels(brief)
    if brief.canvas.strip:
        return labels
    gap = 28 + axis.label_size + (64 if brief.canvas.portrait else 18)
    return [*labels, *sea(brief, horizon, title, gap)]
