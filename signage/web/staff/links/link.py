"""One link: where it leads, which can be changed although it is printed; whether anybody answers there; what bears it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import web
from yarl import URL

from ....actions.keep_link import NOUN, add_link, keep_link
from ....actions.probe_links import LinkProbe
from ....actions.undo_link import undo_link
from ....actions.undo_set_up import undoable
from ....domain.calendars import local_day
from ....domain.forms.link import LABELS, Typing, link_fields, read_link
from ....domain.forms.typed import seen_of
from ....domain.links import Codes, Link, address_of, codes_of, how_to_count
from ....errors import ConflictError, ForbiddenError, NotFoundError, TakenError
from ....sources.fetching import Fetching
from ....sources.links import normal_link
from ....store.departments import load_departments
from ....store.link_checks import load_checks
from ....store.links import load_link
from ....store.posters import load_posters
from ....store.scan_sums import load_spot_sums
from ....words import Words
from ...auth import form_of, go_to, needs
from ...desk import DESK, Desk
from ..content.office import departments_of, who, writes_for, writing
from ..pages import render, times_of
from ..qr import qr_svg
from ..set_up import conflict, edit_in, not_undone, typed_of
from .listing import PATH
from .views import Row, load_uses, may_change, row_of

NEW: Words = {"ja": "リンクを作る", "en": "Make a link"}
LINK_PROBE = web.AppKey("link probe", LinkProbe)
TAKEN: Words = {
    "ja": "このキャンペーンには、このアドレスのリンクがもうあります。ほかの名前にしてください。",
    "en": "This campaign has a link of this address already. Choose another name.",
}
SAID: Mapping[str, Words] = {
    "added": {"ja": "リンクを作りました。", "en": "The link is made."},
    "there": {"ja": "このアドレスのリンクは、もうありました。", "en": "There was a link of this address already."},
    "changed": {"ja": "保存しました。", "en": "Saved."},
    "turned": {"ja": "リンク先を変えました。", "en": "It leads to the new page now."},
    "checked": {"ja": "確かめました。", "en": "Checked."},
    "undone": {"ja": "元に戻しました。", "en": "Undone."},
}
UNDOABLE = ("changed", "turned")


def add_links(app: web.Application, desk: Desk) -> None:
    """What asks a page at once, for somebody who waits."""
    app[LINK_PROBE] = LinkProbe(desk.database, desk.catalogue, Fetching.of(desk.settings))


@needs("keep links")
async def get_new_link(request: web.Request) -> web.StreamResponse:
    return await _form(request, _new(datetime.now(UTC)), {})


@needs("keep links")
async def post_new_link(request: web.Request) -> web.StreamResponse:
    """Makes a link; where the address has one in this campaign already, that one is shown."""
    typed, desk, now = typed_of(await form_of(request)), request.app[DESK], datetime.now(UTC)
    link, errors = read_link(typed, _new(now), await _typing(request, now))
    if errors:
        return await _form(request, _new(now), typed, errors)
    made = await add_link(
        desk.database,
        link.target,
        _codes(request),
        now,
        who(request).person,
        campaign=link.campaign,
        title=link.title,
        department=link.department,
    )
    if made.made_at != now:
        raise _to(made.code, "there")
    if link.expires_at:
        ended = msgspec.structs.replace(made, expires_at=link.expires_at)
        await keep_link(desk.database, ended, _codes(request), now, who(request).person)
    raise _to(made.code, "added")


@needs("see results")
async def get_link(request: web.Request) -> web.StreamResponse:
    link, now = await _asked_for(request), datetime.now(UTC)
    return await _form(request, link, link_fields(link, writing(request, now).ends))


@needs("keep links")
async def post_link(request: web.Request) -> web.StreamResponse:
    typed, desk, now = typed_of(await form_of(request)), request.app[DESK], datetime.now(UTC)
    before = await _asked_for(request)
    link, errors = read_link(typed, before, await _typing(request, now))
    if errors:
        return await _form(request, before, typed, errors)
    try:
        await keep_link(desk.database, link, _codes(request), now, who(request).person, typed.get("seen", ""))
    except TakenError:
        return await _form(request, before, typed, {"campaign": TAKEN})
    except ConflictError:
        present = await _asked_for(request)
        theirs = link_fields(present, writing(request, now).ends)
        names = {"department": {id: one.name for id, one in (await departments_of(request)).items()}}
        return await conflict(request, typed, theirs, LABELS, seen_of(present), title=_title(present), names=names)
    raise _to(link.code, "changed")


@needs("keep links")
async def post_turn(request: web.Request) -> web.StreamResponse:
    """Leads where the target has moved to, as its last check found."""
    await form_of(request)
    link, desk, now = await _asked_for(request), request.app[DESK], datetime.now(UTC)
    async with desk.database.read() as connection:
        check = (await load_checks(connection)).get(link.target)
    if check is None or not check.leads_to:
        raise NotFoundError("its page has not moved", link.code)
    turned = msgspec.structs.replace(link, target=check.leads_to)
    await keep_link(desk.database, turned, _codes(request), now, who(request).person, seen_of(link))
    raise _to(link.code, "turned")


@needs("keep links")
async def post_check(request: web.Request) -> web.StreamResponse:
    """Asks its page now."""
    await form_of(request)
    link = await _asked_for(request)
    if not may_change(request, link):
        raise ForbiddenError("only people of its department may have it asked", link.code)
    await request.app[LINK_PROBE].ask_now(link.target)
    raise _to(link.code, "checked")


@needs("keep links")
async def post_undo_link(request: web.Request) -> web.StreamResponse:
    """Undoes the change that its button was offered for, and no other."""
    form, link = await form_of(request), await _asked_for(request)
    try:
        await undo_link(request.app[DESK].database, link.code, edit_in(form), who(request).person, datetime.now(UTC))
    except ConflictError:
        return await not_undone(request)
    raise _to(link.code, "undone")


def _new(now: datetime) -> Link:
    return Link(code="", asked="", target="", made_at=now)


def _to(code: str, said: str) -> web.HTTPSeeOther:
    return go_to(str(URL(f"{PATH}/{code}").with_query(said=said)))


def _codes(request: web.Request) -> Codes:
    return codes_of(request.app[DESK].settings)


def _title(link: Link) -> Words:
    return link.title or {"ja": link.code, "en": link.code}


async def _typing(request: web.Request, now: datetime) -> Typing:
    choices = writes_for(request, await departments_of(request))
    times = times_of(request, now)
    departments = [choice.code for choice in choices]
    return Typing(
        _codes(request),
        departments,
        local_day(now, times.zone),
        now,
        times.zone,
        lambda text: normal_link(text, "", {}),
    )


async def _asked_for(request: web.Request) -> Link:
    async with request.app[DESK].database.read() as connection:
        link = await load_link(connection, request.match_info["link"])
    if link is None:
        raise NotFoundError("there is no such link", request.match_info["link"])
    return link


async def _form(
    request: web.Request, link: Link, fields: Mapping[str, str], errors: Mapping[str, Words] | None = None
) -> web.Response:
    now, said, database = datetime.now(UTC), request.query.get("said", ""), request.app[DESK].database
    own = dict.fromkeys(LABELS, "")
    if not link.code:
        own["department"] = who(request).department
    return await render(
        request,
        "link.html",
        title=_title(link) if link.code else NEW,
        status=422 if errors else 200,
        now=now,
        link=link,
        fields=own | dict(fields),
        errors=errors or {},
        labels=LABELS,
        seen=fields.get("seen") or (seen_of(link) if link.code else ""),
        may=may_change(request, link) if link.code else True,
        departments=writes_for(request, await departments_of(request)),
        hosts=request.app[DESK].settings.link_hosts,
        said=SAID.get(said, {}),
        undo=await undoable(database, NOUN, link.code, who(request).person) if said in UNDOABLE else 0,
        counted=_codes(request).counted,
        to_count=how_to_count(request.app[DESK].settings),
        **(await _around(request, link, now) if link.code else {"row": None}),
    )


async def _around(request: web.Request, link: Link, now: datetime) -> dict[str, Any]:
    """What stands beside the form: how the target is, what the code says, what bears it."""
    desk, codes, times = request.app[DESK], _codes(request), times_of(request, now)
    today = local_day(now, times.zone)
    async with desk.database.read() as connection:
        uses = await load_uses(connection, await desk.catalogue(), [link.asked], who(request).person)
        checks, departments = await load_checks(connection), await load_departments(connection)
        sums = await load_spot_sums(connection, today.replace(day=1), today)
        posters = [one for one in await load_posters(connection) if one.poster.link == link.code]
    scans = {link.code: sum(count for (code, _), count in sums.items() if code == link.code)}
    row: Row = row_of(link, checks, uses, scans, departments, now)
    says = address_of(codes.public_url, link.code) if codes.counted else link.target
    return {
        "row": row,
        "code_says": says,
        "checks": desk.settings.check_links,
        "code_svg": qr_svg(says),
        "posters": [one for one in posters if one.taken_down_on is None],
        "places": (await desk.catalogue()).places,
    }
