"""Slides to be made, as a worker process takes them: a batch in, a slide or a reason for each out."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..brand import Brand
from ..domain.content import Item, Period
from ..domain.displays import Format
from ..errors import RenderError
from .assets import Assets
from .slides import Slide, build_slide

_CODE = Path(__file__).parent
_TEMPLATES = _CODE.parent / "templates" / "slides"


class Look(msgspec.Struct, frozen=True):
    """All that goes into every slide beside its item."""

    brand: Brand
    assets: Assets
    timezone: str = "Asia/Tokyo"
    """Decides on which day a publication falls."""


class Order(msgspec.Struct, frozen=True):
    """One slide to be made: an item (None: the fallback) in a language, by a template, for a format."""

    item: Item | None
    language: str
    template: str
    format: Format

    @property
    def subject(self) -> str:
        """What the slide shows, over all its versions."""
        return "|".join((self.item.id if self.item else "", self.language, self.template, self.format.name))


def look_digest(look: Look) -> str:
    """Changes with brand, shared files, templates and the code that draws: then every slide is made anew."""
    digest = hashlib.sha256(msgspec.json.encode(look))
    for path in sorted([*_CODE.rglob("*"), *_TEMPLATES.rglob("*")]):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def recipe(order: Order, look_digest: str) -> str:
    """SHA-256 (hex) of all that decides the slide's bytes. Place in the source and period don't."""
    item = msgspec.structs.replace(order.item, position=0, period=Period()) if order.item else None
    return hashlib.sha256(
        look_digest.encode() + msgspec.json.encode((item, order.language, order.template, order.format))
    ).hexdigest()


def make_slides(orders: Sequence[Order], look: Look) -> list[Slide | RenderError]:
    """A slide, or why there is none, for each order."""
    return [_make(order, look) for order in orders]


def _make(order: Order, look: Look) -> Slide | RenderError:
    what = (order.item, order.language, order.template, order.format)
    try:
        return build_slide(*what, look.brand, look.assets, timezone=look.timezone)
    except RenderError as problem:
        return problem
    except Exception as problem:  # noqa: BLE001 one item that a template chokes on must not cost the others theirs
        return RenderError(f"could not be drawn ({type(problem).__name__}: {problem})")
