"""How each kind of slide is laid out: the name of its template → a function from a brief to a composition."""

from collections.abc import Callable

from ..brief import Brief
from ..composition import Composition
from .about import compose_about
from .coming import compose_coming
from .event import compose_event
from .fallback import compose_fallback
from .history import compose_history
from .link import compose_link
from .news import compose_news
from .notice import compose_notice
from .picture import compose_film, compose_picture
from .report import compose_report
from .survey import compose_survey
from .theme import compose_theme
from .voice import compose_voice

LAYOUTS: dict[str, Callable[[Brief], Composition]] = {
    "news.html": compose_news,
    "report.html": compose_report,
    "event.html": compose_event,
    "coming.html": compose_coming,
    "theme.html": compose_theme,
    "history.html": compose_history,
    "survey.html": compose_survey,
    "voice.html": compose_voice,
    "link.html": compose_link,
    "notice.html": compose_notice,
    "picture.html": compose_picture,
    "film.html": compose_film,
    "about.html": compose_about,
    "fallback.html": compose_fallback,
}

__all__ = ["LAYOUTS"]
