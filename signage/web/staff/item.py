"""One item that staff write: a new one, its drafts as they grow, and the request for approval."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from aiohttp import hdrs, web

from ...actions.approve_item import publish
from ...actions.edit_item import Seen, request_approval, save_draft, seen_of, take_back
from ...domain.accounts import Department
from ...domain.catalogue import Catalogue
from ...domain.content import Item, lacks
from ...domain.item_fields import differences, fields_of
from ...domain.item_form import KINDS_OFFERED, Written, read_item
from ...domain.typed import MISSING
from ...domain.ulids import is_ulid, new_ulid
from ...domain.workflow import STATE_WORDS, Version, owns, reads, state_of
from ...errors import ConflictError, ForbiddenError, NotFoundError
from ...store.deputies import stands_in_for
from ...words import Words, in_words
from ..auth import Form, form_of, go_to, needs
from ..desk import DESK
from .item_office import check_owner, departments_of, office_of, who, writing
from .item_page import OF_NEW, Standing, a_new_item, copied, item_page, label_of, seen_in, seen_text, standing_of
from .open_tasks import OPEN_TASKS
from .override import source_item_page
from .pages import HEADERS, language_of, render, times_of
from .presence import PRESENCE

FORM_BYTES = 2 * 1024 * 1024
"""Room for ten thousand characters in every field: what is too long is told, not cut off."""
ID = "staff-"
CONFLICT: Words = {"ja": "ほかの人も直していました", "en": "Somebody else has changed it too"}


class Asked:
    """What every request about one item begins with: the catalogue, the departments, the item's versions, and who may look."""

    def __init__(
        self,
        request: web.Request,
        catalogue: Catalogue,
        departments: Mapping[str, Department],
        now: datetime,
        id: str,
    ) -> None:
        self.request, self.catalogue, self.departments, self.now = request, catalogue, departments, now
        self.id = id

    async def standing(self) -> Standing:
        return await standing_of(self.request, self.catalogue, self.id, self.now)

    def check_writer(self, newest: Version | None) -> None:
        person = who(self.request).person
        department = newest.department if newest else person.department
        check_owner(self.departments, department, own=owns(person, department))

    async def check_reader(self, newest: Version) -> None:
        person = who(self.request).person
        async with self.request.app[DESK].database.read() as connection:
            deputy_of = await stands_in_for(connection, person.name, self.now)
        check_owner(self.departments, newest.department, own=reads(person, newest.department, deputy_of))

    def read(self, fields: Mapping[str, str], newest: Version | None) -> Written:
        person = who(self.request).person
        kind = fields.get("kind", "")
        item = newest.item if newest else a_new_item(self.id, kind if kind in KINDS_OFFERED else KINDS_OFFERED[0])
        department = newest.department if newest else person.department
        office = office_of(self.request, self.catalogue, self.departments, self.now)
        written = read_item(fields, item, department, office)
        named = self.departments.get(written.department)
        return written._replace(item=msgspec.structs.replace(written.item, department=named.name if named else {}))


async def asked_for(request: web.Request) -> Asked:
    catalogue = await request.app[DESK].catalogue()
    return Asked(request, catalogue, await departments_of(request), datetime.now(UTC), request.match_info["item"])


def is_staff_id(text: str) -> bool:
    return text.startswith(ID) and is_ulid(text.removeprefix(ID))


def fields_in(form: Form) -> dict[str, str]:
    """The form's texts; several of one name are lines of one."""
    found: dict[str, str] = {}
    for name, value in form.items():
        if isinstance(value, str):
            found[name] = f"{found[name]}\n{value}" if name in found else value
    return found


@needs("write content")
async def get_new(request: web.Request) -> web.StreamResponse:
    """An empty form, with the id that the item will have: however often it is sent, it is one item."""
    catalogue, now = await request.app[DESK].catalogue(), datetime.now(UTC)
    item = a_new_item(f"{ID}{new_ulid(now)}", "notice")
    if model := catalogue.items.get(request.query.get("from", "")):
        await _check_copies(request, catalogue, model.id, now)
        item = copied(model, item)
    elif (kind := request.query.get("kind", "")) in KINDS_OFFERED:
        item = msgspec.structs.replace(item, kind=kind, media=_media_asked_for(request, catalogue))
    return await item_page(request, catalogue, await departments_of(request), Standing((), OF_NEW), item, now)


def _media_asked_for(request: web.Request, catalogue: Catalogue) -> str | None:
    """The picture or film of the library that the item begins with (`media`), if it can be used."""
    name = request.query.get("media", "")
    return name if name in catalogue.media else None


async def _check_copies(request: web.Request, catalogue: Catalogue, id: str, now: datetime) -> None:
    """Raises NotYoursError where staff of another department wrote it: it may not be on any screen yet."""
    asked = Asked(request, catalogue, await departments_of(request), now, id)
    if newest := (await asked.standing()).newest:
        await asked.check_reader(newest)


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
        return await _conflict(asked, fields)


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
        fields = _kept(asked, standing.newest) | settled(fields)
    written = asked.read(fields, standing.newest)
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
    written = asked.read(fields, standing.newest)
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


async def _conflict(asked: Asked, fields: dict[str, str]) -> web.Response:
    """Both values of each field that differs; whoever came second chooses, and nothing is lost."""
    standing = await asked.standing()
    newest = standing.newest
    if newest is None:
        raise NotFoundError("there is no such item", asked.id)
    found = differences(_was(fields), _kept(asked, newest), fields)
    return await render(
        asked.request,
        "item-conflict.html",
        title=CONFLICT,
        status=409,
        now=asked.now,
        newest=newest,
        seen=seen_text(seen_of(newest)),
        found=found,
        label=label_of,
        here=f"/content/{asked.id}",
        editable=newest.stage != "requested",
    )


def _kept(asked: Asked, version: Version) -> dict[str, str]:
    return fields_of(version.item, version.department, writing(asked.request, asked.now))


def _was(fields: Mapping[str, str]) -> dict[str, str]:
    try:
        found = json.loads(fields.get("was", ""))
    except ValueError:
        return {}
    return (
        {str(name): value for name, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}
    )


def settled(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields as they were chosen on the page of a conflict: of each that differed, mine or theirs."""
    found: dict[str, str] = {}
    for name, pick in fields.items():
        if name.startswith("pick."):
            field = name.removeprefix("pick.")
            found[field] = fields.get(f"{'mine' if pick == 'mine' else 'theirs'}.{field}", "")
    return found


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
