"""The project's own mark: small, on a white plate, beside the project's name; on the fallback over it."""

import msgspec

from ..brand import Logo
from .brief import Brief
from .canvas import Box
from .composition import Block, Composition, LogoPlace

HEIGHT = 56.0
"""Of the mark, px at k = 1; the name beside it is 36."""
LARGE = 96.0
"""Where nothing but the name stands."""
WIDEST = 5.0
"""A mark that is longer than so many of its heights gets lower, not longer."""
PLATE = 0.14
"""White around it, in its heights."""
GAP = 28.0


def with_logo(brief: Brief, composition: Composition, fallback: bool) -> Composition:
    """The composition with the brand's mark, if it has one and there is room for it."""
    logo = brief.brand.logo
    place = None
    if logo and fallback:
        place = _over_the_name(brief, logo, composition)
    elif logo:
        place = _beside_the_name(brief, logo, composition)
    return msgspec.structs.replace(composition, logo=place) if place else composition


def _over_the_name(brief: Brief, logo: Logo, composition: Composition) -> LogoPlace | None:
    """From the margin on, in the room that the name leaves over it."""
    canvas = brief.canvas
    top = canvas.header_top
    first = min((block.top for block in composition.blocks), default=canvas.height)
    height = min(LARGE * canvas.k, (first - top - GAP) / (1 + 2 * PLATE))
    return _placed(logo, height, left=canvas.margin, top=top) if height >= HEIGHT * 0.7 else None


def _beside_the_name(brief: Brief, logo: Logo, composition: Composition) -> LogoPlace | None:
    """To the left of the project's name in the header, as far as chip and label leave room."""
    canvas, name = brief.canvas, composition.block("project")
    if name is None or name.right is None:
        return None
    middle = name.top + name.height / 2
    taken = [block.left + block.width for block in composition.blocks if _in_header(block, middle)]
    right = name.right + name.width + GAP
    height = HEIGHT * canvas.k
    place = _placed(logo, height, right=right, top=middle - height * (0.5 + PLATE))
    left = canvas.width - right - (place.box.width or 0)
    return place if left >= max(taken, default=canvas.margin) + GAP else None


def _in_header(block: Block, middle: float) -> bool:
    return block.right is None and block.top <= middle <= block.bottom


def _placed(
    logo: Logo, height: float, *, top: float, left: float | None = None, right: float | None = None
) -> LogoPlace:
    """With its plate; a long mark is made lower about the same middle."""
    ratio = logo.width / logo.height
    its = height * min(1.0, WIDEST / ratio)
    padding = its * PLATE
    box = Box(
        left=left,
        right=right,
        top=top + (height - its) / 2 + (height * PLATE - padding),
        width=its * ratio + 2 * padding,
        height=its + 2 * padding,
    )
    return LogoPlace(logo, box, padding)
