"""Sources: where items come from by themselves, how their last fetch went, and what one would give before it is kept."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from aiohttp import web

from ....actions.draw_slides import Drawn
from ....actions.keep_source import ask_again, check_source, keep_source, remove_source
from ....actions.preview_source import Preview, try_source
from ....domain.content import Item
from ....domain.displays import Display
from ....domain.forms.source import KINDS_OF, LABELS, LANGUAGES, TYPES, read_source, source_fields
from ....domain.forms.typed import seen_of
from ....domain.problem_words import problem_words
from ....domain.sources import Source
from ....errors import ConflictError, InputError, NotFoundError
from ....sources.fetched import told
from ....store.problems import Problem, load_problems
from ....store.sources import FETCH_NOUN, FILE_NOUN, Kept, load_source_origins, load_sources
from ....words import Words, in_words
from ...auth import form_of, needs, text_of
from ...desk import DESK
from ..pages import language_of, render
from ..pictures import size_of
from ..set_up import Names, conflict, done, listed, person_of, typed_of, what_was_done

TITLE: Words = {"ja": "情報源", "en": "Sources"}
NEW: Words = {"ja": "情報源を追加", "en": "Add a source"}
PATH = "/settings/sources"
FIRST = {"type": "rss", "minutes": "10"}
TRIED = 5
"""So many items of a source that is tried are listed; the first is drawn."""
KIND_WORDS: dict[str, Words] = {
    "news": {"ja": "ニュース", "en": "News"},
    "notice": {"ja": "お知らせ", "en": "Notice"},
    "report": {"ja": "担当レポート", "en": "Report"},
    "event": {"ja": "イベント", "en": "Event"},
}
SAMPLE = Display(id="sample", name="", place="", distance_m=3.0)


class Row(NamedTuple):
    """A source; `file` is where it is set up, empty for the pages; `items` those of it that may be shown."""

    kept: Kept
    type: Words
    file: str
    items: int
    problem: Words


class Tried(NamedTuple):
    """What a source would give, with its first item drawn."""

    preview: Preview
    items: list[Item]
    drawn: Drawn | None
    size: str = ""


class Stored(NamedTuple):
    kept: dict[str, Kept]
    origins: dict[str, str]
    problems: dict[tuple[str, str], Problem]

    def problem(self, name: str) -> Words:
        """Empty if there is none."""
        found = [self.problems.get((noun, name)) for noun in (FILE_NOUN, FETCH_NOUN)]
        return next((problem_words(one.message) for one in found if one), {})


@needs("set up")
async def get_sources(request: web.Request) -> web.StreamResponse:
    stored, catalogue = await _stored(request), await request.app[DESK].catalogue()
    counts = Counter(item.source for item in catalogue.items.values())
    rows = [
        Row(kept, _type(kept.source), stored.origins.get(name, ""), counts[name], stored.problem(name))
        for name, kept in stored.kept.items()
    ]
    rows.sort(key=lambda row: (not row.problem, row.kept.source.name))
    its = listed(rows, request.query, lambda row: _said(row.kept.source))
    named = request.query.get("name", "")
    return await render(
        request,
        "settings-sources.html",
        title=TITLE,
        list=its,
        failing=sum(bool(row.problem) for row in rows),
        **await what_was_done(request, named),
    )


@needs("set up")
async def get_new_source(request: web.Request) -> web.StreamResponse:
    return await _form(request, {**FIRST, "language": request.app[DESK].brands.in_force.language}, None)


@needs("set up")
async def get_source(request: web.Request) -> web.StreamResponse:
    kept = await _asked_for(request)
    return await _form(request, source_fields(kept.source), kept)


@needs("set up")
async def post_source(request: web.Request) -> web.StreamResponse:
    """Keeps a source, or, asked to `try`, shows what it would give."""
    form, desk = await form_of(request), request.app[DESK]
    typed, stored = typed_of(form), await _stored(request)
    kept = await _asked_for(request) if "source" in request.match_info else None
    before = kept.source if kept else None
    source, errors = read_source(typed, stored.kept, desk.brands.in_force.themes, before)
    if not errors:
        errors = _by_the_rules(source)
    if errors:
        return await _form(request, typed, kept, errors)
    if text_of(form, "do") == "try":
        return await _form(request, typed, kept, tried=await _tried(request, source))
    try:
        await keep_source(desk.database, source, person_of(request).name, datetime.now(UTC), typed.get("seen", ""))
    except ConflictError:
        now = (await _stored(request)).kept.get(source.name)
        if now is None:
            raise
        theirs = source_fields(now.source)
        names: Names = {
            "type": TYPES,
            "kind": KIND_WORDS,
            "language": LANGUAGES,
            "themes": {key: theme.name for key, theme in desk.brands.in_force.themes.items()},
        }
        return await conflict(request, typed, theirs, LABELS, seen_of(now.source), title=source.words, names=names)
    raise done(PATH, "source", "changed" if before else "added", source.name)


@needs("set up")
async def post_remove_source(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    kept, person = await _asked_for(request), person_of(request)
    await remove_source(request.app[DESK].database, kept.source.name, person.name, datetime.now(UTC))
    raise done(PATH, "source", "removed", kept.source.name)


@needs("set up")
async def post_ask_again(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    kept = await _asked_for(request)
    await ask_again(request.app[DESK].database, kept.source.name)
    raise done(f"{PATH}/{kept.source.name}", "", "asked", kept.source.name)


def _by_the_rules(source: Source) -> dict[str, Words]:
    """What the rules of a source's file say against it, at the field that it is about."""
    try:
        check_source(source)
    except InputError as problem:
        key = problem.where.rpartition(" ")[2].partition(".")[0].partition("[")[0]
        field = key if key in LABELS else "address"
        return {field: {"ja": f"使えません：{problem.message}", "en": f"It can’t be used: {problem.message}."}}
    return {}


async def _tried(request: web.Request, source: Source) -> Tried:
    """Fetched now, through the same guard as any, parsed and drawn beside what screens wait for."""
    desk, now = request.app[DESK], datetime.now(UTC)
    preview = await try_source(source, desk.settings, partial(desk.workers.run, told))
    items = list(preview.fetched.items or ())[:TRIED] if preview.fetched else []
    if not items:
        return Tried(preview, [], None)
    catalogue = await desk.catalogue()
    display = next(iter(catalogue.displays.values()), SAMPLE)
    drawn = await desk.previews.draw_item(items[0], display, catalogue, now, source.language)
    return Tried(preview, items, drawn, size_of(display))


async def _form(
    request: web.Request,
    fields: Mapping[str, str],
    kept: Kept | None,
    errors: Mapping[str, Words] | None = None,
    tried: Tried | None = None,
) -> web.Response:
    desk, language = request.app[DESK], language_of(request)
    stored, catalogue = await _stored(request), await desk.catalogue()
    name = kept.source.name if kept else ""
    playlists = [
        playlist.name
        for playlist in catalogue.playlists.values()
        if any(name in section.sources for section in playlist.sections)
    ]
    return await render(
        request,
        "settings-source.html",
        title=kept.source.words if kept else NEW,
        status=422 if errors else 200,
        kept=kept,
        file=stored.origins.get(name, ""),
        problem=stored.problem(name),
        items=sum(item.source == name for item in catalogue.items.values()),
        playlists=sorted(in_words(catalogue.playlists[one].title, language) or one for one in playlists),
        fields=dict.fromkeys([*LABELS, "do"], "") | dict(fields),
        errors=errors or {},
        labels=LABELS,
        seen=fields.get("seen") or seen_of(kept.source if kept else None),
        types=list(TYPES.items()),
        type_words=_type(kept.source) if kept else {},
        kinds=[(kind, KIND_WORDS[kind]) for kind in dict.fromkeys(sum(KINDS_OF.values(), ()))],
        languages=list(LANGUAGES.items()),
        themes=[(key, theme.name) for key, theme in desk.brands.in_force.themes.items()],
        chosen=fields.get("themes", "").splitlines(),
        tried=tried,
        problem_words=problem_words,
        **_asked(request),
    )


def _asked(request: web.Request) -> dict[str, Any]:
    asked = request.query.get("done") == "asked"
    says: Words = {"ja": "取り直しています。数秒で終わります。", "en": "It is being fetched; this takes a few seconds."}
    return {"done": says if asked else {}, "undo": {}}


def _said(source: Source) -> str:
    """What a search looks in."""
    return " ".join((source.name, source.address, *source.title.values()))


def _type(source: Source) -> Words:
    return TYPES.get(source.type, {"ja": "手で書く一覧", "en": "A list kept by hand"})


async def _stored(request: web.Request) -> Stored:
    async with request.app[DESK].database.read() as connection:
        kept = {one.source.name: one for one in await load_sources(connection)}
        problems = {(one.noun, one.name): one for one in await load_problems(connection)}
        return Stored(kept, await load_source_origins(connection), problems)


async def _asked_for(request: web.Request) -> Kept:
    kept = (await _stored(request)).kept.get(request.match_info["source"])
    if kept is None:
        raise NotFoundError("there is no such source", request.match_info["source"])
    return kept
