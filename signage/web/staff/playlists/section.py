"""The form of one section of a playlist: what it takes, how many, how often."""

from collections.abc import Mapping

from aiohttp import web

from ....domain.arranging import check_arranges
from ....domain.catalogue import Catalogue
from ....domain.content import KINDS, newest_first
from ....domain.forms.section import LABELS, Offered, read_section, section_fields
from ....domain.playlist_changes import drop_section, keep_section
from ....domain.playlists import Section
from ....errors import ConflictError, InputError, NotFoundError
from ....words import Words, in_words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..content.office import KIND_WORDS, source_names
from ..pages import render
from ..set_up import ON, conflict, person_of, typed_of
from .playlist import NOTICES, address_of, changed
from .views import Standing, standing_of

NEW: Words = {"ja": "区分を足す", "en": "Add a section"}
GONE: Words = {
    "ja": "この区分は、ほかの人が外しました。保存すると、新しい区分として入ります。",
    "en": "Somebody else has taken this section out. Saved, it comes in as a new one.",
}
TITLES_LISTED = 300
"""So many items' titles a browser offers while one is typed; any other is found by its whole title."""


@needs("see content")
async def get_sections(request: web.Request) -> web.StreamResponse:
    """They stand on the playlist's own page."""
    raise go_to(f"{address_of(request.match_info['name'])}#sections")


@needs("arrange")
async def get_new_section(request: web.Request) -> web.StreamResponse:
    _, standing = await _own(request)
    return await _form(request, standing, None, {"weight": "1"})


@needs("arrange")
async def get_section(request: web.Request) -> web.StreamResponse:
    _, standing = await _own(request)
    section = _section(standing, request.match_info["number"])
    return await _form(request, standing, section, section_fields(section))


@needs("arrange")
async def post_section(request: web.Request) -> web.StreamResponse:
    """Keeps a section, new or changed. `was` is the name that it had when the form was made."""
    form = await form_of(request)
    catalogue, standing = await _own(request)
    typed, was = typed_of(form), text_of(form, "was")
    sections = {one.name: one for one in standing.file.playlist.sections}
    if was and was not in sections:
        return await _conflict(request, typed, was)
    before = sections.get(was)
    others = [one for name, one in sections.items() if name != was]
    section, errors = read_section(typed, _offered(catalogue), others, before)
    if errors:
        return await _form(request, standing, before, typed, errors)
    ja, en = in_words(section.words, "ja"), in_words(section.words, "en")
    says: Words = {"ja": f"区分「{ja}」を変えた", "en": f"Changed “{en}”"}
    if before is None:
        says = {"ja": f"区分「{ja}」を足した", "en": f"Added “{en}”"}
    try:
        await changed(request, keep_section(was, section), says, text_of(form, "seen"))
    except ConflictError:
        return await _conflict(request, typed | {"items": "\n".join(section.items)}, was)
    raise go_to(f"{address_of(standing.name)}#sections")


async def _conflict(request: web.Request, typed: Mapping[str, str], was: str) -> web.Response:
    """Both values of each field that differs, to pick from; a new section differs from nothing, so it is only shown again."""
    catalogue, standing = await _own(request)
    now = next((one for one in standing.file.playlist.sections if one.name == was), None)
    if now is None:
        return await _form(request, standing, None, typed, notice=GONE if was else NOTICES["stale"], status=409)
    theirs = section_fields(now) | {"was": was}
    themes = request.app[DESK].brands.in_force.themes
    names = {
        "kinds": KIND_WORDS,
        "sources": await source_names(request),
        "themes": {name: theme.name for name, theme in themes.items()},
        "items": {id: item.title for id, item in catalogue.items.items()},
        "list": ON,
        "qr": ON,
    }
    return await conflict(request, typed, theirs, LABELS, standing.seen, title=now.words, names=names)


@needs("arrange")
async def post_drop_section(request: web.Request) -> web.StreamResponse:
    form = await form_of(request)
    _, standing = await _own(request)
    section = _section(standing, request.match_info["number"])
    ja, en = in_words(section.words, "ja"), in_words(section.words, "en")
    says = {"ja": f"区分「{ja}」を外した", "en": f"Took out “{en}”"}
    try:
        await changed(request, drop_section(section.name), says, text_of(form, "seen"))
    except ConflictError:
        raise go_to(f"{address_of(standing.name)}?notice=stale") from None
    raise go_to(f"{address_of(standing.name)}#sections")


async def _form(
    request: web.Request,
    standing: Standing,
    section: Section | None,
    fields: Mapping[str, str],
    errors: Mapping[str, Words] | None = None,
    notice: Words | None = None,
    status: int = 200,
) -> web.Response:
    catalogue = await request.app[DESK].catalogue()
    offered, sources = _offered(catalogue), await source_names(request)
    themes = request.app[DESK].brands.in_force.themes
    chosen = fields.get("items", "").split("\n") if fields.get("items") else []
    return await render(
        request,
        "section.html",
        title=section.words if section else NEW,
        status=422 if errors else status,
        standing=standing,
        section=section,
        number=standing.file.playlist.sections.index(section) if section else None,
        address=address_of(standing.name),
        fields={name: fields.get(name, "") for name in (*LABELS, "add")},
        errors=errors or {},
        labels=LABELS,
        notice=notice or {},
        kinds={kind: KIND_WORDS.get(kind, {"ja": kind, "en": kind}) for kind in KINDS},
        offered=offered,
        chosen=[(id, offered.items[id].title if id in offered.items else {"ja": id, "en": id}) for id in chosen],
        themes=[(name, themes[name].name if name in themes else {"ja": name, "en": name}) for name in offered.themes],
        sources=[(name, sources.get(name, {"ja": name, "en": name})) for name in offered.sources],
        titles=[item.title for item in sorted(offered.items.values(), key=newest_first)[:TITLES_LISTED]],
    )


def _offered(catalogue: Catalogue) -> Offered:
    items = catalogue.items.values()
    sources = sorted({item.source for item in items})
    return Offered(sources, sorted({theme for item in items for theme in item.themes}), catalogue.items)


async def _own(request: web.Request) -> tuple[Catalogue, Standing]:
    """The playlist of the address, which whoever asks may change here. Raises as the page itself, and InputError."""
    catalogue = await request.app[DESK].catalogue()
    standing = await standing_of(request, catalogue)
    if standing.origin:
        raise InputError("this playlist comes from a file; copy it to change it here", standing.name)
    check_arranges(person_of(request), standing.file.rules, catalogue)
    return catalogue, standing


def _section(standing: Standing, number: str) -> Section:
    """The section of the address, counted from 0. Raises NotFoundError."""
    sections = standing.file.playlist.sections
    found = int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else len(sections)
    if found >= len(sections):
        raise NotFoundError("there is no such section", number)
    return sections[found]
