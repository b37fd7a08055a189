"""Groups of displays: their names, and which displays are in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from aiohttp import web
from yarl import URL

from ....actions.keep_display import put_into_group
from ....actions.keep_group import keep_group, remove_group
from ....domain.catalogue import Catalogue
from ....domain.displays import Display, Group
from ....domain.forms.group import LABELS, group_fields, read_group
from ....domain.forms.typed import new_id, seen_of
from ....domain.limits import is_theirs
from ....errors import ConflictError, NotFoundError
from ....store.groups import load_groups
from ....store.users import load_arranging
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ..content.office import who
from ..pages import language_of, render
from ..people.people import person_url
from ..set_up import conflict, done, listed, person_of, typed_of, what_was_done

TITLE: Words = {"ja": "グループ", "en": "Groups"}
NEW: Words = {"ja": "グループを追加", "en": "Add a group"}
PATH = "/settings/groups"


class Row(NamedTuple):
    group: Group
    displays: int


class Member(NamedTuple):
    display: Display
    place: Words
    within: bool


@needs("set up places")
async def get_groups(request: web.Request) -> web.StreamResponse:
    groups, catalogue, language = await _groups(request), await request.app[DESK].catalogue(), language_of(request)
    rows = [Row(one, len(_within(catalogue, one.id))) for one in groups.values()]
    rows.sort(key=lambda row: in_words(row.group.name, language))
    its = listed(rows, request.query, lambda row: " ".join((row.group.id, *row.group.name.values())))
    asked = request.query.get("name", "")
    named = in_words(groups[asked].name, language) if asked in groups else asked
    return await render(request, "settings-groups.html", title=TITLE, list=its, **await what_was_done(request, named))


@needs("set up places")
async def get_new_group(request: web.Request) -> web.StreamResponse:
    return await _form(request, {}, None)


@needs("set up places")
async def get_group(request: web.Request) -> web.StreamResponse:
    group = await _asked_for(request)
    return await _form(request, group_fields(group), group)


@needs("set up places")
async def post_group(request: web.Request) -> web.StreamResponse:
    """Keeps a new group, to which displays are then added, or the name of one that is there."""
    typed, groups, desk = typed_of(await form_of(request)), await _groups(request), request.app[DESK]
    before = await _asked_for(request) if "group" in request.match_info else None
    id = before.id if before else new_id(typed.get("name_en", ""), groups, "group")
    group, errors = read_group(typed, id, before)
    if errors:
        return await _form(request, typed, before, errors)
    try:
        await keep_group(desk.database, group, person_of(request), datetime.now(UTC), typed.get("seen", ""))
    except ConflictError:
        now = (await _groups(request)).get(id)
        if now is None:
            raise
        return await conflict(request, typed, group_fields(now), LABELS, seen_of(now), title=now.name)
    raise done(PATH, "group", "changed", id) if before else go_to(f"{PATH}/{id}")


@needs("set up places")
async def post_members(request: web.Request) -> web.StreamResponse:
    """Puts in and takes out what was ticked or unticked since the page was made: what a colleague did meanwhile stays."""
    typed, group = typed_of(await form_of(request)), await _asked_for(request)
    shown, was, ticked = (frozenset(typed.get(name, "").split()) for name in ("shown", "was", "displays"))
    add, leave = (ticked & shown) - was, (was & shown) - ticked
    await put_into_group(request.app[DESK].database, group.id, add, leave, person_of(request), datetime.now(UTC))
    raise go_to(str(URL(f"{PATH}/{group.id}").with_query(q=typed.get("q", ""), done="changed", noun="", name=group.id)))


@needs("set up places")
async def post_remove_group(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    group = await _asked_for(request)
    await remove_group(request.app[DESK].database, group.id, person_of(request), datetime.now(UTC))
    raise done(PATH, "", "removed", in_words(group.name, language_of(request)))


async def _form(
    request: web.Request, fields: Mapping[str, str], before: Group | None, errors: Mapping[str, Words] | None = None
) -> web.Response:
    catalogue, language = await request.app[DESK].catalogue(), language_of(request)
    return await render(
        request,
        "settings-group.html",
        title=before.name if before else NEW,
        status=422 if errors else 200,
        group=before,
        fields=dict.fromkeys(LABELS, "") | dict(fields),
        errors=errors or {},
        labels=LABELS,
        seen=fields.get("seen") or seen_of(before),
        list=listed(
            _members(request, catalogue, before, language),
            request.query,
            lambda one: " ".join((one.display.id, one.display.name, *one.place.values())),
        ),
        within=len(_within(catalogue, before.id)) if before else 0,
        used=await _uses(request, catalogue, before) if before else [],
        **await what_was_done(request, in_words(before.name, language) if before else ""),
    )


def _members(request: web.Request, catalogue: Catalogue, group: Group | None, language: str) -> list[Member]:
    """The displays that this person may put in or take out, those within first."""
    if group is None:
        return []
    person = person_of(request)
    found = [
        Member(one, catalogue.places[one.place].name if one.place in catalogue.places else {}, group.id in one.groups)
        for one in catalogue.displays.values()
        if is_theirs(person, one)
    ]
    return sorted(found, key=lambda one: (not one.within, in_words(one.place, language), one.display.name))


def _within(catalogue: Catalogue, group: str) -> list[Display]:
    return [one for one in catalogue.displays.values() if group in one.groups]


async def _uses(request: web.Request, catalogue: Catalogue, group: Group) -> list[tuple[str, str]]:
    """What holds it, with the page where that is changed."""
    async with request.app[DESK].database.read() as connection:
        people = await load_arranging(connection, group.id)
    sees_people, says = who(request).may("see people"), {"ja": "利用者：", "en": "Person: "}[language_of(request)]
    playlists = [("", name) for name in _playlists(catalogue, group)]
    return playlists + [(person_url(name) if sees_people else "", f"{says}{name}") for name in people]


def _playlists(catalogue: Catalogue, group: Group) -> list[str]:
    """Those that are meant for it."""
    names = {rule.playlist for rule in catalogue.rules if group.id in rule.groups}
    known = {name: catalogue.playlists[name].title for name in names if name in catalogue.playlists}
    return sorted(in_words(known.get(name, {}), "ja") or name for name in names)


async def _groups(request: web.Request) -> dict[str, Group]:
    displays = (await request.app[DESK].catalogue()).displays
    async with request.app[DESK].database.read() as connection:
        return await load_groups(connection, displays)


async def _asked_for(request: web.Request) -> Group:
    group = (await _groups(request)).get(request.match_info["group"])
    if group is None:
        raise NotFoundError("there is no such group", request.match_info["group"])
    return group
