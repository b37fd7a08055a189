"""A slide: from an item, or from nothing (the fallback), to the bytes of its document. Knows no clock."""

from collections.abc import Callable

import msgspec

from ..brand import Brand
from ..domain.content import KINDS, Item, bears_code
from ..domain.legibility import Finding, FindingCode, Measures
from ..domain.links import Codes
from ..errors import RenderError
from .assets import Assets
from .brief import Brief
from .canvas import canvas_of
from .composition import Composition
from .document import write_document
from .faults import faults, measures
from .layouts import LAYOUTS
from .logos import with_logo
from .subject import Subject
from .templates import OwnTemplates

STRAIGHT = Codes()
"""Codes that say their target itself."""


class Slide(msgspec.Struct, frozen=True):
    """A finished slide.

    `needs` is every file that the document loads, with its bytes' count. `findings` are what staff are to know of it, wherever it is
    shown; `measures` what else depends on the display.
    """

    html: bytes
    needs: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    measures: Measures


def build_slide(
    subject: Subject,
    brand: Brand,
    assets: Assets,
    own: OwnTemplates = (),
    *,
    timezone: str = "Asia/Tokyo",
    country: str = "JP",
    codes: Codes = STRAIGHT,
) -> Slide:
    """The slide of a subject; equal input gives equal bytes.

    No item and "fallback.html" is the fallback. `own` are templates of one's own, looked at before ours.
    `timezone` is where a date falls on its day, `country` whose holidays are named; `codes` say how
    QR codes lead to their target. Raises RenderError with a plain sentence.
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
        link=subject.link,
        codes=codes,
        brand=brand,
        vendor=assets.vendor,
        timezone=timezone,
        country=country,
    )
    composition = _layout(brief.item, key.template)(brief)
    composition = with_logo(brief, composition, fallback=brief.item is None)
    html = write_document(brief, composition, key.template, assets, own)
    needs = tuple(sorted({*assets.used_by(html), *composition.files}))
    told = (*composition.findings, *_shortened(composition), *_missing(brief, key.bare), *_codeless(brief))
    found = (*told, *faults(composition))
    return Slide(html, needs, found, measures(composition))


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


def _shortened(composition: Composition) -> tuple[Finding, ...]:
    """A title that is cut says something else; of anything else the beginning is worth showing."""
    cut = [block.name for block in composition.blocks if block.setting.shortened]
    return tuple(Finding("cut", "wrong" if name.startswith("title") else "note", name) for name in cut)


def _missing(brief: Brief, bare: bool) -> tuple[Finding, ...]:
    """What was asked for but can't be shown: characters that the fonts lack, pictures that have not been taken in."""
    code: FindingCode = "licence-over" if bare else "picture-missing"
    wanted = zip(brief.items, brief.media, strict=False)
    absent = [item.media for item, media in wanted if item.media and media is None]
    return (*_lacking(brief), *(Finding(code, "wrong", "picture", name) for name in absent))


def _codeless(brief: Brief) -> tuple[Finding, ...]:
    """Why a slide that was to bear a QR code has none."""
    item, url = brief.item, (brief.link.target if brief.link else brief.item.url if brief.item else None) or ""
    asked = item is not None and len(brief.items) == 1 and bears_code(item, qr=brief.qr)
    if not asked or brief.code or brief.canvas.strip:
        return ()
    if brief.link and brief.link.dead_since:
        return (Finding("qr-dead", "wrong", "qr", url),)
    return (Finding("qr-small" if brief.leads_to else "qr-no-link", "wrong", "qr", url),)


def _lacking(brief: Brief) -> list[Finding]:
    """The characters that the fonts lack, by the field that they were written in."""
    found = []
    for element, field in (("title", "title"), ("summary", "text"), ("department", "department")):
        written = "".join(getattr(item, field).get(brief.language, "") for item in brief.items)
        if lacking := brief.lacks(written):
            found.append(Finding("lacks-characters", "wrong", element, " ".join(lacking)))
    return found
