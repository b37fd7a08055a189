"""All playlists, and the form that begins a new one."""

from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from aiohttp import web
from msgspec.structs import replace

from ....actions.draw_slides import slot_of
from ....actions.edit_playlist import last_step, new_playlist
from ....domain.arranging import counts_by_playlist
from ....domain.catalogue import Catalogue
from ....domain.displays import Format
from ....domain.drafts import NAME_LETTERS, Draft, file_of
from ....domain.forms.typed import Typed, new_id, word_fields
from ....domain.playlist_changes import EXAMPLE, EXAMPLE_TITLE
from ....domain.playlist_file import PlaylistFile
from ....domain.playlists import Playlist, Section, item_of
from ....render.subject import subject_of
from ....store.drafts import load_drafts, load_origins_by_name
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ...visitor import name_of
from ..pages import language_of, render
from ..pictures import title_of
from ..set_up import listed, person_of, typed_of
from .loop import Shown
from .playlist import NOTICES, address_of, taken_names
from .views import title_words

TITLE: Words = {"ja": "プレイリスト", "en": "Playlists"}
NEW: Words = {"ja": "プレイリストを作る", "en": "New playlist"}
EXAMPLES = 6
EMPTY, LIKE_EXAMPLE, LIKE = "empty", "example", "like:"
"""What a new playlist begins from, as the form says it."""
LABELS: dict[str, Words] = {
    "title_ja": {"ja": "名前（日本語）", "en": "Name (Japanese)"},
    "title_en": {"ja": "名前（英語）", "en": "Name (English)"},
    "like": {"ja": "何から始めますか", "en": "What it begins from"},
}


class Row(NamedTuple):
    """A playlist of the list; `origin` the file that it comes from, empty for staff's own."""

    name: str
    title: Words
    address: str
    sections: tuple[Section, ...]
    rules: int
    displays: int
    origin: str
    is_new: bool
    is_changed: bool
    is_removed: bool


@needs("see content")
async def get_playlists(request: web.Request) -> web.StreamResponse:
    desk = request.app[DESK]
    catalogue, language = await desk.catalogue(), language_of(request)
    desk.rehearsals.begin(catalogue, datetime.now(UTC))
    async with desk.database.read() as connection:
        drafts, origins = await load_drafts(connection), await load_origins_by_name(connection)
    names = sorted({*(name for name in catalogue.playlists if item_of(name) is None), *(one.name for one in drafts)})
    by_name = {draft.name: draft for draft in drafts}
    files = [(name, _file(catalogue, by_name.get(name), name)) for name in names]
    titles = [(name, file, title_words(file.playlist)) for name, file in files if file]
    titles.sort(key=lambda one: (in_words(one[2], language), one[0]))
    its = listed(titles, request.query, lambda one: " ".join((one[0], *one[2].values())))
    counts = counts_by_playlist([rule for _, file, _ in its.rows for rule in file.rules], catalogue)
    rows = [_row(name, file, by_name.get(name), origins.get(name), counts.get(name, 0)) for name, file, _ in its.rows]
    return await render(
        request,
        "playlists.html",
        title=TITLE,
        list=its,
        rows=rows,
        drafts=len(drafts),
        step=await last_step(desk.database, person_of(request).name),
        notice=NOTICES.get(request.query.get("notice", ""), {}),
        examples=[] if names else await _examples(request, catalogue, datetime.now(UTC)),
        example_title=EXAMPLE_TITLE,
    )


def _file(catalogue: Catalogue, draft: Draft | None, name: str) -> PlaylistFile | None:
    return (draft.file if draft else None) or file_of(catalogue, name)


def _row(name: str, file: PlaylistFile, draft: Draft | None, origin: str | None, displays: int) -> Row:
    """`origin` None: it was never published."""
    return Row(
        name=name,
        title=title_words(file.playlist),
        address=address_of(name),
        sections=file.playlist.sections,
        rules=len(file.rules),
        displays=displays,
        origin=origin or "",
        is_new=origin is None,
        is_changed=draft is not None,
        is_removed=draft is not None and draft.file is None,
    )


async def _examples(request: web.Request, catalogue: Catalogue, now: datetime) -> list[Shown]:
    """Slides of what there is, for the page that has no playlist to show yet."""
    items = (item for item in catalogue.items.values() if any(one.takes(item) for one in EXAMPLE))
    language = request.app[DESK].brands.in_force.language
    slots = (slot_of(item, catalogue.media, now, language) for item in islice(items, 3 * EXAMPLES))
    keys = [slot.key for slot in slots if slot][:EXAMPLES]
    media, links = catalogue.media, catalogue.links
    subjects = [subject_of(catalogue.items, media, key, Format(1920, 1080), links) for key in keys]
    paths = await request.app[DESK].previews.paths(subjects)
    return [Shown(path, title_of(key.items[0], catalogue)) for path, key in zip(paths, keys, strict=True)]


@needs("arrange")
async def get_new_playlist(request: web.Request) -> web.StreamResponse:
    like = request.query.get("like", EMPTY)
    return await _form(request, {**word_fields("title", EXAMPLE_TITLE if like == LIKE_EXAMPLE else {}), "like": like})


@needs("arrange")
async def post_new_playlist(request: web.Request) -> web.StreamResponse:
    """A playlist of staff's own: from nothing, from the example, or with the sections of another; without rules."""
    fields = typed_of(await form_of(request))
    desk, typed = request.app[DESK], Typed(fields)
    catalogue = await desk.catalogue()
    title = typed.words("title", NAME_LETTERS, needed=True)
    like = typed.choice("like", [code for code, _ in _beginnings(catalogue)])
    if typed.errors:
        return await _form(request, fields, typed.errors)
    name = new_id(in_words(title, "en"), await taken_names(request), "playlist")
    playlist = _begun(catalogue, like, name, title)
    words = in_words(title, "ja")
    says = {"ja": f"「{words}」を作った", "en": f"Made “{in_words(title, 'en')}”"}
    await new_playlist(desk.database, PlaylistFile(playlist), says, name_of(request), datetime.now(UTC))
    raise go_to(f"{address_of(name)}?notice=new")


def _begun(catalogue: Catalogue, like: str, name: str, title: Words) -> Playlist:
    if like == LIKE_EXAMPLE:
        return Playlist(name=name, title=title, sections=EXAMPLE)
    other = catalogue.playlists.get(like.removeprefix(LIKE))
    return replace(other, name=name, title=title) if other else Playlist(name=name, title=title, sections=())


def _beginnings(catalogue: Catalogue) -> list[tuple[str, Words]]:
    """(code, words) of what a new playlist may begin from."""
    others = [(f"{LIKE}{name}", title_words(one)) for name, one in catalogue.playlists.items() if item_of(name) is None]
    return [
        (EMPTY, {"ja": "空から", "en": "Nothing"}),
        (LIKE_EXAMPLE, {"ja": "例「駅・基本」から", "en": "The example “Stations, everyday”"}),
        *(
            (
                code,
                {
                    "ja": f"「{in_words(title, 'ja')}」と同じ区分から",
                    "en": f"The sections of “{in_words(title, 'en')}”",
                },
            )
            for code, title in others
        ),
    ]


async def _form(request: web.Request, fields: dict[str, str], errors: dict[str, Words] | None = None) -> web.Response:
    catalogue = await request.app[DESK].catalogue()
    return await render(
        request,
        "playlist-new.html",
        title=NEW,
        status=422 if errors else 200,
        fields={name: fields.get(name, "") for name in LABELS},
        errors=errors or {},
        labels=LABELS,
        beginnings=_beginnings(catalogue),
    )
