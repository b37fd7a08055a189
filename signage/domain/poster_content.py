"""What the posters of an order are about: the item with the order's own words over it."""

from datetime import datetime

import msgspec

from ..brand import Brand
from ..errors import InputError
from .catalogue import Catalogue
from .content import Item
from .events import Occasion, ends_at
from .links import CAMPAIGN
from .posters import PosterOrder, Site, checked, once_each

MOST_SHEETS = 5_000
"""Of one order."""

TYPED_LETTERS = 48
"""A longer address is typed by nobody."""


def sites_of(catalogue: Catalogue, order: PosterOrder) -> tuple[Site, ...]:
    """Where its posters are to hang, each corner once. Raises InputError for a paper, a campaign or a place that can't be."""
    checked(order.paper)
    if not CAMPAIGN.fullmatch(order.campaign):
        raise InputError("a campaign is named by a-z, 0-9 and _ (60 at most), as web statistics know it", "campaign")
    sites = once_each(order.sites)
    if not sites:
        raise InputError("say in which places they are to hang", "places")
    if unknown := sorted({site.place for site in sites if site.place not in catalogue.places}):
        raise InputError(f"there is no place {', '.join(unknown[:5])}", "places")
    if sum(site.copies for site in sites) > MOST_SHEETS:
        raise InputError(f"at most {MOST_SHEETS} sheets are made at once; divide them", "places")
    return sites


def item_of(catalogue: Catalogue, order: PosterOrder, brand: Brand) -> Item:
    """The item with the order's own words over it; without one the project's key message."""
    item = catalogue.items.get(order.item)
    if order.item and item is None:
        raise InputError(f"there is no item {order.item}", "item")
    if item is not None and item.event and item.event.cancelled:
        raise InputError("this event is cancelled", f"item {order.item}")
    base = item or Item(id="poster", source="poster", kind="about", title=brand.message or brand.name)
    title, text = base.title | order.text.title, base.text | order.text.text
    if order.language not in title and order.language.partition("-")[0] not in title:
        raise InputError(f"there is no title in this language ({order.language}); write one", "title")
    return msgspec.structs.replace(base, title=title, text=text)


def occasion_of(item: Item, now: datetime) -> Occasion | None:
    """The first that is not over, else the last."""
    if item.event is None or not item.event.occasions:
        return None
    occasions, event = item.event.occasions, item.event
    return next((one for one in occasions if ends_at(event, one) > now), occasions[-1])


def typed_address(address: str, brand: Brand) -> str:
    """The address as people type it, where it is short enough and has no query, without which it leads elsewhere; else the
    project's, or where there is none the host alone.
    """
    page, _, query = address.partition("://")[2].partition("#")[0].partition("?")
    text = page.removesuffix("index.html")
    return text if not query and len(text) <= TYPED_LETTERS else brand.address or page.partition("/")[0]
