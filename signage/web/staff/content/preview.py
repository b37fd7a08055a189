"""The real slide beside the form: as one types, and of what is kept, on a chosen display; with what is to be mended on it."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
from aiohttp import hdrs, web

from ....actions.draw_slides import Drawn
from ....domain.catalogue import Catalogue
from ....domain.content import Item, Override, ends_at
from ....domain.displays import Display, format_of
from ....domain.workflow import reads
from ....errors import NotFoundError
from ....store.content import load_given, load_overrides
from ....store.deputies import stands_in_for
from ....store.versions import load_version
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ...public import SLIDE_HEADERS
from ..pages import HEADERS, language_of, part
from ..pictures import size_of
from .asked import Asked, fields_in, is_staff_id
from .findings import Remark, findings_of
from .item import FORM_BYTES
from .office import check_owner, departments_of, sample_displays, tried_on, who
from .override import department_of


class Shape(NamedTuple):
    """One of the two shapes of a slide, as it was drawn."""

    says: Words
    drawn: Drawn
    size: str


@needs("see content")
async def post_preview(request: web.Request) -> web.StreamResponse:
    """The part beside the form, of what is typed just now; nothing of it is kept."""
    form = await form_of(request, FORM_BYTES)
    fields = fields_in(form)
    catalogue, now = await request.app[DESK].catalogue(), datetime.now(UTC)
    id = fields.get("item", "")
    asked = Asked(request, catalogue, await departments_of(request), now, id if is_staff_id(id) else "staff-preview")
    if newest := (await asked.standing()).newest:
        await asked.check_reader(newest)
    item = (await asked.read(fields, newest)).item
    display = tried_on(sample_displays(catalogue), fields.get("display", ""))
    return await _part(request, catalogue, item, display, fields.get("language", ""), now)


@needs("see content")
async def get_slide(request: web.Request) -> web.StreamResponse:
    """Leads to the slide of an item as it is kept, on a display (`display`) in a language (`language`): for a frame."""
    catalogue, now = await request.app[DESK].catalogue(), datetime.now(UTC)
    item = await kept_item(request, request.match_info["item"], now)
    display = tried_on(sample_displays(catalogue), request.query.get("display", ""))
    if request.query.get("shape") == "portrait" and display.height < display.width:
        display = turned(display)
    language = request.query.get("language", "")
    language = language if language in item.title else next(iter(item.title), "")
    drawn = await _draw(request, catalogue, item, display, language, now)
    if not drawn.name:
        return _nothing(request)
    raise go_to(f"/previews/{drawn.name}.html")


def _nothing(request: web.Request) -> web.Response:
    """For a frame: that there is no slide."""
    words = in_words({"ja": "まだ映せません", "en": "It can’t be shown yet"}, language_of(request))
    page = f'<!doctype html><html lang="{language_of(request)}"><title>{words}</title><h1>{words}</h1></html>'
    return web.Response(body=page.encode(), status=404, headers=SLIDE_HEADERS | NOT_KEPT)


NOT_KEPT = {hdrs.CACHE_CONTROL: "private, no-store"}


async def kept_item(request: web.Request, id: str, now: datetime) -> Item:
    """The newest version, or what a source gave with what staff say in its place. Raises NotFoundError, NotYoursError."""
    person = who(request).person
    async with request.app[DESK].database.read() as connection:
        version = await load_version(connection, id)
        given = None if version else await load_given(connection, id)
        override = (await load_overrides(connection)).get(id) if given else None
        deputy_of = await stands_in_for(connection, person.name, now)
    departments = await departments_of(request)
    if version:
        check_owner(departments, version.department, own=reads(person, version.department, deputy_of))
        return version.item
    if given is None or not given.item.title:
        raise NotFoundError("there is no such item", id)
    department = department_of(given.item, departments)
    check_owner(departments, department, own=reads(person, department, deputy_of))
    return (override or Override()).over(given.item)


async def _draw(
    request: web.Request, catalogue: Catalogue, item: Item, display: Display, language: str, now: datetime
) -> Drawn:
    return await request.app[DESK].previews.draw_item(item, display, catalogue, moment_of(item, now), language)


def moment_of(item: Item, now: datetime) -> datetime:
    """When it is looked at: now, else when it begins, or while it was still shown."""
    begins, ends = item.period.begins_at, ends_at(item)
    at = max(now, begins) if begins else now
    return ends - timedelta(minutes=1) if ends and ends <= at else at


async def _part(
    request: web.Request, catalogue: Catalogue, item: Item, display: Display, language: str, now: datetime
) -> web.Response:
    language = language if language in item.title else next(iter(item.title), "")
    chosen, shapes = Drawn("", problem="it has no title"), []
    if language:
        other = turned(display)
        chosen = await _draw(request, catalogue, item, display, language, now)
        beside = await _draw(request, catalogue, item, other, language, now)
        pair = [(display, chosen), (other, beside)]
        shapes = [_shape(one, drawn) for one, drawn in sorted(pair, key=lambda two: two[0].height > two[0].width)]
    html = part(
        request,
        "item-preview.html",
        now=now,
        item=item,
        drawn=chosen,
        size=size_of(display),
        display=display,
        shapes=shapes,
        untitled=not language,
        findings=[*unspoken(item, catalogue), *findings_of(item, display, chosen, language)] if language else [],
    )
    return web.Response(text=html, content_type="text/html", headers=HEADERS)


def unspoken(item: Item, catalogue: Catalogue) -> list[Remark]:
    """Of an item without Japanese words: how many displays show Japanese alone, and so never it."""
    silent = [one for one in catalogue.displays.values() if set(one.languages).isdisjoint(item.title)]
    if not silent or any(code.startswith("ja") for code in item.title):
        return []
    says: Words = {"ja": "日本語の題名がありません", "en": "It has no title in Japanese"}
    why: Words = {
        "ja": f"{len(catalogue.displays):,}台のうち {len(silent):,}台には映りません。",
        "en": f"Of {len(catalogue.displays):,} displays {len(silent):,} do not show it.",
    }
    write: Words = {"ja": "日本語の題名を入れる", "en": "Write it in Japanese"}
    return [Remark("wrong" if len(silent) == len(catalogue.displays) else "note", says, why, "title_ja", write)]


def _shape(display: Display, drawn: Drawn) -> Shape:
    portrait = display.height > display.width
    return Shape(
        {"ja": "縦", "en": "Portrait"} if portrait else {"ja": "横", "en": "Landscape"}, drawn, size_of(display)
    )


def turned(display: Display) -> Display:
    """The same display on its side; strips and squares beside a common one."""
    shape = format_of(display)
    sides = (shape.height, shape.width) if {shape.width, shape.height} == {1920, 1080} else (1080, 1920)
    return msgspec.structs.replace(display, width=sides[0], height=sides[1])
