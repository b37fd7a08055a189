"""The list of all content: search, filters that live in the address, saved views with their counts, and what is done to many."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, NamedTuple
from urllib.parse import quote

from aiohttp import web
from yarl import URL

from ....domain.accounts import Department, Person
from ....domain.catalogue import Catalogue
from ....domain.content import KINDS, lacks
from ....domain.events import Event, begins_at
from ....domain.item_filter import (
    ORDERS,
    VIEWS,
    Asked,
    Entry,
    View,
    chosen,
    counts,
    entries_of,
    may_change,
    occasion_at,
    readable,
)
from ....domain.workflow import STATE_WORDS, STATES
from ....errors import InputError
from ....store.content import load_withdrawn
from ....store.deputies import stands_in_for
from ....store.versions import load_newest
from ....words import Words, in_words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..pages import language_of, render
from ..pictures import sizes_of
from .bulk import DONE, SAID, do_to_many, list_of, ticked_in, undo_of
from .office import (
    KIND_WORDS,
    LANGUAGE_WORDS,
    Choice,
    department_name,
    departments_of,
    source_names,
    themes_offered,
    who,
    writes_for,
)
from .on_glass import Shown, on_glass
from .override import department_of

TITLE: Words = {"ja": "コンテンツ", "en": "Content"}
PER_PAGE = 50
SEARCH_CHARACTERS = 100
VIEW_WORDS: dict[View, Words] = {
    "all": {"ja": "すべて", "en": "All"},
    "on air": {"ja": "公開中", "en": "On air"},
    "requested": {"ja": "承認依頼中", "en": "Approval asked"},
    "mine": {"ja": "自分の下書き", "en": "My drafts"},
    "expiring": {"ja": "まもなく終了", "en": "Expires soon"},
}


class Line(NamedTuple):
    """A row of the list. `picture` is empty where there is nothing to draw yet. `day` and `last_day` are when an event takes
    place: on or next, else the last time.
    """

    entry: Entry
    path: str
    shown: Shown | None
    picture: str
    size: str
    department: Words
    mine: bool
    day: datetime | None = None
    last_day: datetime | None = None


@needs("see content")
async def get_content(request: web.Request) -> web.StreamResponse:
    return await _page(request, request.rel_url)


@needs("withdraw content")
async def post_bulk(request: web.Request) -> web.StreamResponse:
    """Where it can't be done, the list says why and stands as it was sent: filtered, ticked, the end as it was typed."""
    form = await form_of(request)
    try:
        there = await do_to_many(request, form)
    except InputError as problem:
        url, ends = list_of(text_of(form, "list")), text_of(form, "ends")
        return await _page(request, url, 422, problem=problem.says, ticked=ticked_in(form), ends=ends)
    raise go_to(there)


async def _page(
    request: web.Request,
    url: URL,
    status: int = 200,
    *,
    problem: Words | None = None,
    ticked: Collection[str] = (),
    ends: str = "",
) -> web.Response:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue, departments, sources = await desk.catalogue(), await departments_of(request), await source_names(request)
    asked = asked_in(url.query, who(request).person, now)
    entries = await _entries(request, catalogue, departments, now)
    found = chosen(entries, asked)
    page = page_of(url.query, len(found))
    shown = await on_glass(request, catalogue)
    lines = [_line(one, shown, departments, asked) for one in found[(page - 1) * PER_PAGE : page * PER_PAGE]]
    return await render(
        request,
        "content.html",
        title=TITLE,
        status=status,
        now=now,
        path=url.path,
        other_language_url=str(url.update_query(lang="en" if language_of(request) == "ja" else "ja")),
        asked=asked,
        lines=lines,
        total=len(found),
        empty=not entries,
        page=page,
        pages=-(-len(found) // PER_PAGE),
        per_page=PER_PAGE,
        views=[(view, VIEW_WORDS[view], number) for view, number in counts(entries, asked).items()],
        state_words=STATE_WORDS,
        kind_words=KIND_WORDS,
        sources=sources,
        choices=_choices(request, entries, departments, sources),
        to=lambda **changes: _to(url, changes),
        undo=undo_of(request),
        did=DONE.get(url.query.get("did", ""), {}),
        number=url.query.get("n", "")[:4],
        problem=problem or {},
        ticked=ticked,
        ends=ends,
        themes=themes_offered(request),
        departments=writes_for(request, departments),
        failed=url.query.get("failed", "")[:4],
        sizes_url=f"/static/sizes.css?of={','.join(sorted({'1920x1080', *sizes_of(catalogue.displays.values())}))}",
    )


async def _entries(
    request: web.Request, catalogue: Catalogue, departments: Mapping[str, Department], now: datetime
) -> list[Entry]:
    """All that whoever asks may look at."""
    person = who(request).person
    async with request.app[DESK].database.read() as connection:
        versions = await load_newest(connection)
        withdrawn = await load_withdrawn(connection)
        deputy_of = await stands_in_for(connection, person.name, now)
    entries = entries_of(catalogue, versions, withdrawn, lambda item: department_of(item, departments), now)
    return readable(entries, person, deputy_of)


def asked_in(query: Mapping[str, str], person: Person, now: datetime) -> Asked:
    """What the address asks for; what it can't mean is passed over."""
    return Asked(
        person=person,
        now=now,
        text=query.get("q", "").strip()[:SEARCH_CHARACTERS],
        state=query.get("state", "") if query.get("state") in STATES else "",
        kind=query.get("kind", "") if query.get("kind") in KINDS else "",
        theme=query.get("theme", "")[:100],
        department=query.get("department", "")[:100],
        source=query.get("source", "")[:100],
        language=query.get("language", "")[:20],
        view=next((view for view in VIEWS if view == query.get("view")), "all"),
        order=next((order for order in ORDERS if order == query.get("order")), "-begins"),
    )


def page_of(query: Mapping[str, str], total: int) -> int:
    asked = query.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return max(1, min(number, -(-total // PER_PAGE)))


def _to(url: URL, changes: Mapping[str, Any]) -> str:
    """This list with other conditions, from its first page; an empty one is left out, and what was just done."""
    query = {name: value for name, value in url.query.items() if name not in (*SAID, "lang")}
    query = {name: value for name, value in (query | {"page": ""} | dict(changes)).items() if value not in ("", None)}
    return str(URL("/content").with_query({name: str(value) for name, value in query.items()}))


def _line(entry: Entry, shown: Mapping[str, Shown], departments: Mapping[str, Department], asked: Asked) -> Line:
    path = f"/content/{quote(entry.item.id, safe='')}"
    on = shown.get(entry.item.id) if entry.state in ("on air", "scheduled") else None
    picture = f"/slides/{on.slide_at(asked.now)}.html" if on else "" if lacks(entry.item) else f"{path}/slide"
    return Line(
        entry,
        path,
        on,
        picture,
        on.size if on else "1920x1080",
        department_name(departments, entry.department) or entry.item.department,
        may_change(entry, asked.person),
        *_days(entry.item.event, asked.now),
    )


def _days(event: Event | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The first day of the occasion that is on or next, else of the last one, and its last day if that is another."""
    one = occasion_at(event, now) if event else None
    if event is None or one is None:
        return None, None
    return begins_at(event, one), datetime.combine(one.last, time(12), event.zone) if one.last > one.first else None


def _choices(
    request: web.Request,
    entries: Sequence[Entry],
    departments: Mapping[str, Department],
    sources: Mapping[str, Words],
) -> dict[str, list[Choice]]:
    """What can be filtered by: only what there is."""
    language = language_of(request)
    themes = request.app[DESK].brands.in_force.themes
    used: dict[str, set[str]] = {"kind": set(), "theme": set(), "department": set(), "source": set(), "language": set()}
    for entry in entries:
        used["kind"].add(entry.item.kind)
        used["theme"].update(entry.item.themes)
        used["department"].add(entry.department)
        used["source"].add(entry.item.source)
        used["language"].update(entry.item.title)
    names: dict[str, Words] = {name: theme.name for name, theme in themes.items()}
    says: dict[str, Callable[[str], str]] = {
        "kind": lambda one: in_words(KIND_WORDS.get(one, {"en": one}), language),
        "theme": lambda one: in_words(names.get(one, {"en": one}), language),
        "department": lambda one: in_words(department_name(departments, one), language),
        "source": lambda one: in_words(sources.get(one, {"en": one}), language),
        "language": lambda one: in_words(LANGUAGE_WORDS.get(one, {"en": one}), language),
    }
    state = [Choice(one, in_words(STATE_WORDS[one], language)) for one in STATES]
    found = {name: [Choice(one, says[name](one)) for one in sorted(codes) if one] for name, codes in used.items()}
    return {"state": state, **found}
