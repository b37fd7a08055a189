"""What sources would give, without taking anything in."""

import asyncio
from pathlib import Path

import msgspec

from ..domain.sources import TYPES
from ..errors import InputError, SourceError, WorkerError
from ..settings import Settings
from ..sources import SOURCES, Fetched, Fetching, Memory, Run, Source, in_process
from ..sources.folder import counts
from ..sources.source_file import address_problem


class Preview(msgspec.Struct, frozen=True, omit_defaults=True):
    """One address, and what it gives or why it gives nothing. Without its `entries` a list counts as its items."""

    address: str
    fetched: Fetched | None = None
    problem: str = ""

    def plain(self) -> dict[str, object]:
        """For programs."""
        given = self.fetched or Fetched((), Memory())
        return {"address": self.address, "items": given.items, "notes": given.notes, "problem": self.problem}

    @property
    def counted(self) -> tuple[int, int, int, int]:
        """Entries, items, passed over, notes."""
        given = self.fetched or Fetched((), Memory())
        items = len(given.items or ())
        return given.entries, items, max(given.entries - items, 0), len(given.notes)


def addresses_of(source_type: str, written: list[str]) -> list[str]:
    """Addresses and files; of a folder its files that the type could read, by name."""
    found: list[str] = []
    for one in written:
        folder = Path(one)
        inside = sorted(folder.iterdir()) if "://" not in one and folder.is_dir() else None
        suffixes = TYPES[source_type].suffixes
        files = [path for path in inside or () if path.is_file() and path.suffix[1:].lower() in suffixes]
        found += [one] if inside is None else [str(path) for path in files if counts(path.relative_to(folder))]
    return found


async def preview_source(source_type: str, address: str, settings: Settings) -> Preview:
    """Raises InputError when the address can't be one."""
    # A file may be anywhere: it is the person at the keyboard who names it.
    file = None if "://" in address else Path(address)
    name = file.name if file else address
    if problem := address_problem(name):
        raise InputError(problem, address)
    fetching = Fetching.of(settings)
    if file and not await asyncio.to_thread(file.exists):
        return Preview(address, problem=f"{address}: there is no such file")
    if file:
        fetching = msgspec.structs.replace(fetching, folder=file.parent)
    source = Source(name="preview", type=source_type, address=name, kind=TYPES[source_type].kinds[0])
    return await _fetched(source, address, fetching, in_process)


async def try_source(source: Source, settings: Settings, run: Run) -> Preview:
    """What a source that is not kept yet would give, through the same guard as any; `run` parses it elsewhere."""
    return await _fetched(source, source.address, Fetching.of(settings), run)


async def _fetched(source: Source, address: str, fetching: Fetching, run: Run) -> Preview:
    try:
        return Preview(address, await SOURCES[source.type].fetch(source, Memory(), fetching, run))
    except (SourceError, WorkerError) as problem:
        return Preview(address, problem=str(problem))
