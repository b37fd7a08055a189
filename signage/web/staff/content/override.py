"""An item that a source owns: what it says, read-only, and what staff say in its place."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

from ....actions.override_item import override_item
from ....domain.accounts import Department, who_may
from ....domain.catalogue import Catalogue
from ....domain.content import Item, Override
from ....domain.forms.letters import letters, seen_text
from ....domain.forms.typed import NOT_THERE, seen_of
from ....domain.workflow import SOURCE, STATE_WORDS, owns, reads, state_of_item
from ....errors import ConflictError, ForbiddenError, NotFoundError
from ....store.content import BY_ERASURE, BY_STAFF, Given, load_given, load_overrides
from ....store.deputies import stands_in_for
from ....words import Words, in_words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..library.pick import pick_values
from ..pages import language_of, render
from ..pictures import size_of, sizes_of
from ..set_up import ON, conflict
from .differing import field_names
from .office import (
    KIND_WORDS,
    LANGUAGE_WORDS,
    Choice,
    check_owner,
    department_name,
    departments_of,
    display_says,
    sample_displays,
    source_names,
    tried_on,
    who,
)

TITLE: Words = {"ja": "取り込んだコンテンツ", "en": "Content from a source"}
TITLE_LETTERS = 120


def labels_of(item: Item) -> dict[str, Words]:
    """What people call the fields in which staff speak in place of a source."""
    labels: dict[str, Words] = {
        "media": {"ja": "画像を替える", "en": "Another picture"},
        "pinned": {"ja": "新しいものより先に映す", "en": "Show it before newer ones"},
    }
    for code in item.title:
        spoken = LANGUAGE_WORDS.get(code, {"en": code})
        ja, en = in_words(spoken, "ja"), in_words(spoken, "en")
        labels[f"title_{code}"] = {"ja": f"短い題名（{ja}）", "en": f"Shorter title ({en})"}
    return labels


def department_of(item: Item, departments: Mapping[str, Department]) -> str:
    """The id of the department that a source's item names; empty where it is none of ours."""
    named = set(item.department.values())
    return next((id for id, one in departments.items() if named & set(one.name.values())), "")


async def source_item_page(
    request: web.Request,
    catalogue: Catalogue,
    departments: Mapping[str, Department],
    id: str,
    now: datetime,
    *,
    typed: Override | None = None,
    errors: Mapping[str, Words] | None = None,
) -> web.Response:
    """Raises NotFoundError for what no source gave."""
    given, override = await _given(request, id)
    item = (override or Override()).over(given.item)
    department = department_of(given.item, departments)
    person, language = who(request).person, language_of(request)
    async with request.app[DESK].database.read() as connection:
        deputy_of = await stands_in_for(connection, person.name, now)
    check_owner(departments, department, own=reads(person, department, deputy_of))
    displays = sample_displays(catalogue)
    chosen = tried_on(displays, request.query.get("display", ""))
    return await render(
        request,
        "item-of-source.html",
        title=TITLE,
        status=422 if errors else 200,
        now=now,
        done=request.query.get("done", ""),
        item=item,
        source=(await source_names(request)).get(item.source, {"en": item.source}),
        here=f"/content/{quote(id, safe='')}",
        given=given.item,
        override=typed or override or Override(),
        seen=seen_of(override),
        withdrawn_at=given.taken_down_at if given.by == BY_STAFF else None,
        gone=given.taken_down_at is not None and given.by != BY_STAFF,
        its_state=state_of_item(item, now, withdrawn=given.taken_down_at is not None),
        state_words=STATE_WORDS,
        language_words=LANGUAGE_WORDS,
        kind=KIND_WORDS.get(item.kind, {"en": item.kind}),
        department=department_name(departments, department) or item.department,
        editable=owns(person, department),
        may_say=may_say(request),
        labels=labels_of(given.item),
        pick=await pick_values(request, now, (typed or override or Override()).media or ""),
        errors=errors or {},
        most=TITLE_LETTERS,
        displays=[Choice(one.id, display_says(one, language)) for one in displays],
        display=chosen,
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of([*displays, chosen]))}",
        size=size_of(chosen),
    )


@needs("write content")
async def post_override(request: web.Request) -> web.StreamResponse:
    """Keeps what staff say in place of a source; one's own words are gone where the fields are empty."""
    form, now = await form_of(request), datetime.now(UTC)
    catalogue, departments = await request.app[DESK].catalogue(), await departments_of(request)
    id = request.match_info["item"]
    given, _ = await _given(request, id)
    person, department = who(request).person, department_of(given.item, departments)
    check_owner(departments, department, own=owns(person, department))
    if not may_say(request):
        raise ForbiddenError("what shows at once is said by who could approve it", id, roles=who_may("approve content"))
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    override, errors = read_override(fields, given.item, catalogue)
    if errors:
        return await source_item_page(request, catalogue, departments, id, now, typed=override, errors=errors)
    try:
        await override_item(request.app[DESK].database, id, override, department, person, now, text_of(form, "seen"))
    except ConflictError:
        return await _conflict(request, catalogue, departments, fields)
    raise go_to(f"/content/{quote(id, safe='')}?done=saved")


@needs("write content")
async def get_override(request: web.Request) -> web.StreamResponse:
    """It stands on the item's own page."""
    raise go_to(f"/content/{quote(request.match_info['item'], safe='')}")


async def _conflict(
    request: web.Request, catalogue: Catalogue, departments: Mapping[str, Department], typed: Mapping[str, str]
) -> web.Response:
    """Both values of what another has said of it meanwhile, to pick from."""
    given, override = await _given(request, request.match_info["item"])
    now = override or Override()
    theirs = {f"title_{code}": now.title.get(code, "") for code in given.item.title}
    theirs |= {"media": now.media or "", "pinned": "on" if now.pinned else ""}
    names = {**await field_names(request, catalogue, departments), "pinned": ON}
    labels, seen = labels_of(given.item), seen_of(override)
    return await conflict(request, typed, theirs, labels, seen, title=given.item.title, names=names)


def may_say(request: web.Request) -> bool:
    """What is said in place of a source shows at once: where approval is asked for, only who could approve it says it."""
    return who(request).may("approve content") or not request.app[DESK].settings.approval


def read_override(fields: Mapping[str, str], item: Item, catalogue: Catalogue) -> tuple[Override, dict[str, Words]]:
    """What a form says in place of the source, and what of it can't be used."""
    errors: dict[str, Words] = {}
    title: Words = {}
    for code in item.title:
        text = seen_text(fields.get(f"title_{code}", ""))
        if (count := letters(text)) > TITLE_LETTERS:
            errors[f"title_{code}"] = {
                "ja": f"題名は {TITLE_LETTERS}文字までです。いまは {count}文字です。",
                "en": f"The title may have {TITLE_LETTERS} characters; it has {count}.",
            }
        if text:
            title[code] = text
    media = seen_text(fields.get("media", ""))
    if media and media not in catalogue.media:
        errors["media"] = NOT_THERE
    return Override(title=title, media=media or None, pinned=fields.get("pinned") == "on"), errors


async def _given(request: web.Request, id: str) -> tuple[Given, Override | None]:
    async with request.app[DESK].database.read() as connection:
        given = await load_given(connection, id)
        override = (await load_overrides(connection)).get(id)
    if given is None or given.by == BY_ERASURE or given.item.source == SOURCE:
        raise NotFoundError("there is no such item", id)
    return given, override
