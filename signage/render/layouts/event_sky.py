"""The sky of an event: its title, and the sun, the art or the plate that stands on the horizon beside it."""

import msgspec

from ...domain.events import Event, Occasion, Stage
from ..art import Art, Ground
from ..art.shapes import Room
from ..badge import RISE, Sun, badge
from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block, QrPlace
from ..frame import header_bottom, titled
from ..palettes import Palette, by_daybreak
from ..text import Step
from ..wording import CHIPS, own_words
from .far import far_steps
from .sky import Plan, Sky, compose_sky, ground_of, larger, line_height, motif, zone

_TITLE: dict[str, list[Step]] = {
    "landscape": [(170, 1), (150, 2), (124, 3), (102, 4), (84, 5), (72, 6), (64, 7), (56, 8)],
    "portrait": [(170, 1), (150, 2), (128, 3), (106, 4), (88, 6), (76, 6), (66, 7), (58, 8), (52, 9)],
    "strip": [(130, 1), (96, 2), (84, 2), (64, 3), (56, 4)],
}
_ALONE: dict[str, list[Step]] = {
    "landscape": [(128, 2), (108, 3), (92, 4), (78, 5)],
    "portrait": _TITLE["portrait"],
    "strip": [(86, 3), (76, 3), (64, 4)],
}
"""Over low art or none, in the whole width."""

_FROM_RIGHT = {"landscape": 406.0, "portrait": 356.0, "strip": 288.0}
_RADII = {
    "landscape": {"days": 320.0, "tomorrow": 320.0, "today": 301.0, "now": 301.0},
    "portrait": {"days": 300.0, "tomorrow": 300.0, "today": 300.0, "now": 300.0},
    "strip": {"days": 206.0, "tomorrow": 206.0, "today": 165.0, "now": 152.0},
}
"""Radii of the sun, px."""

_BESIDE_CARD = {"days": 210.0, "tomorrow": 190.0, "today": 172.0, "now": 160.0}
_PORTRAIT_CARD = {"days": 0.8, "tomorrow": 0.72, "today": 0.62, "now": 0.58}
"""Left of a QR card, and over one in portrait, the sun is smaller: nothing else crosses the horizon there."""

_FAR_RADII = {
    "landscape": {"days": 340.0, "tomorrow": 330.0, "today": 310.0, "now": 301.0},
    "portrait": {"days": 350.0, "tomorrow": 350.0, "today": 350.0, "now": 350.0},
    "strip": {"days": 270.0, "tomorrow": 220.0, "today": 186.0, "now": 170.0},
}
_PLATE = {"landscape": (190.0, 560.0), "portrait": (230.0, 640.0), "strip": (130.0, 380.0)}
"""Size of 中止 where the sun would stand, and its greatest width."""


class Scene(msgspec.Struct, frozen=True):
    """What the layout of one event is made from: `card` is its QR code's, if it has one."""

    brief: Brief
    event: Event
    stage: Stage
    occasion: Occasion
    colours: Palette
    card: QrPlace | None
    horizon: float

    @property
    def canvas(self) -> Canvas:
        return self.brief.canvas

    @property
    def right(self) -> float:
        """Where the room for title and sun ends."""
        canvas = self.canvas
        if self.card and not canvas.portrait:
            return canvas.width - self.card.right - self.card.side
        return canvas.width

    @property
    def ground(self) -> Ground:
        return ground_of(self.canvas, self.horizon, self.right)


def event_sky(scene: Scene, label: str) -> tuple[Sky, Sun | None]:
    """Title and sun; where there is none yet the theme's art, on what is cancelled nothing. The header says the `label`, the
    sea the date.
    """
    brief, ground = scene.brief, scene.ground
    top, title = _top(scene.canvas), titled(brief, f"{label}　{brief.title.date}")
    if scene.stage.state == "cancelled":
        return compose_sky(brief, _plans_without_sun(scene), ground, lambda *_: _kept(scene), top, title), None
    if scene.stage.state not in RISE:
        form = motif(by_daybreak(scene.colours))
        return compose_sky(brief, _plans_without_sun(scene), ground, form, top, title), None
    suns = _suns(scene)
    drawn = {name: sun.draw(ground, scene.colours) for name, sun in suns.items()}
    plans = [_plan_with_sun(scene, name, sun) for name, sun in suns.items()]
    sky = compose_sky(brief, plans, ground, lambda _, name: drawn[name], top, title)
    if not sky.art:
        sky = Sky(sky.blocks, drawn[plans[-1].art])
    return sky, next(sun for name, sun in suns.items() if drawn[name] is sky.art)


def _suns(scene: Scene) -> dict[str, Sun]:
    """The sun as it is drawn, and, if its words can still be read, a smaller one that leaves a long title more room."""
    canvas, state = scene.canvas, scene.stage.state
    table = (_FAR_RADII if canvas.is_far else _RADII)[canvas.shape]
    radius = (_BESIDE_CARD if scene.card and not canvas.portrait else table)[state]
    if scene.card and canvas.portrait:
        radius *= _PORTRAIT_CARD[state]
    suns = {"sun": _sun(scene, radius), "small sun": _sun(scene, radius * 0.74)}
    return suns if badge(scene.brief, scene.stage, scene.occasion, suns["small sun"]) else {"sun": suns["sun"]}


def _sun(scene: Scene, radius: float) -> Sun:
    canvas, state = scene.canvas, scene.stage.state
    if scene.card and not canvas.portrait:
        return Sun(scene.right - 72 - radius, radius, RISE[state], scene.horizon)
    from_right = _FROM_RIGHT[canvas.shape]
    slack = max(0.0, _RADII[canvas.shape]["days"] * 0.94 - radius) * 0.6 if not canvas.is_far else 0.0
    return Sun(canvas.width - from_right + slack, radius, RISE[state], scene.horizon)


def _plan_with_sun(scene: Scene, name: str, sun: Sun) -> Plan:
    """Beside the sun; in portrait, and left of a QR card, above it."""
    brief, canvas = scene.brief, scene.canvas
    top, floor = zone(canvas, scene.horizon)
    steps, left = _steps(scene, _TITLE), sun.x - sun.radius - 52 - canvas.margin
    if canvas.portrait:
        room = sun.top - 32 - _top(canvas)
        return Plan(canvas.text_width, _held(brief, steps, room), name, (0.1, 0.0))
    if scene.card:
        room = sun.top - 32 - top
        return Plan(scene.right - 72 - canvas.margin, _held(brief, steps[1:], room), name, (0.3, 0.2, 0.1, 0.0))
    return Plan(left, _held(brief, steps, floor - top), name, (0.5, 0.3, 0.1))


def _plans_without_sun(scene: Scene) -> list[Plan]:
    """The tide rule: a short title beside tall art, a longer one over a low band, the longest alone."""
    brief, canvas = scene.brief, scene.canvas
    top, floor = zone(canvas, scene.horizon)
    steps, alone = (_held(brief, _steps(scene, table), floor - top) for table in (_TITLE, _ALONE))
    width = scene.right - canvas.margin - (72 if scene.card else canvas.margin)
    if scene.stage.state == "cancelled":
        beside = width - plate(scene)[0].width - 60
        low = (
            [] if canvas.portrait else [Plan(beside, steps, "plate", (0.5,)), Plan(beside, steps[-2:], "plate", (0.5,))]
        )
        return [Plan(width, steps, "plate", (0.3, 0.15, 0.0)), *low]
    if canvas.is_far:
        return [Plan(width, steps, "", (0.4,))]
    if canvas.portrait:
        tall = [] if scene.card else [Plan(canvas.text_width, steps, "tall", (0.06, 0.0))]
        low_art = Plan(canvas.text_width, steps, "low", (0.42, 0.2))
        return [*tall, low_art, Plan(canvas.text_width, steps, "", (0.42,))]
    if scene.card:
        return [Plan(width, steps, "low", (0.5, 0.3, 0.1)), Plan(width, steps, "", (0.5, 0.3))]
    beside = canvas.width - (590 if canvas.strip else 790)
    tall = [Plan(beside, steps, "tall", (0.5, 0.3, 0.1))] if _is_clear_of_header(scene) else []
    return [
        *tall,
        Plan(beside, steps[1:], "low", (0.5, 0.2, 0.0)),
        Plan(canvas.text_width, alone, "low", (0.5, 0.3, 0.1)),
        Plan(canvas.text_width, alone),
    ]


def _is_clear_of_header(scene: Scene) -> bool:
    """Whether the tall art ends under the header, which reaches to the right edge."""
    rooms = motif(by_daybreak(scene.colours))(scene.ground, "tall").rooms
    return min((room.top for room in rooms), default=0.0) > header_bottom(scene.canvas)


def _steps(scene: Scene, table: dict[str, list[Step]]) -> list[Step]:
    canvas = scene.canvas
    if canvas.is_far:
        top, floor = zone(canvas, scene.horizon)
        return far_steps(scene.brief, floor - top)
    return [step for step in larger(table[canvas.shape], canvas.k) if step[0] >= canvas.smallest]


def _held(brief: Brief, steps: list[Step], room: float) -> list[Step]:
    """The steps with as many lines as `room` px hold; at least one line at the smallest."""
    pitch = line_height(brief)
    held = [(size, min(most, int(room / (size * pitch)))) for size, most in steps]
    return [step for step in held if step[1] >= 1] or [(brief.canvas.smallest, 1)]


def _top(canvas: Canvas) -> float:
    """Where a title begins at the highest: in portrait it hangs a little lower under the header."""
    return header_bottom(canvas) + (46 if canvas.portrait else 8 if canvas.strip else 20)


def plate(scene: Scene) -> list[Block]:
    """中止 or 延期 as a large chip on the horizon, where the sun would stand."""
    brief, canvas = scene.brief, scene.canvas
    if scene.stage.state != "cancelled":
        return []
    words, (size, widest) = (
        own_words(CHIPS[scene.event.called_off or "cancelled"], brief.language),
        _PLATE[canvas.shape],
    )
    if scene.card:
        size, widest = size * 0.8, widest * 0.8
    fitted = min(size, widest / brief.setter("title").line(words, 1.0).widest)
    setting = brief.setter("title").line(words, max(float(int(fitted)), canvas.smallest))
    padding = (setting.size * 0.16, setting.size * 0.32)
    plate = Block(
        name="badge0",
        setting=setting,
        face=brief.face("title"),
        ground="plate",
        top=0.0,
        line_height=1.1,
        padding=padding,
    )
    right = 72.0 if scene.card and not canvas.portrait else canvas.margin
    return [msgspec.structs.replace(plate, top=scene.horizon - plate.height, left=scene.right - right - plate.width)]


def _kept(scene: Scene) -> Art:
    """The room of that chip, for the title to keep clear of."""
    (chip,) = plate(scene)
    return Art(rooms=(Room(chip.left - 24, chip.left + chip.width, chip.top - 30),))
