"""A poster as it is asked for: what all sheets of an order share, and what is each one's own."""

import msgspec

from ...brand import Brand
from ...domain.content import Item
from ...domain.displays import Format
from ...domain.events import Occasion
from ...domain.posters import Paper
from ..brief import Brief
from ..canvas import canvas_of

OwnFiles = tuple[tuple[str, bytes], ...]
"""Name (in templates/posters/) and content of the templates and pictures of one's own."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A JPEG, its size in px, the point of it (0…1) that stays in view, and who is to be named."""

    jpeg: bytes
    width: int
    height: int
    focus: tuple[float, float] = (0.5, 0.5)
    credit: str = ""


class Design(msgspec.Struct, frozen=True, kw_only=True):
    """What every sheet of an order shows. `item` carries the words, `occasion` is the one of its event that is told; `call`
    says what to do with the code, `where` when and where it takes place if the item is no event; `address` is to be typed
    by those who can't scan.
    """

    item: Item
    paper: Paper
    language: str
    template: str
    brand: Brand
    vendor: str
    occasion: Occasion | None = None
    call: str = ""
    where: str = ""
    address: str = ""
    picture: Picture | None = None
    timezone: str = "Asia/Tokyo"
    country: str = "JP"
    own: OwnFiles = ()


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: what its code says, the same as people read it (link-spot), and where it hangs."""

    says: str
    code: str = ""
    place: str = ""


def brief_of(design: Design) -> Brief:
    """The item's words in the poster's language, as slides have them. Sizes are the sheet's own, not the canvas'."""
    portrait = design.paper.portrait
    return Brief(
        canvas=canvas_of(Format(1080, 1920) if portrait else Format(1920, 1080)),
        language=design.language,
        items=(design.item,),
        brand=design.brand,
        vendor=design.vendor,
        timezone=design.timezone,
        country=design.country,
    )
