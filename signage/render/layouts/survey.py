"""A survey: the QR code leads, in words it says what to do."""

import msgspec

from ...errors import RenderError
from ..brief import Brief
from ..composition import Block, Composition
from ..palettes import morning
from ..text import Setting
from .coded import SURVEY, compose_coded
from .far import compose_far
from .news import compose_told

_TYPED = ((64.0, 1), (56.0, 1), (48.0, 1), (42.0, 1), (36.0, 1))
"""Of the address on a strip, px at k = 1."""

_AIR = 36.0
"""Over and under it from far away, px together."""


def compose_survey(brief: Brief) -> Composition:
    """As `compose_asking`."""
    return compose_asking(brief, "survey", "citizen")


def compose_asking(brief: Brief, kind: str, otherwise: str) -> Composition:
    """What is there for its code: without one that leads anywhere its words alone, on a strip with the address to type.

    `otherwise` names the palette of what has no theme. Raises RenderError without an address, and on a strip where it is too
    long to be typed.
    """
    canvas, colours = brief.canvas, brief.colours(otherwise)
    if brief.item is None or not brief.item.url:
        raise RenderError("this slide needs the address that its QR code leads to", brief.item.id if brief.item else "")
    if canvas.strip:
        return _on_a_strip(brief, kind, otherwise)
    if brief.code is None:
        return compose_told(brief, kind, morning, otherwise)
    return compose_coded(brief, kind, SURVEY, morning(colours), colours)


def _on_a_strip(brief: Brief, kind: str, otherwise: str) -> Composition:
    """Its words, and in place of who tells it the address in the sea, as large as it is wide."""
    canvas, colours = brief.canvas, brief.colours(otherwise)
    steps = [(size * canvas.k, most) for size, most in (_TYPED[-1:] if canvas.is_far else _TYPED)]
    setting = brief.setter("address").fit(brief.page, canvas.text_width, steps)
    if not brief.page or setting.shortened:
        raise RenderError("this slide needs room for a QR code, which a strip does not have; leave it out there")
    if canvas.is_far:
        told = compose_far(brief, kind, colours, sea=setting.height(1.2) + _AIR)
    else:
        told = compose_told(brief, kind, morning, otherwise)
    return _with_address(brief, told, setting)


def _with_address(brief: Brief, told: Composition, setting: Setting) -> Composition:
    canvas, face = brief.canvas, brief.face("address")
    top = told.horizon + (told.sea_height - setting.height(1.2)) / 2
    address = Block(
        name="address", setting=setting, face=face, ground="sea", top=top, left=canvas.margin, line_height=1.2
    )
    sky = (block for block in told.blocks if block.ground != "sea")
    return msgspec.structs.replace(told, blocks=(*sky, address))
