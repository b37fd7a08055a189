"""A slide: from an item, or from nothing (the fallback), to the bytes of its document. Knows no clock."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from ..brand import Brand
from ..domain.content import KINDS, Item
from ..domain.displays import Format
from ..errors import RenderError
from .assets import Assets
from .brief import Brief
from .canvas import canvas_of
from .composition import Composition
from .document import write_document
from .layouts import LAYOUTS

_WHAT = {"title": "the title", "subtitle": "the subtitle", "summary": "the text", "department": "the department"}


class Slide(msgspec.Struct, frozen=True):
    """A finished slide.

    `needs` is every file that the document loads, with its bytes' count. `findings` are plain sentences for staff.
    """

    html: bytes
    needs: tuple[tuple[str, int], ...]
    findings: tuple[str, ...]


def build_slide(
    item: Item | None,
    language: str,
    template: str,
    format: Format,
    brand: Brand,
    assets: Assets,
    folder: Path | None = None,
    *,
    timezone: str = "Asia/Tokyo",
) -> Slide:
    """The slide of an item in a language, by a template, for a format; equal input gives equal bytes.

    No item and "fallback.html" is the fallback. `folder` holds templates of one's own, looked at before ours.
    `timezone` is where a date falls on its day. Raises RenderError with a plain sentence.
    """
    if item is not None and language not in item.title:
        raise RenderError(f"this item has no title in the language “{language}”", item.id)
    brief = Brief(
        canvas=canvas_of(format),
        language=language,
        item=item,
        brand=brand,
        vendor=assets.vendor,
        timezone=timezone,
    )
    composition = _layout(item, template)(brief)
    html = write_document(brief, composition, template, assets, folder)
    return Slide(html, assets.files, (*composition.findings, *_shortened(composition), *_missing(brief)))


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


def _missing(brief: Brief) -> tuple[str, ...]:
    """What was written but can't be set: characters that the fonts lack."""
    words = [brief.item.title, brief.item.text, brief.item.department] if brief.item else []
    written = "".join(text.get(brief.language, "") for text in words)
    lacking = brief.lacks(written)
    return (f"the fonts have no {' '.join(lacking)}",) if lacking else ()
