"""A request is looked at and decided: the slide in its shapes, what approval would do, what to mind, and the two buttons."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from aiohttp import web

from ....actions.approve_item import ALL_READ, COMMENT_LETTERS, Unread, approve, approve_own, remand
from ....actions.edit_item import Seen, seen_of
from ....domain.accounts import Department, Person
from ....domain.approving import Effect
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.workflow import STATE_WORDS, Version, is_own, reads, state_of, steps
from ....errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ....store.comments import Comment, load_comments
from ....store.departments import load_departments
from ....store.deputies import Deputy, load_deputies, stands_in_for
from ....store.edits import Edit, load_edits
from ....store.plain import storable
from ....store.users import User, load_users
from ....store.versions import load_newest, load_version, load_versions
from ....words import Words, in_words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..content.differing import changed_fields
from ..content.office import KIND_WORDS, check_owner, department_name, who
from ..content.open_tasks import OPEN_TASKS
from ..content.page import LANGUAGE_WORDS, label_of, seen_in, seen_text
from ..pages import HEADERS, language_of, part, render, times_of
from ..pictures import sizes_of
from .accepting import NOT_SAID, UnreadError, Yes, accept_part, rows_of, yes_in
from .legibility import Foreseen, foresee
from .views import OUTLOOK, approvers_of, checks_of, round_words, seconds_words, shapes_of, shown_at, soon
from .views import steps_told as told

DONE: dict[str, Words] = {
    "approve": {"ja": "「%s」を承認しました。", "en": "“%s” is approved."},
    "remand": {"ja": "「%s」を差し戻しました。", "en": "“%s” was sent back."},
    "renew": {
        "ja": "「%s」の期間を延ばす承認を依頼しました。",
        "en": "Approval of a longer period of “%s” is asked for.",
    },
    "longer": {"ja": "「%s」の期間を延ばしました。", "en": "“%s” lasts longer now."},
}
EMPTY: dict[str, Words] = {
    "remand": {"ja": "どこを直すか、ひとこと書いてください。", "en": "Write what is to be changed."},
    "approve-own": {
        "ja": "ほかの人が承認できない理由を書いてください。",
        "en": "Write why nobody else can approve it.",
    },
}
LONG: Words = {"ja": f"ひとことは {COMMENT_LETTERS:,}文字までです。", "en": f"At most {COMMENT_LETTERS:,} characters."}
OVER: Words = {
    "ja": "掲載期間が終わっています。差し戻して、期間を直してもらってください。",
    "en": "Its period is over. Send it back to have the period changed.",
}
MOVED: Words = {
    "ja": "あなたが開いた後に、変わりました。いまの内容を見て、もう一度決めてください。",
    "en": "It has changed since you opened it. Look at it as it is now and decide again.",
}


class Looked(NamedTuple):
    """All that is known of a request: its versions, the newest first, and who may do what with it."""

    request: web.Request
    now: datetime
    catalogue: Catalogue
    person: Person
    departments: Mapping[str, Department]
    versions: Sequence[Version]
    comments: Sequence[Comment]
    edits: Sequence[Edit]
    users: Sequence[User]
    deputies: Sequence[Deputy]
    deputy_of: frozenset[str]

    @property
    def version(self) -> Version:
        return self.versions[0]

    @property
    def item(self) -> Item:
        return self.version.item

    @property
    def up(self) -> Version | None:
        """The version on air that this one is to take the place of."""
        return next((one for one in self.versions[1:] if one.stage == "approved"), None)

    @property
    def may_decide(self) -> bool:
        return "approve" in steps(self.version, self.person, self.deputy_of)

    @property
    def may_approve_own(self) -> bool:
        asked = self.version.stage == "requested"
        return asked and is_own(self.version, self.person) and self.person.role == "administrator"

    @property
    def language(self) -> str:
        """The one that is looked at: as the address says, else the page's, else the first it is written in."""
        wanted = (self.request.query.get("language", ""), language_of(self.request), *self.item.title)
        return next((one for one in wanted if self.item.title.get(one)), "ja")

    async def effect(self) -> Effect:
        return await self.request.app[OUTLOOK].effect(self.catalogue, self.item, self.now)

    async def foreseen(self) -> Foreseen:
        """What people could not read of it on the displays that would show it."""
        effect, at = await self.effect(), shown_at(self.item, self.now)
        seconds = effect.seconds[0] if effect.displays else None
        return await foresee(self.request.app[DESK], self.catalogue, self.item, effect.displays, at, seconds)


@needs("see content")
async def get_approval(request: web.Request) -> web.StreamResponse:
    """The page; with `part` the piece that was not ready when it was made."""
    looked = await _looked_at(request)
    if request.query.get("part") == "outlook":
        return web.Response(text=await _outlook(looked), content_type="text/html", headers=HEADERS)
    return await _page(looked)


@needs("approve content")
async def post_approval(request: web.Request) -> web.StreamResponse:
    """`decision` is approve, remand or approve-own; `seen` the state that was looked at. Then the next request opens."""
    form = await form_of(request)
    looked = await _looked_at(request)
    decision, comment = text_of(form, "decision"), text_of(form, "comment").replace("\r\n", "\n").strip()
    yes = yes_in(form)
    try:
        await _decide(looked, decision, seen_in(text_of(form, "seen")), comment, yes)
    except UnreadError:
        return await _page(looked, status=422, comment=comment, decision=decision, yes=yes, unread=True)
    except ConflictError:
        return await _page(await _looked_at(request), status=409, notice=MOVED, comment=comment)
    except InputError:
        error = _what_is_wrong(decision, comment)
        return await _page(looked, status=422, error=error, comment=comment, decision=decision, yes=yes)
    request.app[OPEN_TASKS].forget()
    raise go_to(await _next(looked, "approve" if decision == "approve-own" else decision))


async def _decide(looked: Looked, decision: str, seen: Seen | None, comment: str, yes: Yes) -> None:
    database, id, person, now = looked.request.app[DESK].database, looked.item.id, looked.person, looked.now
    if seen is None:
        raise ConflictError("this form does not say what was seen", id)
    if decision == "remand":
        await remand(database, id, seen, person, now, comment)
    elif decision == "approve":
        await approve(database, id, seen, person, now, comment, await _unread(looked, seen, yes))
    elif decision == "approve-own":
        await approve_own(database, id, seen, person, now, comment, await _unread(looked, seen, yes))
    else:
        raise ForbiddenError("a request is approved or sent back", id)


async def _unread(looked: Looked, seen: Seen, yes: Yes) -> Unread:
    """What can't be read of the version that was seen. Raises UnreadError where nobody has said yes to that."""
    decides = looked.may_decide or looked.may_approve_own
    if not decides or seen != seen_of(looked.version):
        return ALL_READ  # the decision itself says why it can't be
    codes = (await looked.foreseen()).unreadable
    return yes.to(codes, looked.item.id)


def _what_is_wrong(decision: str, comment: str) -> Words:
    if len(comment) > COMMENT_LETTERS:
        return LONG
    return OVER if comment or decision == "approve" else EMPTY[decision]


async def _next(looked: Looked, decision: str) -> str:
    """Where to go on: to the following request, else home."""
    following, done = await _following(looked), f"?done={decision}&of={quote(looked.item.id, safe='')}"
    return f"{following}{done}" if following else f"/home{done}"


async def _following(looked: Looked) -> str:
    """The page of the request after this one, of its kind first (a hundred voices are read in one go); the oldest after the
    last. Empty where no other waits.
    """
    async with looked.request.app[DESK].database.read() as connection:
        waiting = await load_newest(connection, stages=("requested",))
    mine = [one for one in waiting if "approve" in steps(one, looked.person, looked.deputy_of)]
    others, here = [one for one in mine if one.item.id != looked.item.id], _waits_since(looked.version)
    others.sort(key=lambda one: (one.item.kind != looked.item.kind, _waits_since(one) < here, _waits_since(one)))
    return f"/content/{quote(others[0].item.id, safe='')}/approval" if others else ""


def _waits_since(version: Version) -> tuple[datetime, str]:
    return version.asked_at or version.changed_at, version.item.id


async def _looked_at(request: web.Request) -> Looked:
    """Raises NotFoundError for what staff did not write, NotYoursError for what belongs to another department."""
    desk, now, id, person = request.app[DESK], datetime.now(UTC), request.match_info["item"], who(request).person
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        versions = await load_versions(connection, id)
        if not versions:
            raise NotFoundError("staff have written no item of this id", id)
        looked = Looked(
            request,
            now,
            catalogue,
            person,
            await load_departments(connection),
            versions,
            await load_comments(connection, id),
            await load_edits(connection, "item", id),
            await load_users(connection),
            await load_deputies(connection, now),
            frozenset(await stands_in_for(connection, person.name, now)),
        )
    department = looked.version.department
    check_owner(looked.departments, department, own=reads(person, department, looked.deputy_of))
    return looked


async def _page(
    looked: Looked,
    *,
    status: int = 200,
    notice: Words | None = None,
    error: Words | None = None,
    comment: str = "",
    decision: str = "",
    yes: Yes = NOT_SAID,
    unread: bool = False,
) -> web.Response:
    request, version, now = looked.request, looked.version, looked.now
    withdrawn = any(gone.item.id == looked.item.id for gone in looked.catalogue.taken_down)
    # Together: both wait for the same work, and the page is patient once.
    outlook, accept = await asyncio.gather(soon(_outlook(looked)), _acceptance(looked, yes, unread))
    return await render(
        request,
        "approval.html",
        title=looked.item.title or {"ja": "題名なし", "en": "No title"},
        status=status,
        now=now,
        looked=looked,
        version=version,
        item=looked.item,
        stands=state_of(version, now, withdrawn=withdrawn),
        state_words=STATE_WORDS,
        kind=KIND_WORDS.get(looked.item.kind, {}),
        department=department_name(looked.departments, version.department),
        seen=seen_text(seen_of(version)),
        language_words=LANGUAGE_WORDS,
        outlook=outlook,
        accept=accept,
        changes=await changed_fields(request, looked.catalogue, looked.departments, looked.up, version, now),
        label=label_of,
        steps=told(looked.edits, looked.comments),
        approvers=approvers_of(looked.users, looked.deputies, version.department, now),
        done=await done_words(request),
        following=await _following(looked) if looked.may_decide else "",
        notice=notice or {},
        error=error or {},
        comment=comment,
        decision=decision,
        comment_letters=COMMENT_LETTERS,
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of(looked.catalogue.displays.values()))}",
    )


async def _acceptance(looked: Looked, yes: Yes = NOT_SAID, unread: bool = False) -> str:
    """The piece of the form that asks for a yes; empty where all can be read, or where that is not known yet."""
    if not (looked.may_decide or looked.may_approve_own):
        return ""
    foreseen = await looked.foreseen() if unread else await soon(looked.foreseen())
    rows = rows_of(foreseen, {}) if foreseen else []
    return accept_part(looked.request, rows, looked.now, yes, unread)


async def _outlook(looked: Looked) -> str:
    """The piece that takes a while: the slides as displays would have them, what approval would do, and what to mind."""
    desk, item, at = looked.request.app[DESK], looked.item, shown_at(looked.item, looked.now)
    effect = await looked.effect()
    language, before = looked.language, looked.up
    shapes, foreseen, old = await asyncio.gather(
        shapes_of(desk, looked.catalogue, item, effect.displays, language, at),
        looked.foreseen(),
        shapes_of(desk, looked.catalogue, before.item, effect.displays, language, at) if before else _nothing(),
    )
    times = times_of(looked.request, looked.now)
    return part(
        looked.request,
        "approval-outlook.html",
        now=looked.now,
        looked=looked,
        item=item,
        effect=effect,
        shapes=shapes,
        old=old,
        checks=checks_of(desk, item, effect, foreseen, looked.now),
        accept=await _acceptance(looked) if looked.request.query.get("part") else "",
        places=_places(looked, effect),
        seconds=seconds_words(effect.seconds, times),
        round_words=lambda ms: round_words(ms, times),
        language_words=LANGUAGE_WORDS,
        names=lambda ids: _names(looked, ids),
    )


async def _nothing() -> list[Any]:
    return []


def _places(looked: Looked, effect: Effect) -> list[Words]:
    """The names of the places of its displays, those with the most first."""
    counted: dict[str, int] = {}
    for id in effect.displays:
        place = looked.catalogue.displays[id].place
        counted[place] = counted.get(place, 0) + 1
    ordered = sorted(counted, key=lambda place: (-counted[place], place))
    return [looked.catalogue.places[place].name for place in ordered if place in looked.catalogue.places]


def _names(looked: Looked, ids: Sequence[str]) -> str:
    """Of displays: the first, and how many more."""
    first = looked.catalogue.displays[ids[0]].name
    if len(ids) == 1:
        return first
    return (
        f"{first}ほか {len(ids) - 1}台" if language_of(looked.request) == "ja" else f"{first} and {len(ids) - 1} more"
    )


async def done_words(request: web.Request) -> Words:
    """What was done a moment ago, as the address says; nothing where its item is not for this person's eyes."""
    words, id = DONE.get(request.query.get("done", "")), storable(request.query.get("of", "")[:200])
    if not words or not id:
        return {}
    person, now = who(request).person, datetime.now(UTC)
    async with request.app[DESK].database.read() as connection:
        version = await load_version(connection, id)
        deputy_of = await stands_in_for(connection, person.name, now)
    if version is None or not reads(person, version.department, deputy_of):
        return {}
    return {code: says % in_words(version.item.title, code) for code, says in words.items()}
