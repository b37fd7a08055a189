"""What passes between a fetch and those who keep it: Parsed, Fetched, and who runs the parsing."""

import traceback
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Protocol

import msgspec

from ..domain.content import KINDS, Item
from ..domain.sources import Memory, Source
from ..errors import SourceError


class Parsed(msgspec.Struct, frozen=True):
    """Items in the source's own order, and in plain sentences what was passed over or mended, and why.

    `entries` is how many there were, those that were passed over included.
    """

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()
    entries: int = 0


class Fetched(msgspec.Struct, frozen=True):
    """The outcome of a fetch that worked. `items` is None when nothing has changed since `memory`."""

    items: tuple[Item, ...] | None
    memory: Memory
    notes: tuple[str, ...] = ()
    entries: int = 0


class Parse(Protocol):
    """A pure function of module level (it can go to another process); raises SourceError and nothing else.

    `timezone` is the office's, for dates without one; `address` is where the body came from (after
    redirects), for relative links, and "" when that is a file. `month` is the first day of the month in which it
    is read, the only clock a parser knows: what repeats for ever is read from the month before on. The same body is
    read anew once a month. None reads it from its beginning.
    """

    def __call__(
        self,
        body: bytes,
        content_type: str | None,
        source: Source,
        timezone: str = ...,
        address: str = ...,
        month: date | None = ...,
    ) -> Parsed: ...


Run = Callable[..., Awaitable[Parsed]]
"""`await run(parse, *arguments)`: calls `parse(*arguments)`, in whichever process it likes."""


async def in_process(parse: Parse, *arguments: object) -> Parsed:
    """The Run for commands and tests; a server runs hostile input in a worker process instead."""
    return parse(*arguments)  # type: ignore[arg-type]


def told(parse: Parse, *arguments: object) -> Parsed:
    """What `parse` gives. A slip of ours carries its traceback in a note, since a process's pipe passes none on."""
    try:
        return parse(*arguments)  # type: ignore[arg-type]
    except SourceError:
        raise
    except Exception as slip:
        slip.add_note(traceback.format_exc())
        raise


def lacks(item: Item) -> str | None:
    """The first field that the item's kind needs and the item does not have; an event that never takes place is none."""
    has = {"event": item.event is not None and bool(item.event.occasions), "year": item.year is not None}
    return next((need for need in KINDS[item.kind].needs if not has.get(need, getattr(item, need))), None)
