"""Who may log in: the list, and adding somebody."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from aiohttp import web
from yarl import URL

from ....actions.add_user import Given, add_user
from ....actions.change_person import move_people
from ....domain.accounts import ROLE_WORDS, ROLES, Department, Rights, Role
from ....domain.credentials import NAME_LETTERS, plain_name
from ....domain.displays import Group
from ....domain.forms.typed import Typed
from ....errors import InputError
from ....store.departments import load_departments
from ....store.groups import load_groups
from ....store.sessions import load_last_seen
from ....store.users import User, load_users
from ....words import Words, in_words
from ...auth import fields_of, form_of, go_to, needs
from ...desk import DESK
from ...visitor import name_of
from ..pages import language_of, render

TITLE: Words = {"ja": "利用者", "en": "People"}
ADD: Words = {"ja": "利用者を加える", "en": "Add a person"}
PEOPLE = "/settings/people"
LINES = 50
"""So many people stand on one page."""

LABELS: dict[str, Words] = {
    "name": {"ja": "職員番号か名前", "en": "Staff number or name"},
    "role": {"ja": "役割", "en": "Role"},
    "department": {"ja": "担当", "en": "Department"},
    "groups": {"ja": "受け持つ画面のグループ", "en": "Groups of displays"},
}

NEEDS_DEPARTMENT: Words = {
    "ja": "作成者と承認者は、担当を選んでください。",
    "en": "Authors and approvers need a department.",
}

ROLE_TELLS: dict[Role, Words] = {
    "viewer": {"ja": "見るだけです。", "en": "Looks, and changes nothing."},
    "author": {
        "ja": "自分の担当のコンテンツを書き、承認を依頼します。",
        "en": "Writes for their department and asks for approval.",
    },
    "approver": {
        "ja": "自分の担当のコンテンツを書き、ほかの人のものを承認します。",
        "en": "Writes for their department and approves what others wrote.",
    },
    "editor": {
        "ja": "すべての担当のコンテンツと、プレイリスト、番組表、場所を扱います。",
        "en": "Content of all departments, playlists, schedule and places.",
    },
    "technician": {
        "ja": "画面の世話をします。コンテンツは扱いません。",
        "en": "Looks after displays, not after content.",
    },
    "administrator": {"ja": "すべてと、人と設定を扱います。", "en": "All of it, and people and settings."},
}


def person_url(name: str, **query: str) -> str:
    """The address of a person's page; a name may hold anything."""
    asked = f"?{urlencode(query)}" if query else ""
    return f"{PEOPLE}/{quote(name, safe='')}{asked}"


class Office(NamedTuple):
    """What people can be put into."""

    departments: dict[str, Department]
    groups: dict[str, Group]

    def department(self, id: str) -> Words:
        """Its name; one that is no longer there is told by its id."""
        found = self.departments.get(id)
        return found.name if found else {"ja": id, "en": id}

    def with_gone(self, groups: Iterable[str]) -> "Office":
        """With those that are no longer there, marked so: a form without them would take them from who has them, and who is
        left with none has all displays.
        """
        gone = {id: _gone(id) for id in groups if id not in self.groups}
        return self._replace(groups=self.groups | gone)


def _gone(id: str) -> Group:
    return Group(id=id, name={"ja": f"{id}（なくなりました）", "en": f"{id} (gone)"})


class Filter(NamedTuple):
    text: str = ""
    role: str = ""
    department: str = ""
    out: bool = False

    def fits(self, user: User) -> bool:
        return (
            self.text in user.name
            and self.role in ("", user.role)
            and (self.department in ("", user.department) or (self.department == "-" and not user.department))
            and self.out == bool(user.disabled_at)
        )


async def office_of(request: web.Request) -> Office:
    async with request.app[DESK].database.read() as connection:
        return Office(await load_departments(connection), await load_groups(connection))


@needs("see people")
async def get_people(request: web.Request) -> web.StreamResponse:
    return await _list(request)


@needs("see people")
async def post_people(request: web.Request) -> web.StreamResponse:
    """Many people at once into another department."""
    fields, desk = fields_of(await form_of(request)), request.app[DESK]
    names = [name for name in fields.get("person", "").split("\n") if name]
    to = fields.get("to", "")
    if not names or to not in (await office_of(request)).departments:
        problem: Words = {
            "ja": "人を選び、移す先の担当を選んでください。",
            "en": "Choose people, and the department they go to.",
        }
        return await _list(request, status=422, problem=problem, ticked=names, to=to)
    moved = await move_people(desk.database, names, to, name_of(request), datetime.now(UTC))
    raise go_to(str(URL(PEOPLE).with_query(department=to, moved=str(len(moved)))))


async def _list(
    request: web.Request, status: int = 200, problem: Words | None = None, ticked: Collection[str] = (), to: str = ""
) -> web.Response:
    """As the address filters it, also where a form was sent to it: who was `ticked` there, and the department, stay so."""
    query, office = request.query, await office_of(request)
    wanted = Filter(
        _plain(query.get("q", "")), query.get("role", ""), query.get("department", ""), query.get("out") == "1"
    )
    async with request.app[DESK].database.read() as connection:
        everybody, seen = await load_users(connection), await load_last_seen(connection)
    found = [user for user in everybody if wanted.fits(user)]
    page = min(max(1, _number(query.get("page", ""))), -(-len(found) // LINES) or 1)
    return await render(
        request,
        "people.html",
        title=TITLE,
        status=status,
        wanted=wanted,
        people=found[(page - 1) * LINES : page * LINES],
        found=len(found),
        shut_out=sum(bool(user.disabled_at) for user in everybody),
        page=page,
        pages=-(-len(found) // LINES),
        here=lambda **changes: str(request.rel_url.without_query_params("moved", "lang").update_query(changes)),
        office=office,
        departments=department_options(office, language_of(request)),
        roles=[(role, ROLE_WORDS[role]) for role in ROLES],
        role_words=ROLE_WORDS,
        url_of=person_url,
        seen=seen,
        moved=_number(query.get("moved", "")),
        problem=problem,
        ticked=ticked,
        to=to,
    )


def _plain(text: str) -> str:
    try:
        return plain_name(text[:NAME_LETTERS])
    except InputError:
        return ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


@needs("see people")
async def get_add_person(request: web.Request) -> web.StreamResponse:
    return await _form(request, {"role": "author", "department": request.query.get("department", "")}, {})


@needs("see people")
async def post_add_person(request: web.Request) -> web.StreamResponse:
    """Answers with the password itself: it is shown this once, and stands in no address."""
    fields, office = fields_of(await form_of(request)), await office_of(request)
    typed = Typed(fields)
    name, rights = typed.text("name", NAME_LETTERS, needed=True), rights_of(typed, office)
    try:
        name = plain_name(name) if not typed.errors else name
    except InputError:
        typed.refuse("name", "名前に使えない文字があります。", "This name holds letters that can’t be used.")
    given = None if typed.errors else await _added(request, name, rights, typed)
    if given is None:
        return await _form(request, fields, typed.errors, status=422)
    return await show_given(request, given, new=True)


async def _added(request: web.Request, name: str, rights: Rights, typed: Typed) -> Given | None:
    try:
        return await add_user(
            request.app[DESK].database,
            name,
            rights.role,
            datetime.now(UTC),
            department=rights.department,
            groups=rights.groups,
            by=name_of(request),
        )
    except InputError:
        typed.refuse("name", "同じ名前の人がもういます。", "There is somebody of that name already.")
        return None


def rights_of(typed: Typed, office: Office) -> Rights:
    """Role, department and groups out of a form; `typed.errors` tells what can't be used."""
    role = typed.choice("role", ROLES)
    department = typed.choice("department", office.departments, needed=False)
    if not department and role in ("author", "approver"):
        typed.errors["department"] = NEEDS_DEPARTMENT
    groups = typed.choices("groups", office.groups)
    return Rights(role if role in ROLES else "viewer", department, groups)


async def show_given(request: web.Request, given: Given, *, new: bool) -> web.Response:
    """The page that tells a password, once."""
    title: Words = {"ja": "パスワードを伝えてください", "en": "Pass on this password"}
    return await render(request, "given.html", title=title, given=given, new=new, next=person_url(given.name))


async def _form(
    request: web.Request, fields: Mapping[str, str], errors: Mapping[str, Words], status: int = 200
) -> web.Response:
    office = await office_of(request)
    return await render(
        request,
        "add-person.html",
        title=ADD,
        status=status,
        fields={**dict.fromkeys(LABELS, ""), **fields},
        errors=errors,
        labels=LABELS,
        **rights_choices(office, language_of(request)),
    )


def rights_choices(office: Office, language: str) -> dict[str, Any]:
    """What the fields of `rights_of` offer, for templates."""
    return {
        "roles": [(role, ROLE_WORDS[role]) for role in ROLES],
        "role_tells": ROLE_TELLS,
        "role_words": ROLE_WORDS,
        "departments": [("", {"ja": "なし", "en": "None"}), *department_options(office, language)],
        "groups": list(office.groups.values()),
    }


def department_options(office: Office, language: str) -> list[tuple[str, str]]:
    return _sorted((one.id, in_words(one.name, language)) for one in office.departments.values())


def _sorted(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(options, key=lambda option: option[1])
