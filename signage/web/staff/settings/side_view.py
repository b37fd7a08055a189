"""A screen, and somebody who looks at it from as far as people stand: seen from the side, to scale, as SVG lengths."""

from typing import NamedTuple

from ....domain.displays import Display
from ....domain.mounting import Mounting

WIDTH, GROUND = 640.0, 200.0
LEFT = 30.0
ROOM = 470.0
"""Between screen and eye at most, so that words have room beside."""
EYE_MM = 1600.0
CLEAR_MM = 300.0
"""Under the lower edge of a screen that is taller than people."""
MOST_PER_MM = 0.105
"""Nobody is drawn larger than this, however near they stand."""


class SideView(NamedTuple):
    """px of a drawing that is WIDTH wide, from its upper left corner. `unit` is a metre."""

    unit: float
    screen_top: float
    screen_bottom: float
    eye_x: float
    eye_y: float
    left: float = LEFT
    ground: float = GROUND
    width: float = WIDTH

    @property
    def top(self) -> float:
        """The upper edge of the drawing: over whatever is taller."""
        return round(min(self.screen_top, self.eye_y - 0.12 * self.unit) - 12, 1)

    @property
    def height(self) -> float:
        return round(self.ground + 44 - self.top, 1)

    def up(self, metres: float) -> float:
        """The y of a height over the ground."""
        return round(self.ground - metres * self.unit, 1)

    def along(self, metres: float) -> float:
        """The x of what stands so far behind the eye (before it: less than nothing)."""
        return round(self.eye_x + metres * self.unit, 1)

    @property
    def line(self) -> float:
        """How thick a limb is drawn."""
        return round(max(1.5, 0.06 * self.unit), 1)


def side_view(display: Display, its: Mounting) -> SideView:
    middle = max(EYE_MM, its.height_mm / 2 + CLEAR_MM)
    tallest = max(middle + its.height_mm / 2, EYE_MM + 200)
    distance = display.distance_m * 1000
    scale = min(ROOM / distance, MOST_PER_MM, (GROUND - 8) / tallest)
    return SideView(
        unit=round(scale * 1000, 2),
        screen_top=round(GROUND - (middle + its.height_mm / 2) * scale, 1),
        screen_bottom=round(GROUND - (middle - its.height_mm / 2) * scale, 1),
        eye_x=round(LEFT + distance * scale, 1),
        eye_y=round(GROUND - EYE_MM * scale, 1),
    )
