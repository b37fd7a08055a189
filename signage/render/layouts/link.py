"""A link: as a survey, in the colours of its theme."""

from ..brief import Brief
from ..composition import Composition
from .survey import compose_asking


def compose_link(brief: Brief) -> Composition:
    """As `compose_asking`."""
    return compose_asking(brief, "link", "common")
