"""Every slide on air as it really stands on every display: opened in a Chromium, measured, its code photographed."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from ..domain.displays import Display, viewing_of
from ..domain.legibility import Finding, Viewing
from ..domain.on_air import Judged, SlideOnAir, slides_on_air
from ..domain.slide_lines import Line, slide_lines
from ..errors import StoreError
from ..render.glass import Glass, glasses
from ..render.looking import look, look_from
from ..store.accepted import load_accepted
from ..store.blobs import Blobs
from ..store.catalogue import CatalogueKeeper
from ..store.database import Database
from ..store.publications import load_heads, load_publications

WINDOWS = 2

Tell = Callable[[int, int], None]
"""How many slides have been looked at, of how many."""


class OnAir(NamedTuple):
    """Every slide on air; the displays by id, and the spots of those that have one."""

    shown: list[SlideOnAir]
    displays: Mapping[str, Display]
    spots: Mapping[str, str]


class _Seat(msgspec.Struct):
    spot: str | None = None


class _Head(msgspec.Struct):
    display: _Seat


async def look_through_glass(
    database: Database, blobs: Blobs, chromium: str = "", tell: Tell = lambda _done, _all: None
) -> list[Line]:
    """What is wrong with any slide on any display that has been given it, as lines for people. Reads only; a server may run
    beside it.

    `chromium` names the browser (the setting). Raises BrowserError and RenderError, with what to install, where browser or
    code reader are missing; StoreError where nothing was published yet.
    """
    on_air = await load_on_air(database, blobs)
    judged = await look_at_all(on_air, blobs, chromium, tell)
    catalogue = await CatalogueKeeper(database).current()
    async with database.read() as connection:
        accepted = await load_accepted(connection)
    return slide_lines(judged, catalogue, {item: one.codes for item, one in accepted.items()})


async def look_at_all(
    on_air: OnAir, blobs: Blobs, chromium: str = "", tell: Tell = lambda _done, _all: None
) -> list[Judged]:
    """As look_through_glass, of these slides."""
    waiting, found, done = iter(on_air.shown), list[Judged](), 0

    async def work(glass: Glass) -> None:
        nonlocal done
        for one in waiting:
            found.extend(await _look_at(glass, blobs, one, on_air))
            done += 1
            tell(done, len(on_air.shown))

    async with glasses(blobs.find, WINDOWS, chromium) as windows:
        await asyncio.gather(*(work(glass) for glass in windows))
    return found


async def _look_at(glass: Glass, blobs: Blobs, shown: SlideOnAir, on_air: OnAir) -> list[Judged]:
    """Drawn once for displays of the same pixels; judged once for those that are looked at alike."""
    html = await asyncio.to_thread(blobs.load, f"{shown.slide}.html")
    found: dict[Finding, list[str]] = defaultdict(list)
    for (width, height), alike in _by_pixels(shown, on_air.displays).items():
        looked = await look(glass, html, width, height, on_air.spots.get(alike[0].id, ""))
        judged: dict[Viewing, list[Finding]] = {}
        for display in alike:
            viewing = viewing_of(display)
            if viewing not in judged:
                judged[viewing] = await asyncio.to_thread(look_from, looked, viewing)
            for finding in (*looked.findings, *judged[viewing]):
                found[finding].append(display.id)
    return [Judged(shown, finding, tuple(its)) for finding, its in found.items()]


def _by_pixels(shown: SlideOnAir, displays: Mapping[str, Display]) -> dict[tuple[int, int], Sequence[Display]]:
    alike: dict[tuple[int, int], list[Display]] = defaultdict(list)
    for display in (displays[id] for id in shown.displays):
        alike[display.width, display.height].append(display)
    return dict(alike)


async def load_on_air(database: Database, blobs: Blobs) -> OnAir:
    """As the last publication left it. Raises StoreError where there was none."""
    catalogue = await CatalogueKeeper(database).current()
    async with database.read() as connection:
        heads, published = await load_heads(connection), await load_publications(connection)
    heads = {id: head for id, head in heads.items() if id in catalogue.displays}
    if not heads:
        raise StoreError("nothing is on air yet; start the server once", database.where)
    tails = {channel: await blobs.find(f"{sha256}.json") for channel, sha256 in published.items()}
    there = {channel: tail for channel, tail in tails.items() if tail is not None}
    shown = slides_on_air(there, {id: head.channel for id, head in heads.items()})
    spots = {id: msgspec.json.decode(head.head, type=_Head).display.spot for id, head in heads.items()}
    return OnAir(shown, catalogue.displays, {id: spot for id, spot in spots.items() if spot})
