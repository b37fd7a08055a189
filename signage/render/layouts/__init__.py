"""How each kind of slide is laid out: the name of its template → a function from a brief to a composition."""

from collections.abc import Callable

from ..brief import Brief
from ..composition import Composition
from .about import compose_about
from .fallback import compose_fallback
from .news import compose_news
from .survey import compose_survey

LAYOUTS: dict[str, Callable[[Brief], Composition]] = {
    "news.html": compose_news,
    "survey.html": compose_survey,
    "about.html": compose_about,
    "fallback.html": compose_fallback,
}

__all__ = ["LAYOUTS"]
