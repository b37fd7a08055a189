"""Where a picture is used, as people read it: the items that show it, and those that would."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncConnection

from ....actions.remove_media import holding
from ....domain.accounts import Person
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.workflow import STATE_WORDS, State, reads, state_of_item
from ....store.deputies import stands_in_for
from ....store.media_details import Use, load_drafted
from ....store.ownership import load_owners
from ....words import Words
from ..content.asked import readable

OTHERS: Words = {"ja": "（ほかの担当のもの）", "en": "(of another department)"}


class Used(NamedTuple):
    """An item that shows a picture, or a version of one that would (`number`); without a `path` it is for others to look at; `holds` it from being removed."""

    title: Words
    path: str
    state: State
    number: int = 0
    holds: bool = True

    @property
    def says(self) -> Words:
        return STATE_WORDS[self.state]


async def load_uses(
    connection: AsyncConnection, catalogue: Catalogue, names: Collection[str], person: Person, now: datetime
) -> list[Used]:
    """Of the pictures of these names: what is up first, then drafts and requests, then what was taken down. Of what this
    person may not look at it is told that there is one, and no more.
    """
    wanted = set(names)
    up = [item for item in catalogue.items.values() if item.media in wanted]
    held = {item.id for item in holding(up, now)}
    drafted = [use for use in await load_drafted(connection, wanted) if use.stage != "replaced"]
    owners = await load_owners(connection, "item", {use.item.id for use in drafted})
    deputy_of = await stands_in_for(connection, person.name, now)
    own = {id for id, owner in owners.items() if reads(person, owner, deputy_of)}
    down = [one.item for one in catalogue.taken_down if one.item.media in wanted and one.item.title]
    seen = await readable(connection, catalogue, [*up, *down], person, now)
    return [
        *(_approved(item, state_of_item(item, now), item.id in seen, holds=item.id in held) for item in up),
        *(
            _drafted(use, use.stage, use.item.id in own)
            for use in drafted
            if use.stage in ("draft", "requested", "remanded")
        ),
        *(_approved(item, "withdrawn", item.id in seen, holds=False) for item in down),
    ]


def _approved(item: Item, state: State, own: bool, *, holds: bool) -> Used:
    return _used(item, state, holds=holds) if own else Used(OTHERS, "", state, holds=holds)


def _drafted(use: Use, state: State, own: bool) -> Used:
    if own:
        return _used(use.item, state, use.number)
    return Used(OTHERS, "", state, use.number)


def _used(item: Item, state: State, number: int = 0, *, holds: bool = True) -> Used:
    return Used(item.title, f"/content/{quote(item.id, safe='')}", state, number, holds)
