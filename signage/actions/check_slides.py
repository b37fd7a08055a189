"""Looks through every slide that screens have been given, on every display that has it: what people there can't read."""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from ..domain.on_air import Judged, SlideOnAir, judge_on_air, slides_on_air
from ..domain.slide_lines import Line, slide_lines
from ..store.accepted import load_accepted
from ..store.blobs import Blobs
from ..store.catalogue import CatalogueKeeper
from ..store.database import Database
from ..store.publications import load_heads, load_publications
from ..store.slides import SlideIndex, load_slides


class SlideCheck(NamedTuple):
    """`shown` is every slide on air, `judged` what was found, `unexamined` how many an older server made and nobody measured."""

    shown: list[SlideOnAir]
    judged: list[Judged]
    unexamined: int
    lines: list[Line]

    @property
    def displays(self) -> int:
        return len({id for one in self.shown for id in one.displays})


async def check_slides(database: Database, blobs: Blobs) -> SlideCheck:
    """As the last publication left them. Nothing is drawn: each slide was measured when it was made. Raises StoreError."""
    catalogue = await CatalogueKeeper(database).current()
    async with database.read() as connection:
        heads, published = await load_heads(connection), await load_publications(connection)
        made, accepted = await load_slides(connection), await load_accepted(connection)
    tails = await asyncio.to_thread(_tails, blobs, published)
    index = SlideIndex()
    index.add(made)
    channels = {id: head.channel for id, head in heads.items() if id in catalogue.displays}
    shown = slides_on_air(tails, channels)
    examined = {one.slide: found for one in shown if (found := index.examined(one.slide))}
    judged = judge_on_air(shown, examined, catalogue.displays)
    lines = slide_lines(judged, catalogue, {item: one.codes for item, one in accepted.items()})
    return SlideCheck(shown, judged, len(shown) - len(examined), lines)


def _tails(blobs: Blobs, published: Mapping[str, str]) -> dict[str, bytes]:
    """By channel; one whose file is lost is passed over."""
    files = {channel: f"{sha256}.json" for channel, sha256 in published.items()}
    return {channel: blobs.load(file) for channel, file in files.items() if blobs.path(file).is_file()}
