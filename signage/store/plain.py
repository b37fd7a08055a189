"""What every database can keep as text: no NUL (PostgreSQL has none), no half of a pair (UTF-8 has none)."""

import hashlib
import re

_NEITHER = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with � in place of what can't be kept."""
    return _NEITHER.sub("\ufffd", text)


def shortened(name: str, letters: int) -> str:
    """A name that fits its column: one that is too long is told by its beginning and a hash, so that two stay two."""
    if len(name) <= letters:
        return name
    digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{name[: letters - 9]}…{digest}"
