"""One item that staff write: a new one, its drafts as they grow, and the request for approval."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from aiohttp import hdrs, web

from ....actions.approve_item import publish
from ....actions.edit_item import Seen, request_approval, save_draft, seen_of, take_back
from ....domain.catalogue import Catalogue
from ....domain.content import Item, lacks
from ....domain.forms.item import KINDS_OFFERED
from ....domain.forms.item_fields import fields_of
from ....domain.forms.typed import MISSING
from ....domain.ulids import new_ulid
from ....domain.workflow import STATE_WORDS, Version, state_of
from ....errors import ConflictError, ForbiddenError, NotFoundError
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ..pages import HEADERS, language_of, times_of
from .asked import ID, Asked, asked_for, fields_in, is_staff_id
from .differing import conflict_page, kept_fields, settled, still_mine
from .office import departments_of, who, writing
from .open_tasks import OPEN_TASKS
from .override import source_item_page
from .page import (
    OF_NEW,
    Standing,
    a_new_item,
    item_page,
    seen_in,
    seen_text,
)
from .presence import PRESENCE

FORM_BYTES = 3 * 1024 * 1024
"""Room for ten thousand characters in every field: what is too long is told, not cut off."""


@needs("write content")
async def get_new(request: web.Request) -> web.StreamResponse:
    """An empty form, with the id that the item will have: however often it is sent, it is one item."""
    catalogue, now = await request.app[DESK].catalogue(), datetime.now(UTC)
    asked = Asked(request, catalogue, await departments_of(request), now, f"{ID}{new_ulid(now)}")
    item, model = a_new_item(asked.id, "notice"), request.query.get("from", "")
    if model in catalogue.items:
        item = await asked.copy_of(model, item)
    elif (kind := request.query.get("kind", "")) in KINDS_OFFERED:
        item = msgspec.structs.replace(item, kind=kind, media=_media_asked_for(request, catalogue))
    new = Standing((), OF_NEW)
    return await item_page(request, catalogue, asked.departments, new, item, now, copied_from=model)


def _media_asked_for(request: web.Request, catalogue: Catalogue) -> str | None:
    """The picture or film of the library that the item begins with (`media`), if it can be used."""
    name = request.query.get("media", "")
    return name if name in catalogue.media else None


@needs("see content")
async def get_item(request: web.Request) -> web.StreamResponse:
    """The item's form; of an item of a source, what it says and what staff put in its place."""
    asked = await asked_for(request)
    standing = await asked.standing()
    if standing.newest is None:
        return await source_item_page(request, asked.catalogue, asked.departments, asked.id, asked.now)
    await asked.check_reader(standing.newest)
    return await item_page(request, asked.catalogue, asked.departments, standing, standing.newest.item, asked.now)


@needs("write content")
async def post_item(request: web.Request) -> web.StreamResponse:
    """Saves the form (`act` = save), and asks for approval of it (`act` = request); takes a request back (`act` = take back)."""
    form = await form_of(request, FORM_BYTES)
    asked, fields = await asked_for(request), fields_in(form)
    standing = await asked.standing()
    if standing.newest is None and not is_staff_id(asked.id):
        raise NotFoundError("there is no such item", asked.id)
    asked.check_writer(standing.newest)
    seen, act = seen_in(fields.get("seen", "")), fields.get("act", "save")
    try:
        if act == "take back":
            await _take_back(asked, seen)
            raise go_to(f"/content/{asked.id}")
        return await _save(asked, standing, fields, seen, act)
    except ConflictError:
        return await conflict_page(asked, fields | still_mine(fields))


async def _take_back(asked: Asked, seen: Seen | None) -> None:
    if seen is None:
        raise ConflictError("nobody has asked for approval of it", asked.id)
    await take_back(asked.request.app[DESK].database, asked.id, who(asked.request).person, asked.now, seen)
    asked.request.app[OPEN_TASKS].forget()


async def _save(
    asked: Asked, standing: Standing, fields: dict[str, str], seen: Seen | None, act: str
) -> web.StreamResponse:
    database, person = asked.request.app[DESK].database, who(asked.request).person
    if act == "settle" and standing.newest:
        fields = kept_fields(asked, standing.newest) | settled(fields)
    written = await asked.read(fields, standing.newest)
    errors = written.errors | (_missing(written.item) if act in ("request", "publish") else {})
    version = await save_draft(database, written.item, written.department, person, asked.now, seen)
    if errors:
        standing = await asked.standing()
        return await item_page(
            asked.request,
            asked.catalogue,
            asked.departments,
            standing,
            version.item,
            asked.now,
            fields=fields,
            errors=errors,
            status=422,
        )
    if act in ("request", "publish") and version.stage == "approved":
        raise go_to(f"/content/{asked.id}?done=same")
    if act == "request":
        await request_approval(database, asked.id, person, asked.now, seen_of(version))
    elif act == "publish":
        if asked.request.app[DESK].settings.approval:
            raise ForbiddenError("on this server somebody else approves what is published", asked.id)
        await publish(database, asked.id, seen_of(version), person, asked.now)
    asked.request.app[OPEN_TASKS].forget()
    done = {"request": "asked", "publish": "published"}.get(act, "saved")
    raise go_to("/content" if act == "close" else f"/content/{asked.id}?done={done}")


def _missing(item: Item) -> dict[str, Words]:
    """What an item needs before anybody is asked, by the field where it is to be filled in."""
    where = {"title": "title_ja", "event": "first"}
    return {where.get(name, name): MISSING for name in lacks(item)}


@needs("write content")
async def post_draft(request: web.Request) -> web.StreamResponse:
    """Keeps what has been typed so far, for the page's script: JSON of what it has become, 409 where somebody else saved."""
    form = await form_of(request, FORM_BYTES)
    asked, fields = await asked_for(request), fields_in(form)
    standing = await asked.standing()
    if standing.newest is None and not is_staff_id(asked.id):
        raise NotFoundError("there is no such item", asked.id)
    asked.check_writer(standing.newest)
    written = await asked.read(fields, standing.newest)
    database, person = request.app[DESK].database, who(request).person
    try:
        seen = seen_in(fields.get("seen", ""))
        version = await save_draft(database, written.item, written.department, person, asked.now, seen)
    except ConflictError:
        return _said(request, standing.newest, written.errors, asked.now, status=409)
    return _said(request, version, written.errors, asked.now)


def _said(
    request: web.Request, version: Version | None, errors: Mapping[str, Words], now: datetime, status: int = 200
) -> web.Response:
    """What the script shows: when it was saved, what could not be used, and days as they are written out."""
    language, times = language_of(request), times_of(request, now)
    clock = times.clock(version.changed_at) if version else times.clock(now)
    kept = fields_of(version.item, version.department, writing(request, now)) if version else {}
    by = version.changed_by if version else ""
    saved: Words = {"ja": f"{times.clock(now)} に自動で保存しました", "en": f"Saved by itself at {times.clock(now)}"}
    clash: Words = {
        "ja": f"あなたが開いた後に、{by}さんが保存しました（{clock}）。あなたの入力は消えていません。",
        "en": f"{by} has saved it since you opened it ({clock}). What you typed is still here.",
    }
    body = {
        "seen": seen_text(seen_of(version) if version else None),
        "says": in_words(saved if status == 200 else clash, language),
        "stands": _stands(version, now, language) if version else "",
        "errors": {name: in_words(words, language) for name, words in errors.items()},
        "days": {name: kept.get(name, "") for name in ("begins", "ends", "first", "last") if name not in errors},
    }
    return web.json_response(body, status=status, headers={hdrs.CACHE_CONTROL: "no-store"})


def _stands(version: Version, now: datetime, language: str) -> str:
    number: Words = {"ja": f"第{version.number}版", "en": f"version {version.number}"}
    return f"{in_words(STATE_WORDS[state_of(version, now)], language)} {in_words(number, language)}"


@needs("write content")
async def get_others(request: web.Request) -> web.StreamResponse:
    """Who else has this item open: asked by the page every 20 s."""
    asked = await asked_for(request)
    newest = (await asked.standing()).newest
    if newest is None:
        raise NotFoundError("there is no such item", asked.id)
    asked.check_writer(newest)
    others = request.app[PRESENCE].others(asked.id, who(request).name, asked.now)
    return web.json_response({"others": others}, headers={hdrs.CACHE_CONTROL: "no-store"})


@needs("write content")
async def get_word(request: web.Request) -> web.StreamResponse:
    """The word that forms of this session carry, for a page whose session was begun anew in another tab."""
    return web.json_response({"csrf": who(request).csrf, "name": who(request).name}, headers=HEADERS)
