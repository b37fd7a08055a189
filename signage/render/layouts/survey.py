"""A survey: the QR code leads, in words it says what to do."""

from ..brief import Brief
from ..composition import Composition
from ..palettes import morning
from .coded import SURVEY, compose_coded


def compose_survey(brief: Brief) -> Composition:
    """Raises RenderError without an address, and on a strip."""
    colours = brief.colours("citizen")
    return compose_coded(brief, "survey", SURVEY, morning(colours), colours)
