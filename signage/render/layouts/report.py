"""A report: as news, by day."""

from ..brief import Brief
from ..composition import Composition
from ..palettes import day
from .news import compose_told


def compose_report(brief: Brief) -> Composition:
    return compose_told(brief, "report", day)
