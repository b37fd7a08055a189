"""One person: what they may do, who stands in for them, and how they log in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from ....actions.add_user import disable_user, give_password
from ....actions.change_person import change_rights, drop_second_step, end_deputy, end_sessions, set_deputy
from ....domain.accounts import ROLE_WORDS, Rights, may
from ....domain.calendars import local_day
from ....domain.forms.typed import Typed, seen_of
from ....domain.forms.typed_moments import moment_of
from ....errors import ConflictError, InputError
from ....store.deputies import Deputy, load_deputies
from ....store.edits import load_edits
from ....store.sessions import load_sessions
from ....store.users import User, known_user, load_users
from ....words import Words, in_words
from ...auth import fields_of, form_of, go_to, needs, text_of
from ...desk import DESK
from ...devices import UNKNOWN
from ...visitor import name_of
from ..pages import language_of, render
from .people import LABELS, Office, office_of, person_url, rights_choices, rights_of, show_given

DONE: dict[str, Words] = {
    "rights": {"ja": "保存しました。次に開くページから有効です。", "en": "Saved. It holds from their next page on."},
    "out": {
        "ja": "ログインを止めました。すべての端末からログアウトしました。",
        "en": "Shut out, and logged out everywhere.",
    },
    "in": {"ja": "またログインできます。", "en": "They may log in again."},
    "codes": {
        "ja": "二段階認証を外しました。パスワードだけでログインできます。",
        "en": "They log in without a code now.",
    },
    "session": {"ja": "その端末からログアウトしました。", "en": "That device is logged out."},
    "sessions": {"ja": "すべての端末からログアウトしました。", "en": "Logged out everywhere."},
    "deputy": {"ja": "代理を決めました。", "en": "The deputy is set."},
    "no-deputy": {"ja": "代理を取りやめました。", "en": "The deputy is taken away."},
}
YOURSELF: Words = {
    "ja": "ご自分の役割を下げたり、ログインを止めたりはできません。ほかの管理者に頼んでください。",
    "en": "You can’t take your own role away or shut yourself out. Ask another administrator.",
}
DEPUTY_LABELS: dict[str, Words] = {
    "deputy": {"ja": "代わりに承認する人", "en": "Who approves instead"},
    "from": {"ja": "いつから", "en": "From"},
    "until": {"ja": "いつまで", "en": "Until"},
}


class Choice(NamedTuple):
    """A field that two people gave different values: what is kept now, and what was typed here."""

    name: str
    label: Words
    theirs: str
    theirs_says: Words
    mine: str
    mine_says: Words


@needs("see people")
async def get_person(request: web.Request) -> web.StreamResponse:
    return await _page(request)


@needs("see people")
async def post_rights(request: web.Request) -> web.StreamResponse:
    fields, user = fields_of(await form_of(request)), await _user(request)
    office = (await office_of(request)).with_gone(user.groups)
    typed = Typed(fields)
    rights = rights_of(typed, office)
    if user.name == name_of(request) and rights.role != user.role:
        typed.errors["role"] = YOURSELF
    if typed.errors:
        return await _page(request, fields={"groups": ""} | fields, errors=typed.errors, status=422)
    seen = user.rights if fields.get("seen") == seen_of(user.rights) else Rights("viewer", "?")
    try:
        await change_rights(request.app[DESK].database, user.name, rights, name_of(request), datetime.now(UTC), seen)
    except ConflictError:
        user = await _user(request)
        choices = _choices(user.rights, rights, office.with_gone(user.groups))
        return await _page(request, choices=choices, fields=_fields(rights), status=409)
    raise go_to(person_url(user.name, done="rights"))


def _choices(theirs: Rights, mine: Rights, office: Office) -> list[Choice]:
    kept, typed = _fields(theirs), _fields(mine)
    return [
        Choice(
            name,
            LABELS[name],
            kept[name],
            _says(name, kept[name], office),
            typed[name],
            _says(name, typed[name], office),
        )
        for name in kept
        if kept[name] != typed[name]
    ]


def _fields(rights: Rights) -> dict[str, str]:
    return {"role": rights.role, "department": rights.department, "groups": "\n".join(rights.groups)}


def _says(name: str, value: str, office: Office) -> Words:
    none: Words = {"ja": "なし", "en": "None"}
    if name == "role":
        return next((words for role, words in ROLE_WORDS.items() if role == value), none)
    if name == "department":
        return office.department(value) if value else none
    names = [office.groups[id].name if id in office.groups else {"ja": id} for id in value.split("\n") if id]
    listed = {code: mark.join(in_words(one, code) for one in names) for code, mark in (("ja", "、"), ("en", ", "))}
    return listed if names else {"ja": "すべて", "en": "All"}


@needs("see people")
async def post_new_password(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    name = request.match_info["person"]
    given = await give_password(request.app[DESK].database, name, datetime.now(UTC), by=name_of(request))
    return await show_given(request, given, new=False)


@needs("see people")
async def post_access(request: web.Request) -> web.StreamResponse:
    """Shuts them out, or lets them in again."""
    form, user = await form_of(request), await _user(request)
    back = text_of(form, "access") == "in"
    if user.name == name_of(request):
        return await _page(request, problem=YOURSELF, status=422)
    try:
        await disable_user(request.app[DESK].database, user.name, datetime.now(UTC), undo=back, by=name_of(request))
    except InputError:
        return await _page(request, problem=YOURSELF, status=422)
    raise go_to(person_url(user.name, done="in" if back else "out"))


@needs("see people")
async def post_codes_off(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    name = request.match_info["person"]
    await drop_second_step(request.app[DESK].database, name, name_of(request), datetime.now(UTC))
    raise go_to(person_url(name, done="codes"))


@needs("see people")
async def post_end_sessions(request: web.Request) -> web.StreamResponse:
    """One device, or all of them."""
    session, name = text_of(await form_of(request), "session"), request.match_info["person"]
    await end_sessions(request.app[DESK].database, name, name_of(request), datetime.now(UTC), session)
    raise go_to(person_url(name, done="session" if session else "sessions"))


@needs("see people")
async def post_deputy(request: web.Request) -> web.StreamResponse:
    fields, user = fields_of(await form_of(request)), await _user(request)
    typed, now = Typed(fields), datetime.now(UTC)
    deputy = _deputy(typed, user.name, {one.name for one in await _stand_ins(request, user)}, _zone(request), now)
    if deputy is None:
        return await _page(request, fields=fields, errors=typed.errors, status=422)
    await set_deputy(request.app[DESK].database, deputy, name_of(request), now)
    raise go_to(person_url(user.name, done="deputy"))


def _deputy(typed: Typed, approver: str, known: set[str], zone: ZoneInfo, now: datetime) -> Deputy | None:
    """Out of the form; None with `typed.errors`."""
    other = typed.choice("deputy", known)
    today = local_day(now, zone)
    begins = moment_of(typed.text("from", needed=True), today, zone)
    ends = moment_of(typed.text("until", needed=True), today, zone, end=True)
    for name, moment in (("from", begins), ("until", ends)):
        if moment is None:
            typed.refuse(
                name, "日付を「11月21日」のように書いてください。", "Write a day: 21 November, 2026-11-21, tomorrow."
            )
    if begins and ends and ends <= begins:
        typed.refuse("until", "終わりを、始まりより後にしてください。", "Make the end later than the start.")
    elif ends and ends <= now:
        typed.refuse("until", "終わりが、もう過ぎています。", "This end has passed already.")
    return None if typed.errors or not begins or not ends else Deputy(approver, other, begins, ends)


@needs("see people")
async def post_end_deputy(request: web.Request) -> web.StreamResponse:
    other, name = text_of(await form_of(request), "deputy"), request.match_info["person"]
    await end_deputy(request.app[DESK].database, name, other, name_of(request), datetime.now(UTC))
    raise go_to(person_url(name, done="no-deputy"))


async def _user(request: web.Request) -> User:
    async with request.app[DESK].database.read() as connection:
        return await known_user(connection, request.match_info["person"])


async def _stand_ins(request: web.Request, user: User) -> list[User]:
    """Who could stand in for an approver."""
    async with request.app[DESK].database.read() as connection:
        everybody = await load_users(connection)
    return [
        one for one in everybody if one.name != user.name and not one.disabled_at and may(one.role, "approve content")
    ]


def _zone(request: web.Request) -> ZoneInfo:
    return ZoneInfo(request.app[DESK].settings.timezone)


async def _page(
    request: web.Request,
    *,
    fields: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    choices: list[Choice] | None = None,
    problem: Words | None = None,
    status: int = 200,
) -> web.Response:
    user, now = await _user(request), datetime.now(UTC)
    office = (await office_of(request)).with_gone(user.groups)
    async with request.app[DESK].database.read() as connection:
        sessions = await load_sessions(connection, user.name, now)
        deputies = await load_deputies(connection, now)
        undo = await _undo(request, user)
    begins = {"from": {"ja": "今日", "en": "today"}[language_of(request)], "until": "", "deputy": ""}
    return await render(
        request,
        "person.html",
        title={"ja": user.name, "en": user.name},
        status=status,
        now=now,
        user=user,
        own=person_url(user.name),
        seen=seen_of(user.rights),
        fields={**begins, **_fields(user.rights), **(fields or {})},
        errors=errors or {},
        labels=LABELS | DEPUTY_LABELS,
        deputy_labels=DEPUTY_LABELS,
        choices=choices or [],
        problem=problem,
        done=DONE.get(request.query.get("done", "")) if status == 200 else None,
        undo=undo,
        sessions=sessions,
        unknown_device=UNKNOWN,
        deputies=[one for one in deputies if user.name in (one.approver, one.deputy)],
        stand_ins=[(one.name, one.name) for one in await _stand_ins(request, user)] if user.role == "approver" else [],
        office=office,
        yourself=user.name == name_of(request),
        **rights_choices(office, language_of(request)),
    )


async def _undo(request: web.Request, user: User) -> Rights | None:
    """What they had before the last change, right after it."""
    if request.query.get("done") != "rights":
        return None
    async with request.app[DESK].database.read() as connection:
        last = await load_edits(connection, "user", user.name, limit=1)
    if not last or last[0].act != "change" or last[0].before is None:
        return None
    return msgspec.json.decode(last[0].before, type=Rights)
