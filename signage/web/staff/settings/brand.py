"""The brand: names, colour, message and mark, with real slides beside the form in the look that they would have."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from aiohttp import web

from ....actions.draw_slides import Drawn, slot_of
from ....brand import Brand, Logo
from ....domain.catalogue import Catalogue
from ....domain.displays import Format
from ....domain.forms.brand import (
    NEW_THEMES,
    PALETTES,
    brand_fields,
    labels_of,
    logo_file,
    logo_text,
    read_brand,
    without_new_themes,
)
from ....domain.forms.typed import seen_of
from ....domain.slots import fallback_key
from ....errors import ConflictError, InputError, MediaError, SignageError
from ....render.logo_files import logo_of
from ....render.palettes import INK, WHITE, Palette, contrast, palette, palette_of
from ....render.subject import Subject, subject_of
from ....words import Words
from ...auth import Form, form_of, go_to, needs, text_of
from ...desk import DESK
from ...public import BLOBS
from ..pages import HEADERS, part, render
from ..set_up import conflict, done, person_of, typed_of, what_was_done
from .samples import example_of

TITLE: Words = {"ja": "名前と色", "en": "Name and colours"}
PATH = "/settings/brand"
LOGO_LIMIT_BYTES = 5_000_000
LANDSCAPE, PORTRAIT = Format(1920, 1080), Format(1080, 1920)


class Sample(NamedTuple):
    """A slide in the look that is tried: where it is, and what stands under it."""

    name: str
    size: str
    says: Words


SAMPLES: tuple[Sample, ...] = (
    Sample("news", "1920x1080", {"ja": "ニュース", "en": "News"}),
    Sample(
        "fallback", "1920x1080", {"ja": "待機スライド（ほかに映すものがないとき）", "en": "While nothing else is on"}
    ),
    Sample("portrait", "1080x1920", {"ja": "待機スライド（縦）", "en": "The same, portrait"}),
)


class Pair(NamedTuple):
    """Text on a ground, with their contrast."""

    ground: str
    ink: str
    says: Words
    contrast: float


@needs("set up")
async def get_brand(request: web.Request) -> web.StreamResponse:
    return await _form(request, brand_fields(request.app[DESK].brands.in_force))


@needs("set up")
async def post_brand(request: web.Request) -> web.StreamResponse:
    """Keeps the brand, goes back to that of the settings, or takes a mark in and shows it."""
    form, desk = await form_of(request, LOGO_LIMIT_BYTES), request.app[DESK]
    fields = typed_of(form)
    wrong = await _take_logo(request, form, fields)
    brand, errors = await _read(request, fields)
    if errors := wrong | errors:
        return await _form(request, fields, errors)
    if text_of(form, "do") == "try":
        return await _form(request, fields | {"logo": logo_text(brand.logo)})
    try:
        await desk.brands.keep(brand, person_of(request).name, datetime.now(UTC), fields.get("seen", ""))
    except ConflictError:
        now = desk.brands.in_force
        theirs = brand_fields(now) | without_new_themes(fields)
        mine = theirs | fields  # of a theme that came meanwhile the form had no fields
        names = {f"theme_{key}_palette": PALETTES for key in now.themes}
        return await conflict(request, mine, theirs, labels_of(now), seen_of(now), title=TITLE, names=names)
    raise done(PATH, "", "changed", "brand")


@needs("set up")
async def post_drop_brand(request: web.Request) -> web.StreamResponse:
    form, desk = await form_of(request), request.app[DESK]
    await desk.brands.drop(person_of(request).name, datetime.now(UTC), text_of(form, "seen"))
    raise done(PATH, "", "changed", "brand")


@needs("set up")
async def post_try_brand(request: web.Request) -> web.StreamResponse:
    """The slides in the brand as it is being typed."""
    fields = typed_of(await form_of(request))
    brand, _ = await _read(request, fields)
    drawn = await _drawn(request, brand)
    html = part(
        request,
        "settings-brand-slides.html",
        now=datetime.now(UTC),
        slides=[(one, f"/previews/{its.name}.html" if its.name else "", its.problem) for one, its in drawn],
        pairs=_pairs(brand),
    )
    return web.Response(text=html, content_type="text/html", headers=HEADERS)


@needs("set up")
async def get_brand_sample(request: web.Request) -> web.StreamResponse:
    """Sends a frame on to a slide in the brand in force."""
    wanted = next((one for one in SAMPLES if one.name == request.query.get("slide", "")), SAMPLES[0])
    [(_, its)] = await _drawn(request, request.app[DESK].brands.in_force, (wanted,))
    if not its.name:
        raise InputError(its.problem)
    raise go_to(f"/previews/{its.name}.html")


async def _read(request: web.Request, fields: Mapping[str, str]) -> tuple[Brand, dict[str, Words]]:
    file = logo_file(fields)
    there = bool(file) and await asyncio.to_thread(request.app[BLOBS].path(file).is_file)
    return read_brand(fields, request.app[DESK].brands.in_force, {file} if there else set())


async def _take_logo(request: web.Request, form: Form, fields: dict[str, str]) -> dict[str, Words]:
    """Puts a mark that was sent into the fields; what can't be used of it, by field."""
    if text_of(form, "no_logo"):
        fields["logo"] = ""
        return {}
    file = form.get("logo_file")
    if not isinstance(file, web.FileField) or not file.filename:
        return {}
    body = await asyncio.to_thread(file.file.read)
    desk = request.app[DESK]
    try:
        made = await desk.workers.run(logo_of, body, desk.brands.vendor)
    except MediaError as problem:
        return {"logo": {"ja": f"使えません：{problem.japanese}。", "en": f"It can’t be used: {problem.message}."}}
    except SignageError as problem:
        return {"logo": {"ja": "この画像は読めませんでした。", "en": f"It can’t be read: {problem.message}."}}
    name = await asyncio.to_thread(request.app[BLOBS].store, made.content, "webp")
    fields["logo"] = logo_text(Logo(name, made.width, made.height, len(made.content)))
    return {}


async def _drawn(request: web.Request, brand: Brand, samples: Sequence[Sample] = SAMPLES) -> list[tuple[Sample, Drawn]]:
    desk = request.app[DESK]
    catalogue, now, language = await desk.catalogue(), datetime.now(UTC), next(iter(brand.name), "ja")
    subjects = [_subject(one.name, catalogue, now, language) for one in samples]
    drawn = await desk.previews.draw(subjects, desk.brands.tried(brand))
    return list(zip(samples, drawn, strict=True))


def _subject(sample: str, catalogue: Catalogue, now: datetime, language: str) -> Subject:
    """News without a theme shows the brand's own colour; where there is none to show, the fallback does."""
    item = example_of(catalogue, language, themes=False)
    slot = slot_of(item, catalogue.media, now, language) if sample == "news" else None
    if slot:
        return subject_of({item.id: item}, catalogue.media, slot.key, LANDSCAPE, catalogue.links)
    return Subject(fallback_key(language), (), (), PORTRAIT if sample == "portrait" else LANDSCAPE)


def _pairs(brand: Brand) -> list[Pair]:
    """What stands on what in the brand's colour."""
    its: Palette = palette_of(brand.colour) if brand.colour else palette("common")
    return [
        Pair(its.sea, WHITE, {"ja": "濃い地に白い文字", "en": "White on deep"}, round(contrast(its.sea, WHITE), 1)),
        Pair(its.sky, INK, {"ja": "淡い地に黒い文字", "en": "Ink on pale"}, round(contrast(its.sky, INK), 1)),
    ]


async def _form(
    request: web.Request, fields: Mapping[str, str], errors: Mapping[str, Words] | None = None
) -> web.Response:
    desk = request.app[DESK]
    now = desk.brands.in_force
    shown, _ = await _read(request, fields)
    tried = shown != now
    slides = await _drawn(request, shown) if tried and not errors else []
    return await render(
        request,
        "settings-brand.html",
        title=TITLE,
        status=422 if errors else 200,
        fields=dict.fromkeys(labels_of(now), "") | dict(fields),
        errors=errors or {},
        labels=labels_of(now),
        seen=fields.get("seen") or seen_of(now),
        themes=[*now.themes, *(f"new{n}" for n in range(NEW_THEMES))],
        palettes=list(PALETTES.items()),
        logo=shown.logo,
        kept=now != desk.brands.of_settings,
        tried=tried,
        slides=[(one, f"/previews/{its.name}.html" if its.name else "", its.problem) for one, its in slides]
        or [(one, f"{PATH}/sample?slide={one.name}", "") for one in SAMPLES],
        pairs=_pairs(shown),
        **await what_was_done(request, ""),
    )
