"""What may be shown, with its moments worked out: when it is shown, how an event stands, which report follows which event."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from .calendars import ONE_DAY, minute_down, minute_up
from .content import FOLLOW_DAYS, KINDS, Item, ends_at, reports_of
from .events import Days, Stage, begins_at, occasions_in, over_at, stages
from .events import ends_at as occasion_ends_at
from .links import Link
from .media import Media

Piece = tuple[datetime, datetime]
"""[from, until)."""


class Candidate(msgspec.Struct, frozen=True, eq=False):
    """An item with all its moments worked out, on whole minutes: a beginning rounded up, an end down.

    `stages` are those of an event, each with the instant it begins at (None: always so far); `spans` are [begins, ends)
    of its occasions. `film_ms` is how long its film plays. From `bare_from` on its picture is left out.
    """

    item: Item
    begins: datetime | None
    ends: datetime | None
    stages: tuple[tuple[datetime | None, Stage], ...] = ()
    spans: tuple[Piece, ...] = ()
    film_ms: int = 0
    bare_from: datetime | None = None

    @property
    def standing(self) -> tuple[object, ...]:
        """All that decides when it is shown and how it stands then, in which languages: nothing that its words say."""
        item = self.item
        return item.id, item.kind, item.title.keys(), self.begins, self.ends, self.stages, self.spans, self.bare_from

    def holds(self, at: datetime) -> bool:
        return (self.begins is None or self.begins <= at) and (self.ends is None or at < self.ends)

    def stage(self, at: datetime) -> Stage | None:
        begun = None
        for since, stage in self.stages:
            if since is not None and since > at:
                break
            begun = stage
        return begun

    def is_bare(self, at: datetime) -> bool:
        return self.bare_from is not None and self.bare_from <= at

    def soonest(self, at: datetime) -> datetime:
        """When the occasion begins that is on or next."""
        return min((begins for begins, ends in self.spans if ends > at), default=at)

    def edges(self) -> Iterator[datetime]:
        """Every instant at which what it shows changes."""
        yield from (edge for edge in (self.begins, self.ends, self.bare_from) if edge)
        yield from (since for since, _ in self.stages if since)


def candidate(item: Item, media: Mapping[str, Media], days: Days | None = None) -> Candidate:
    """With its moments on these days; without `days` with all of them."""
    begins, ends = shown_between(item, media)
    picture = media.get(item.media or "")
    over = licence_over(picture) if "media" not in KINDS[item.kind].needs else None
    if item.event is None:
        film = picture if item.kind == "film" else None
        return Candidate(item, begins, ends, film_ms=film.film_ms if film else 0, bare_from=over)
    event = item.event
    its = tuple((since and minute_up(since), stage) for since, stage in stages(event, days))
    spans = tuple((begins_at(event, one), occasion_ends_at(event, one)) for _, one in occasions_in(event, days))
    return Candidate(item, begins, ends, its, spans, bare_from=over)


def shown_between(item: Item, media: Mapping[str, Media]) -> tuple[datetime | None, datetime | None]:
    """When an item may be shown, on whole minutes: the beginning rounded up, the end down.

    What is nothing without its picture ends with the picture's licence; any other item goes on without the picture.
    """
    begins, ends = item.period.begins_at, ends_at(item)
    ends = minute_down(ends) if ends else None
    picture = media.get(item.media or "") if item.kind in KINDS and "media" in KINDS[item.kind].needs else None
    over = licence_over(picture)
    return (minute_up(begins) if begins else None), min((one for one in (ends, over) if one), default=None)


def leads_nowhere(item: Item, links: Mapping[str, Link]) -> bool:
    """Whether it is there for its code alone, and nothing answers any more where that leads."""
    link = links.get(item.url or "")
    return KINDS[item.kind].qr and link is not None and link.dead_since is not None


def licence_over(picture: Media | None) -> datetime | None:
    """The minute from which no slide shows a picture."""
    return minute_down(picture.ends_at) if picture and picture.ends_at else None


class Followed(msgspec.Struct, frozen=True):
    """An event that is over, and the reports that stand in its place over [from_at, until_at)."""

    event: str
    reports: frozenset[str]
    from_at: datetime
    until_at: datetime


def followed_events(items: Sequence[Item]) -> list[Followed]:
    borne = Counter(tag for item in items if item.event for tag in set(item.hashtags))
    reports = [item for item in items if item.kind == "report"]
    found = []
    for item in items if reports else ():
        if item.event and (over := over_at(item.event)):
            # A hashtag that several events bear tells nothing of which one a report is about.
            own = msgspec.structs.replace(item, hashtags=tuple(tag for tag in item.hashtags if borne[tag] == 1))
            ids = frozenset(report.id for report in reports_of(own, reports))
            if ids:
                over = minute_down(over)
                found.append(Followed(item.id, ids, over, over + FOLLOW_DAYS * ONE_DAY))
    return found
