"""All of it → segments: what a channel shows over the coming days, as slots of items."""

from datetime import datetime

import msgspec


class Slot(msgspec.Struct, frozen=True):
    """One place in a loop. `item` None is the fallback. `template` is the file that draws it."""

    item: str | None
    language: str
    template: str
    ms: int
    transition: str = "fade"


Loop = tuple[Slot, ...]


class Segment(msgspec.Struct, frozen=True):
    """Half-open [from_at, until_at), aware and UTC, on whole minutes.

    `loop` None is planned off. `rule` names the winner that put the loop on; None is planned off or dead air.
    """

    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    loop: Loop | None
    rule: str | None
