"""A link: as a survey, in the colours of its theme."""

from ..brief import Brief
from ..composition import Composition
from ..palettes import morning
from .coded import SURVEY, compose_coded


def compose_link(brief: Brief) -> Composition:
    """Raises RenderError without an address, and on a strip."""
    colours = brief.colours()
    return compose_coded(brief, "link", SURVEY, morning(colours), colours)
