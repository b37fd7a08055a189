"""The page of a request: the slide in its shapes, what approval would do, what to mind, and the two buttons."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from ....actions.approve_item import COMMENT_LETTERS
from ....actions.edit_item import seen_of
from ....domain.approving import Effect
from ....domain.workflow import STATE_WORDS, reads, state_of
from ....store.deputies import stands_in_for
from ....store.plain import storable
from ....store.versions import load_version
from ....words import Words, in_words
from ...desk import DESK
from ..content.differing import changed_fields
from ..content.office import KIND_WORDS, department_name, who
from ..content.page import LANGUAGE_WORDS, label_of, seen_text
from ..pages import language_of, part, render, times_of
from ..pictures import sizes_of
from .accepting import NOT_SAID, Yes, accept_part, rows_of
from .looked import Looked, following_of
from .views import approvers_of, checks_of, round_words, seconds_words, shapes_of, shown_at, soon
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


async def page(
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
    # Together: both wait for the same work, and the page is patient once.
    outlook, accept = await asyncio.gather(soon(outlook_of(looked)), acceptance(looked, yes, unread))
    return await render(
        request,
        "approval.html",
        title=looked.item.title or {"ja": "題名なし", "en": "No title"},
        status=status,
        now=now,
        looked=looked,
        version=version,
        item=looked.item,
        stands=state_of(version, now, withdrawn=looked.withdrawn),
        state_words=STATE_WORDS,
        kind=KIND_WORDS.get(looked.item.kind, {}),
        department=department_name(looked.departments, version.department),
        seen=seen_text(seen_of(version)),
        outlook=outlook,
        accept=accept,
        changes=await changed_fields(request, looked.catalogue, looked.departments, looked.up, version, now),
        label=label_of,
        steps=told(looked.edits, looked.comments),
        approvers=approvers_of(looked.users, looked.deputies, version.department, now),
        done=await done_words(request),
        following=await following_of(looked) if looked.may_decide else "",
        notice=notice or {},
        error=error or {},
        comment=comment,
        decision=decision,
        comment_letters=COMMENT_LETTERS,
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of(looked.catalogue.displays.values()))}",
    )


async def acceptance(looked: Looked, yes: Yes = NOT_SAID, unread: bool = False) -> str:
    """The piece of the form that asks for a yes; empty where all can be read, or where that is not known yet."""
    if not (looked.may_decide or looked.may_approve_own):
        return ""
    foreseen = await looked.foreseen() if unread else await soon(looked.foreseen())
    if not foreseen:
        return ""
    return accept_part(looked.request, rows_of(foreseen, {}), foreseen.unreadable, looked.now, yes, unread)


async def outlook_of(looked: Looked) -> str:
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
        state_words=STATE_WORDS,
        item=item,
        effect=effect,
        shapes=shapes,
        old=old,
        checks=checks_of(desk, item, effect, foreseen, looked.now),
        accept=await acceptance(looked) if looked.request.query.get("part") else "",
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
