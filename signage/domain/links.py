"""Links and spots: what a QR code says, and where it leads."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from ..words import Words

LETTERS = "23456789BCDFGHJKLMNPQRSTVWXYZ"
"""Of new codes. The wire takes [2-9A-HJ-NP-Z] (protocol.md, no 0/O or 1/I); without vowels no word comes out by chance."""
LINK_LETTERS = 5
SPOT_LETTERS = 4

LINK = r"[2-9A-HJ-NP-Z]{3,8}"
SPOT = r"[2-9A-HJ-NP-Z]{2,6}"
"""As protocol.md has them."""


class Link(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where codes lead that bear `code`.

    `asked` is the address as the item or the poster names it, `target` where it leads now: they differ once the link was
    turned to another page. `campaign` is a name in the naming list ([a-z0-9_], empty: the project's own). After `expires_at`
    it leads to the project's top page. `dead_since` is set while nothing answers at the target.
    """

    code: str
    asked: str
    target: str
    campaign: str = ""
    title: Words = msgspec.field(default_factory=dict)
    department: str = ""
    by: str = ""
    made_at: datetime
    expires_at: datetime | None = None
    dead_since: datetime | None = None


def new_code(length: int, choose: Callable[[str], str]) -> str:
    """A code of so many letters; `choose` picks one (secrets.choice)."""
    return "".join(choose(LETTERS) for _ in range(length))


def address_of(public_url: str, link: str, spot: str = "") -> str:
    """What a code says: `<public_url>/q/<link>-<spot>`."""
    return f"{public_url.rstrip('/')}/q/{link}" + (f"-{spot}" if spot else "")
