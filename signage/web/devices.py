"""On what somebody is logged in, in words they know it by: what their browser says it is."""

from ..words import Words

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""A browser names those it is like too: the first that is found is the one it is."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN: Words = {"ja": "名前の分からないブラウザ", "en": "A browser that doesn’t say its name"}


def device_of(user_agent: str) -> str:
    """Chrome · Android; empty where it says nothing that is known."""
    found = (_first(user_agent, table) for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name)


def _first(text: str, table: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in table if sign in text), "")
