"""ULIDs: identifiers that sort by their moment, of 26 letters and digits (github.com/ulid/spec)."""

import re
import secrets
from datetime import datetime

PATTERN = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(PATTERN)


def new_ulid(now: datetime) -> str:
    """48 bits of milliseconds, then 80 random ones."""
    return _written(round(now.timestamp() * 1000) << 80 | secrets.randbits(80))


def ulid_of(digest: bytes) -> str:
    """The same for the same digest, of 16 bytes or more: it tells of no moment."""
    return _written(int.from_bytes(digest[:16]))


def _written(number: int) -> str:
    return "".join(_LETTERS[number >> shift & 31] for shift in range(125, -1, -5))


def is_ulid(text: str) -> bool:
    return bool(_ULID.fullmatch(text))
