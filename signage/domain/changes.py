"""What an edit can have changed on screens: so much is compiled again, and nothing else."""

from collections.abc import Mapping
from typing import TypeVar

from .catalogue import Catalogue
from .content import Item
from .playlists import Playlist

T = TypeVar("T")


def affected_playlists(before: Catalogue, after: Catalogue) -> set[str]:
    """Playlists whose loops may differ: those that changed, and those that take, or took, an item that did.

    What takes place and the reports that follow it reach into each other's sections: either touches every playlist that
    takes an event.
    """
    playlists = before.playlists | after.playlists
    changed = set(differing(before.playlists, after.playlists))
    items = _touched_items(before, after)
    if any(item.event or item.kind == "report" for item in items):
        items += [item for catalogue in (before, after) for item in catalogue.items.values() if item.event]
    return changed | {name for name, playlist in playlists.items() if any(_takes(playlist, item) for item in items)}


def affected_rules(before: Catalogue, after: Catalogue) -> set[str]:
    """Names of rules that changed, or whose playlist may loop otherwise."""
    playlists = affected_playlists(before, after)
    rules = set(differing({rule.name: rule for rule in before.rules}, {rule.name: rule for rule in after.rules}))
    return rules | {rule.name for rule in after.rules if rule.playlist in playlists}


def differing(before: Mapping[str, T], after: Mapping[str, T]) -> list[str]:
    """Keys of what is new, gone or not the same any more."""
    if before is after:
        return []
    gone = [name for name in before if name not in after]
    return gone + [name for name, one in after.items() if name not in before or before[name] != one]


def _touched_items(before: Catalogue, after: Catalogue) -> list[Item]:
    """Every version of each item that is not what it was: the item itself, its media, where its code leads, or whether it is
    taken down.
    """
    links = set(differing(before.links, after.links))
    media = set(differing(before.media, after.media))
    gone = [{one.item.id: one for one in catalogue.taken_down} for catalogue in (before, after)]
    touched = {*differing(*gone), *differing(before.items, after.items)}
    sides = [
        [*(one.item for one in down.values()), *catalogue.items.values()]
        for down, catalogue in zip(gone, (before, after), strict=True)
    ]
    return [item for side in sides for item in side if item.id in touched or item.media in media or item.url in links]


def _takes(playlist: Playlist, item: Item) -> bool:
    return any(section.takes(item) for section in playlist.sections)
