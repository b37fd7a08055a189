"""What people could not read of an item on the displays that would show it: seen before it is put up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ....domain.catalogue import Catalogue
from ....domain.comparison import Comparison
from ....domain.content import Item
from ....domain.displays import Display, format_of
from ....domain.drafts import Draft
from ....domain.finding_words import says, why
from ....domain.legibility import Examined, FindingCode, Mark
from ....domain.on_air import Judged, SlideOnAir, judge_on_air
from ....domain.playlists import Section
from ....words import Words
from ...desk import Desk

FORMATS = 12
"""So many formats, those of the most displays, are looked at."""
LOOKED_AT = 24
"""So many items that a publication brings are looked at, those on the most displays."""
LINES = 6
"""So many things are told of one item."""


class Foreseen(NamedTuple):
    """Of one item: what is found of its slides, and the displays on which it can't be shown at all."""

    judged: Sequence[Judged] = ()
    unmade: Sequence[Display] = ()

    @property
    def wrong(self) -> list[Judged]:
        """What people could not read."""
        return [one for one in self.judged if one.finding.mark == "wrong"]

    @property
    def unreadable(self) -> tuple[FindingCode, ...]:
        """The codes of that: to put it up needs an explicit yes."""
        return tuple(sorted({one.finding.code for one in self.wrong}))


class Line(NamedTuple):
    """One thing that is found, and on how many displays."""

    mark: Mark
    says: Words
    why: Words
    displays: int


async def foresee(
    desk: Desk, catalogue: Catalogue, item: Item, displays: Iterable[str], at: datetime, seconds: float | None
) -> Foreseen:
    """In each format of these displays, in each language that they show. `seconds` is the shortest time that it stands."""
    known = [catalogue.displays[id] for id in displays if id in catalogue.displays]
    spoken = [(format_of(one), language, one) for one in known for language in one.languages if language in item.title]
    shapes = Counter((shape, language) for shape, language, _ in spoken).most_common(FORMATS)
    judged: list[Judged] = []
    unmade: dict[str, Display] = {}
    for (shape, language), _ in shapes:
        its = {one.id: one for other, spoke, one in spoken if (other, spoke) == (shape, language)}
        drawn = await desk.previews.draw_item(item, next(iter(its.values())), catalogue, at, language)
        if drawn.measures is None:
            unmade |= its
            continue
        shown = SlideOnAir(drawn.name, (item.id,), round((seconds or 300) * 1000), tuple(its))
        judged += judge_on_air([shown], {drawn.name: Examined(drawn.findings, drawn.measures)}, its)
    return Foreseen(judged, tuple(unmade.values()))


def lines_of(judged: Iterable[Judged]) -> list[Line]:
    """Each thing once, on however many displays in whichever languages; the wrong ones first, then those on the most."""
    found: dict[tuple[str, str], tuple[Judged, set[str]]] = {}
    for one in judged:
        key = one.finding.mark, says(one.finding)["ja"]
        found.setdefault(key, (one, set()))[1].update(one.displays)
    lines = [Line(one.finding.mark, says(one.finding), why(one.finding), len(its)) for one, its in found.values()]
    return sorted(lines, key=lambda line: (line.mark != "wrong", -line.displays))[:LINES]


async def foresee_drafts(
    desk: Desk, found: Comparison, drafts: Iterable[Draft], after: Catalogue, now: datetime
) -> dict[str, Foreseen]:
    """By item: what people could not read of those that come to displays with these drafts, or stand for another time."""
    files = [draft.file for draft in drafts if draft.file]
    sections = [section for file in files for section in file.playlist.sections]
    coming = {one.item: one.displays for one in found.added}
    timed = [section for section in sections if section.seconds is not None]
    coming |= {
        item.id: found.touched
        for item in after.items.values()
        if item.id not in coming and any(section.takes(item) for section in timed)
    }
    ordered = sorted((id for id in coming if id in after.items), key=lambda id: (-len(coming[id]), id))
    foreseen = {}
    for id in ordered[:LOOKED_AT]:
        item = after.items[id]
        foreseen[id] = await foresee(desk, after, item, coming[id], now, _shortest(item, sections, after))
    return foreseen


def _shortest(item: Item, sections: Iterable[Section], catalogue: Catalogue) -> float | None:
    """The shortest time, s, that one of these sections gives it in one of its languages."""
    film = catalogue.media.get(item.media or "") if item.kind == "film" else None
    its = [section for section in sections if section.takes(item)]
    times = (section.ms(item, language, film.film_ms if film else 0) for section in its for language in item.title)
    return min((ms / 1000 for ms in times), default=None)
