"""What a player must stop showing although a manifest that it holds says otherwise: taken down or cancelled of late."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from .candidates import shown_between
from .catalogue import Catalogue
from .content import Item, ends_at, reports_of
from .media import Media
from .playlists import Section
from .timeline import Channel


def withdrawn(
    channel: Channel, catalogue: Catalogue, since: datetime, until: datetime | None = None
) -> tuple[str, ...]:
    """Ids, sorted, of items taken down at or after `since`, or cancelled and not over by then, that a playlist targeted
    at this channel would otherwise take, and show before `until`.
    """
    gone = {one.item.id: one.item for one in catalogue.taken_down if one.at >= since}
    gone |= {item.id: item for item in catalogue.items.values() if _cancelled(item, since)}
    here = [item for item in gone.values() if _could_show(channel, item, catalogue.media, since, until)]
    if not here:
        return ()
    targeted = {name for name, _ in channel.targets}
    names = {rule.playlist for rule in catalogue.rules if rule.name in targeted}
    sections = [
        section for name in names if name in catalogue.playlists for section in catalogue.playlists[name].sections
    ]
    events = [item for item in catalogue.items.values() if item.event]
    return tuple(sorted(item.id for item in here if _taken(sections, item, events)))


def _taken(sections: Iterable[Section], item: Item, events: Iterable[Item]) -> bool:
    """Whether a section takes the item, or an event that it follows; of one that was erased nobody knows any more."""
    if not item.title:
        return True
    followed = [event for event in events if reports_of(event, [item])] if item.kind == "report" else []
    return any(section.takes(one) for section in sections for one in (item, *followed))


def _could_show(
    channel: Channel, item: Item, media: Mapping[str, Media], since: datetime, until: datetime | None
) -> bool:
    begins, ends = shown_between(item, media)
    meant = not item.places or not channel.names.isdisjoint(item.places)
    spoken = not item.title or not set(item.title).isdisjoint(channel.languages)
    in_time = not (ends and ends <= since) and not (begins and until and begins >= until)
    return meant and spoken and in_time


def _cancelled(item: Item, since: datetime) -> bool:
    """When it was cancelled is not known, so it counts as long as an older manifest may still announce it."""
    ends = ends_at(item) if item.event and item.event.cancelled else None
    return ends is not None and ends > since
