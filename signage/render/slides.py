"""A slide: from an item, or from nothing (the fallback), to the bytes of its document. Knows no clock."""

from collections.abc import Callable

import msgspec

from ..brand import Brand
from ..domain.content import KINDS, Item
from ..errors import RenderError
from .assets import Assets
from .brief import Brief
from .canvas import canvas_of
from .composition import Composition
from .document import write_document
from .layouts import LAYOUTS
from .logos import with_logo
from .subject import Subject
from .templates import OwnTemplates

_WHAT = {
    "title": "the title",
    "subtitle": "the subtitle",
    "summary": "the text",
    "department": "the department",
    "place": "the place",
}


class Slide(msgspec.Struct, frozen=True):
    """A finished slide.

    `needs` is every file that the document loads, with its bytes' count. `findings` are plain sentences for staff.
    """

    html: bytes
    needs: tuple[tuple[str, int], ...]
    findings: tuple[str, ...]


def build_slide(
    subject: Subject,
    brand: Brand,
    assets: Assets,
    own: OwnTemplates = (),
    *,
    timezone: str = "Asia/Tokyo",
    country: str = "JP",
) -> Slide:
    """The slide of a subject; equal input gives equal bytes.

    No item and "fallback.html" is the fallback. `own` are templates of one's own, looked at before ours.
    `timezone` is where a date falls on its day, `country` whose holidays are named. Raises RenderError with a plain sentence.
    """
    key, items = subject.key, subject.items
    if len(items) == 1 and key.language not in items[0].title:
        raise RenderError(f"this item has no title in the language “{key.language}”", items[0].id)
    brief = Brief(
        canvas=canvas_of(subject.format),
        language=key.language,
        items=items,
        stages=key.stages,
        media=subject.media,
        clock=key.clock,
        qr=key.qr,
        brand=brand,
        vendor=assets.vendor,
        timezone=timezone,
        country=country,
    )
    composition = _layout(brief.item, key.template)(brief)
    composition = with_logo(brief, composition, fallback=brief.item is None)
    html = write_document(brief, composition, key.template, assets, own)
    needs = tuple(sorted({*assets.files, *composition.files}))
    return Slide(html, needs, (*composition.findings, *_shortened(composition), *_missing(brief, key.bare)))


def _layout(item: Item | None, template: str) -> Callable[[Brief], Composition]:
    """The layout of this template, else the one of the item's kind: a template of one's own dresses a known layout."""
    kind = KINDS.get(item.kind) if item else None
    layout = LAYOUTS.get(template) or (LAYOUTS.get(kind.template) if kind else None)
    if layout is None or (item is None and template != "fallback.html"):
        raise RenderError("no slide is drawn by this template", template)
    if item is not None and layout is LAYOUTS["fallback.html"]:
        raise RenderError("the fallback shows no item", item.id)
    if item is not None and not "".join(item.title.values()).strip():
        raise RenderError("this item has no title", item.id)
    return layout


def _shortened(composition: Composition) -> tuple[str, ...]:
    cut = [block for block in composition.blocks if block.setting.shortened]
    return tuple(f"{_WHAT.get(block.name, block.name)} was shortened to fit" for block in cut)


def _missing(brief: Brief, bare: bool) -> tuple[str, ...]:
    """What was asked for but can't be shown: characters that the fonts lack, pictures that have not been taken in."""
    words = [words for item in brief.items for words in (item.title, item.text, item.department)]
    written = "".join(text.get(brief.language, "") for text in words)
    lacking = brief.lacks(written)
    told = [f"the fonts have no {' '.join(lacking)}"] if lacking else []
    wanted = zip(brief.items, brief.media, strict=False)
    absent = [item.media for item, media in wanted if item.media and media is None]
    if bare:
        return (*told, *(f"the licence of its picture {name} is over, so it is left out" for name in absent))
    told += [f"its picture {name} is not there" for name in absent]
    return tuple(told)
