"""Departments: made, renamed, and what one answers for handed over to another, as each April."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
from aiohttp import web

from ....actions.keep_department import (
    HAND_OVER,
    HandedOver,
    Parts,
    add_department,
    change_department,
    hand_over_department,
    take_back,
)
from ....domain.accounts import Department
from ....domain.forms.typed import LANGUAGES, Typed, seen_of, word_fields
from ....errors import ConflictError, InputError, NotFoundError
from ....store.departments import load_department, load_departments
from ....store.edits import Edit, load_edits
from ....store.ownership import count_owned
from ....words import Words
from ...auth import fields_of, form_of, go_to, needs, text_of
from ...desk import DESK
from ...visitor import name_of
from ..pages import language_of, render
from ..people.people import Office, department_options
from ..people.person import Choice

TITLE: Words = {"ja": "担当", "en": "Departments"}
DEPARTMENTS = "/settings/departments"
NAME_LETTERS = 40
CONTACT_LETTERS = 80

LABELS: dict[str, Words] = {
    "name_ja": {"ja": "名前（日本語）", "en": "Name (Japanese)"},
    "name_en": {"ja": "名前（英語）", "en": "Name (English)"},
    "contact": {"ja": "連絡先", "en": "How to reach it"},
    "to": {"ja": "引き継ぐ担当", "en": "Hand over to"},
}
DONE: dict[str, Words] = {
    "add": {"ja": "担当を作りました。", "en": "The department is made."},
    "change": {"ja": "保存しました。スライドの担当名も変わります。", "en": "Saved. The name on slides changes too."},
    "back": {"ja": "引き継ぎを取り消しました。", "en": "The handing-over is undone."},
}
SAME_NAME: Words = {"ja": "同じ名前の担当がもうあります。", "en": "There is a department of this name already."}


@needs("see people")
async def get_departments(request: web.Request) -> web.StreamResponse:
    return await _list(request, {}, {})


@needs("see people")
async def post_departments(request: web.Request) -> web.StreamResponse:
    fields = fields_of(await form_of(request))
    typed = Typed(fields)
    name, contact = typed.words("name", NAME_LETTERS, needed=True), typed.text("contact", CONTACT_LETTERS)
    if not typed.errors:
        try:
            made = await add_department(request.app[DESK].database, name, contact, name_of(request), datetime.now(UTC))
            raise go_to(f"{DEPARTMENTS}/{made.id}?done=add")
        except InputError as problem:
            typed.errors |= _taken(name, problem)
    return await _list(request, fields, typed.errors, status=422)


async def _list(
    request: web.Request, fields: Mapping[str, str], errors: Mapping[str, Words], status: int = 200
) -> web.Response:
    async with request.app[DESK].database.read() as connection:
        departments, owned = await load_departments(connection), await count_owned(connection)
        last = await load_edits(connection, "department", limit=1)
    return await render(
        request,
        "departments.html",
        title=TITLE,
        status=status,
        departments=sorted(departments.values(), key=lambda one: one.name.get(language_of(request), "")),
        owned=owned,
        fields={**dict.fromkeys(LABELS, ""), **fields},
        errors=errors,
        labels=LABELS,
        merged=_handed(last[0]) if last and request.query.get("done") == "merged" else None,
        done=DONE.get(request.query.get("done", "")) if status == 200 else None,
    )


@needs("see people")
async def get_department(request: web.Request) -> web.StreamResponse:
    return await _page(request)


@needs("see people")
async def post_department(request: web.Request) -> web.StreamResponse:
    fields, before = fields_of(await form_of(request)), await _department(request)
    typed = Typed(fields)
    name = typed.kept("name", before.name, NAME_LETTERS, needed=True)
    after = Department(id=before.id, name=name, contact=typed.text("contact", CONTACT_LETTERS))
    if typed.errors:
        return await _page(request, fields=fields, errors=typed.errors, status=422)
    seen = before if fields.get("seen") == seen_of(before) else msgspec.structs.replace(before, id="")
    try:
        await change_department(request.app[DESK].database, after, name_of(request), datetime.now(UTC), seen)
    except InputError as problem:
        return await _page(request, fields=fields, errors=_taken(name, problem), status=422)
    except ConflictError:
        before = await _department(request)
        return await _page(request, fields=_fields(after), choices=_choices(before, after), status=409)
    raise go_to(f"{DEPARTMENTS}/{before.id}?done=change")


def _taken(name: Words, problem: InputError) -> dict[str, Words]:
    """Told beside the name that another department has."""
    return {f"name_{next((code for code in LANGUAGES if name.get(code) == problem.where), LANGUAGES[0])}": SAME_NAME}


@needs("see people")
async def post_hand_over(request: web.Request) -> web.StreamResponse:
    form, before = await form_of(request), await _department(request)
    what = text_of(form, "what")
    parts = Parts(content=what != "people", people=what != "content")
    try:
        await hand_over_department(
            request.app[DESK].database,
            before.id,
            text_of(form, "to"),
            parts,
            name_of(request),
            datetime.now(UTC),
            remove=what == "merge",
        )
    except (InputError, NotFoundError):
        errors = {"to": {"ja": "ほかの担当を選んでください。", "en": "Choose another department."}}
        return await _page(request, errors=errors, status=422)
    raise go_to(f"{DEPARTMENTS}?done=merged" if what == "merge" else f"{DEPARTMENTS}/{before.id}?done=handed")


@needs("see people")
async def post_take_back(request: web.Request) -> web.StreamResponse:
    edit = text_of(await form_of(request), "edit")
    if not (edit.isascii() and edit.isdigit() and len(edit) < 10):
        raise InputError("this says no handing-over")
    department = await take_back(request.app[DESK].database, int(edit), name_of(request), datetime.now(UTC))
    raise go_to(f"{DEPARTMENTS}/{department}?done=back")


def _fields(department: Department) -> dict[str, str]:
    return {**word_fields("name", department.name), "contact": department.contact}


def _choices(theirs: Department, mine: Department) -> list[Choice]:
    kept, typed = _fields(theirs), _fields(mine)
    return [
        Choice(name, LABELS[name], kept[name], _told(kept[name]), typed[name], _told(typed[name]))
        for name in kept
        if kept[name] != typed[name]
    ]


def _told(text: str) -> Words:
    return {"ja": text or "なし", "en": text or "None"}


def _handed(edit: Edit) -> tuple[Edit, HandedOver] | None:
    """What the last change handed over, to tell of it and to take it back."""
    if edit.act != HAND_OVER or edit.after is None:
        return None
    return edit, msgspec.json.decode(edit.after, type=HandedOver)


async def _department(request: web.Request) -> Department:
    async with request.app[DESK].database.read() as connection:
        found = await load_department(connection, request.match_info["department"])
    if found is None:
        raise NotFoundError("there is no such department", request.match_info["department"])
    return found


async def _page(
    request: web.Request,
    *,
    fields: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    choices: list[Choice] | None = None,
    status: int = 200,
) -> web.Response:
    department = await _department(request)
    async with request.app[DESK].database.read() as connection:
        everything, owned = await load_departments(connection), await count_owned(connection)
        last = await load_edits(connection, "department", department.id, limit=1)
    others = {id: one for id, one in everything.items() if id != department.id}
    return await render(
        request,
        "department.html",
        title=department.name,
        status=status,
        department=department,
        owned=owned.get(department.id, {}),
        names={id: one.name for id, one in everything.items()},
        others=department_options(Office(others, {}), language_of(request)),
        seen=seen_of(department),
        fields={**_fields(department), **(fields or {})},
        errors=errors or {},
        choices=choices or [],
        labels=LABELS,
        handed=_handed(last[0]) if last and request.query.get("done") == "handed" else None,
        done=DONE.get(request.query.get("done", "")) if status == 200 else None,
    )
