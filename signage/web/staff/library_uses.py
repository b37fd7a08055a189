"""Where a picture is used, as people read it: the items that show it, and those that would."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy.ext.asyncio import AsyncConnection

from ...actions.remove_media import holding
from ...domain.catalogue import Catalogue
from ...domain.content import Item
from ...domain.workflow import STATE_WORDS, State, state_of_item
from ...store.media_details import load_drafted
from ...words import Words


class Used(NamedTuple):
    """An item that shows a picture, or a version of one that would (`number`); `holds` it from being removed."""

    title: Words
    path: str
    state: State
    number: int = 0
    holds: bool = True

    @property
    def says(self) -> Words:
        return STATE_WORDS[self.state]


async def load_uses(
    connection: AsyncConnection, catalogue: Catalogue, names: Collection[str], now: datetime
) -> list[Used]:
    """Of the pictures of these names: what is up first, then drafts and requests, then what was taken down."""
    wanted = set(names)
    up = [item for item in catalogue.items.values() if item.media in wanted]
    held = {item.id for item in holding(up, now)}
    drafted = [use for use in await load_drafted(connection, wanted) if use.stage != "replaced"]
    down = [one.item for one in catalogue.taken_down if one.item.media in wanted and one.item.title]
    return [
        *(_used(item, state_of_item(item, now), holds=item.id in held) for item in up),
        *(_used(use.item, use.stage, use.number) for use in drafted if use.stage in ("draft", "requested", "remanded")),
        *(_used(item, "withdrawn", holds=False) for item in down),
    ]


def _used(item: Item, state: State, number: int = 0, *, holds: bool = True) -> Used:
    return Used(item.title, f"/content/{quote(item.id, safe='')}", state, number, holds)
