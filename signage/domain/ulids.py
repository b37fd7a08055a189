"""ULIDs: identifiers that sort by their moment, of 26 letters and digits (github.com/ulid/spec)."""

import re
import secrets
from datetime import datetime

PATTERN = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(PATTERN)


def new_ulid(now: datetime) -> str:
    """48 bits of milliseconds, then 80 random ones."""
    number = round(now.timestamp() * 1000) << 80 | secrets.randbits(80)
    return "".join(_LETTERS[number >> shift & 31] for shift in range(125, -1, -5))


def is_ulid(text: str) -> bool:
    return bool(_ULID.fullmatch(text))
