"""What was stored before codes were gets them at the start; whatever comes later gets its code as it is stored."""

from datetime import datetime

from ..domain.links import is_address
from ..store.content import load_items
from ..store.database import Database
from ..store.displays import load_displays
from ..store.links import give_links, load_own_links
from ..store.spots import give_spots, load_display_spots


async def give_codes(database: Database, now: datetime) -> None:
    """A link for the address of every item that is up, and a spot for every display. Writes only where one is lacking."""
    async with database.read() as connection:
        items, _ = await load_items(connection)
        links = await load_own_links(connection)
        displays, spots = await load_displays(connection), await load_display_spots(connection)
    urls = {item.url for item in items.values() if item.url}
    addresses = sorted(url for url in urls if url not in links and is_address(url))
    lacking = [display for display in displays if display not in spots]
    if addresses or lacking:
        async with database.write() as connection:
            await give_links(connection, addresses, now)
            await give_spots(connection, "display", lacking, now)
