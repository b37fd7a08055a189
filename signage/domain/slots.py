"""The places of a loop: which slide stands in each, and how long."""

import msgspec

from .events import Stage


class SlideKey(msgspec.Struct, frozen=True, gc=False, order=True, cache_hash=True):
    """Which slide a slot asks for: no item is the fallback, several are a list. `template` is the file that draws it.

    `stages` say of each item that is an event how it stands. `clock` and `qr` are what playlist and section ask for. A
    `bare` one leaves out its item's picture, whose licence is over.
    """

    items: tuple[str, ...]
    language: str
    template: str
    stages: tuple[Stage | None, ...] = ()
    clock: bool = False
    qr: bool = False
    bare: bool = False


class Slot(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """One place in a loop. `ms` is how long it stands."""

    key: SlideKey
    ms: int
    transition: str = "fade"

    @property
    def subject(self) -> tuple[str, ...]:
        """What it shows, whatever the language: rotation keeps equal ones apart."""
        return self.key.items

    @property
    def item(self) -> str | None:
        """The only item it shows; None for the fallback and for a list."""
        return self.key.items[0] if len(self.key.items) == 1 else None


Loop = tuple[Slot, ...]

FALLBACK_TEMPLATE = "fallback.html"
FALLBACK_MS = 30_000


def fallback_key(language: str) -> SlideKey:
    return SlideKey((), language, FALLBACK_TEMPLATE)
