"""Ordering posters: what is told, on what paper, in which places, with the sheet beside the form."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from aiohttp import hdrs, web
from yarl import URL

from ....actions.kept_orders import printing_of
from ....actions.make_posters import preview_poster, templates_of
from ....domain.catalogue import Catalogue
from ....domain.content import Item, ends_at
from ....domain.displays import Place
from ....domain.forms.place import TYPES
from ....domain.forms.poster import LABELS, LANGUAGES, MOST, Given, order_fields, read_order
from ....domain.forms.typed import plain_lines
from ....domain.links import codes_of, how_to_count
from ....domain.posters import PosterOrder
from ....domain.ulids import is_ulid, new_ulid
from ....errors import InputError, NotFoundError, RenderError, SignageError, WorkerError
from ....render.posters.typesetting import FOLDER
from ....store.posters import load_order
from ....words import Words, in_words
from ...auth import fields_of, form_of, go_to, needs
from ...desk import DESK, Desk
from ..content.asked import readable
from ..pages import HEADERS, language_of, render
from ..set_up import person_of
from .orders import ORDERS
from .register import PATH, spots_of

TITLE: Words = {"ja": "ポスターを作る", "en": "Make posters"}
FORM_BYTES = 300_000
ITEMS_OFFERED = 100
PREVIEW_PX = 900
SHOWN = ("item", "url", *MOST, "size", "own_size", "upright", "language", "template")
"""The fields that the sheet follows from, as the page's own script sends them too."""
FIRST: Mapping[str, str] = {"size": "A3", "upright": "yes", "copies": "1", "one_each": "no"}


class TypeOfPlaces(NamedTuple):
    code: str
    says: Words
    places: list[Place]


def _first(request: web.Request) -> dict[str, str]:
    return {**FIRST, "language": request.app[DESK].brands.in_force.language}


@needs("make posters")
async def get_making(request: web.Request) -> web.StreamResponse:
    """The form: empty, as the address fills it in (`item`, `url`, `campaign` …), or like an order that there was (`like`)."""
    fields = _first(request)
    if like := request.query.get("like"):
        async with request.app[DESK].database.read() as connection:
            kept = await load_order(connection, like)
        if kept is None:
            raise NotFoundError("there is no such order", like)
        printing = printing_of(kept)
        fields |= order_fields(printing.order, (await request.app[DESK].catalogue()).places, one_each=printing.one_each)
    asked = {name: "\n".join(request.query.getall(name)) for name in LABELS if name in request.query}
    return await _form(request, fields | asked)


@needs("make posters")
async def post_making(request: web.Request) -> web.StreamResponse:
    """Takes the order, and leads to its page; with `look` only shows the sheet, for who has no script."""
    fields = _first(request) | fields_of(await form_of(request, FORM_BYTES))
    if fields.get("look"):
        return await _form(request, fields)
    desk, person, now = request.app[DESK], person_of(request), datetime.now(UTC)
    given = await _given(request)
    order, errors = read_order(fields, given, person.department)
    if errors:
        return await _form(request, fields, errors)
    title, one_each = _title(order, given.catalogue, _message(desk)), fields.get("one_each") == "yes"
    try:
        # Tried before any code is given: a template with a mistake must cost none.
        await preview_poster(desk.poster_shop(), given.catalogue, order, now)
        id = await desk.orders.take(order, title, person, now, one_each=one_each, asked=fields.get("order", ""))
    except (InputError, RenderError, WorkerError) as problem:
        return await _form(request, fields, {_field(problem): _told(problem)})
    raise go_to(f"{ORDERS}/{id}")


@needs("make posters")
async def post_reprint(request: web.Request) -> web.StreamResponse:
    """Prints what is ticked in the register once more, with the same codes."""
    spots = spots_of(await form_of(request, 200_000))
    if not spots:
        raise go_to(f"{PATH}?problem=none")
    try:
        ids = await request.app[DESK].orders.reprint(set(spots), person_of(request), datetime.now(UTC))
    except NotFoundError:
        raise go_to(f"{PATH}?problem=elsewhere") from None
    raise go_to(f"{ORDERS}/{ids[0]}" if len(ids) == 1 else PATH)


@needs("make posters")
async def get_preview(request: web.Request) -> web.StreamResponse:
    """The first sheet as it would be, a PNG; what is wrong with it as text (422) where it can't be drawn."""
    desk = request.app[DESK]
    fields = _first(request) | {name: "\n".join(request.query.getall(name)) for name in LABELS if name in request.query}
    given = await _given(request)
    order, _ = read_order(fields, given, "")
    try:
        made = await preview_poster(desk.poster_shop(), given.catalogue, order, datetime.now(UTC), PREVIEW_PX)
    except SignageError as problem:
        says = in_words(_told(problem), language_of(request))
        return web.Response(text=says, status=422, headers=HEADERS | {"Content-Security-Policy": "default-src 'none'"})
    return web.Response(body=made.png, content_type="image/png", headers=_PICTURE)


_PICTURE = {
    hdrs.CACHE_CONTROL: "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


async def _form(
    request: web.Request, fields: Mapping[str, str], errors: Mapping[str, Words] | None = None
) -> web.Response:
    desk, language = request.app[DESK], language_of(request)
    given, now = await _given(request), datetime.now(UTC)
    catalogue = given.catalogue
    fields = dict.fromkeys(LABELS, "") | dict(fields)
    chosen = plain_lines(fields["places"])
    return await render(
        request,
        "poster-new.html",
        title=TITLE,
        status=422 if errors else 200,
        now=now,
        order=_number(fields, now),
        fields=fields,
        errors=errors or {},
        labels=LABELS,
        items=_items(catalogue, fields["item"], language, now),
        languages=LANGUAGES,
        templates=given.templates,
        places=_places(catalogue, language),
        count=len(catalogue.places),
        chosen=chosen,
        sample=_sample(fields, [*chosen, *catalogue.places][:1]),
        most=MOST,
        message=_message(desk),
        top=desk.brands.in_force.address,
        counted=codes_of(desk.settings).counted,
        to_count=how_to_count(desk.settings),
        campaign=desk.settings.campaign,
    )


def _sample(fields: Mapping[str, str], places: Sequence[str]) -> str:
    """The address of the sheet beside the form, as it would hang in the first of its places."""
    shown = {name: fields[name] for name in SHOWN if fields[name]}
    return str(URL(f"{PATH}/preview.png").with_query(shown | {"places": "\n".join(places)}))


def _number(fields: Mapping[str, str], now: datetime) -> str:
    """The id that the order will have: however often the form is sent, it is one order."""
    number = fields.get("order", "")
    return number if is_ulid(number) else new_ulid(now)


async def _given(request: web.Request) -> Given:
    """What the form knows of the office, and no item of it that whoever asks may not look at yet."""
    desk = request.app[DESK]
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        items = await readable(connection, catalogue, catalogue.items.values(), person_of(request), datetime.now(UTC))
    seen = msgspec.structs.replace(catalogue, items=items)
    return Given(seen, desk.settings.link_hosts, await templates_of(desk.poster_shop()))


def _items(catalogue: Catalogue, chosen: str, language: str, now: datetime) -> list[tuple[str, str]]:
    """What may be told of, the newest first: what is not over, and has a page to lead to."""
    down = {gone.item.id for gone in catalogue.taken_down}
    open_ = [
        item
        for item in catalogue.items.values()
        if item.url and item.id not in down and ((ends := ends_at(item)) is None or ends > now)
    ]
    newest = sorted(open_, key=_when, reverse=True)[:ITEMS_OFFERED]
    asked = catalogue.items.get(chosen)
    listed = [*([asked] if asked and asked not in newest else []), *newest]
    return [(item.id, in_words(item.title, language)) for item in listed]


def _when(item: Item) -> tuple[datetime, str]:
    return item.published_at or item.period.begins_at or datetime.min.replace(tzinfo=UTC), item.id


def _places(catalogue: Catalogue, language: str) -> list[TypeOfPlaces]:
    """By type, in the order of the types."""
    by_type: dict[str, list[Place]] = {}
    for place in sorted(catalogue.places.values(), key=lambda one: in_words(one.name, language)):
        by_type.setdefault(place.type, []).append(place)
    known: Sequence[str] = [*(one for one in TYPES if one in by_type), *sorted(set(by_type) - set(TYPES) - {""}), ""]
    other: Words = {"ja": "そのほか", "en": "Other"}
    return [
        TypeOfPlaces(code, TYPES.get(code) or ({"ja": code} if code else other), by_type[code])
        for code in known
        if code in by_type
    ]


def _title(order: PosterOrder, catalogue: Catalogue, message: Words) -> Words:
    item = catalogue.items.get(order.item)
    return (item.title if item else message) | order.text.title


def _message(desk: Desk) -> Words:
    """What the project says where an order names no item."""
    brand = desk.brands.in_force
    return brand.message or brand.name


def _field(problem: SignageError) -> str:
    """The field that a refusal of the action is about."""
    name = problem.where.partition(" ")[0]
    if name.startswith(FOLDER) or isinstance(problem, WorkerError):
        return "template"
    return name if name in LABELS else "url"


def _told(problem: SignageError) -> Words:
    """Errors of templates name a file and a line, in English; what people fill in is told by the form itself."""
    if problem.says:
        return problem.says
    where = f"{problem.where}: " if problem.where else ""
    return {"ja": f"作れません（{where}{problem.message}）", "en": f"{where}{problem.message}"}
