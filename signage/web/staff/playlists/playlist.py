"""The page of a playlist: its loop as it is drawn, its sections, and all that is done to it in a draft."""

from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web
from yarl import URL

from ....actions.edit_playlist import discard_draft, edit_playlist, last_step, new_playlist, remove_playlist, undo_step
from ....domain.accounts import Person
from ....domain.arranging import check_arranges, may_arrange
from ....domain.calendars import local_day
from ....domain.catalogue import Catalogue
from ....domain.drafts import NAME_LETTERS, Change, copy_of, free_name
from ....domain.forms.typed import Typed, word_fields
from ....domain.playlist_changes import move, order, rename, weigh
from ....domain.schedule import Rule
from ....errors import ConflictError, InputError
from ....store.drafts import load_drafts, load_origins_by_name
from ....words import Words, in_words
from ...auth import Form, form_of, go_to, needs, safe_next, text_of
from ...desk import DESK
from ...visitor import name_of
from ..content.office import source_names
from ..pages import render
from ..set_up import person_of, typed_of
from .loop import width_rules
from .section_words import what_it_takes
from .views import Standing, standing_of, view_of

_FOR_EVER = {hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
MOST_PX = 3_000
NOTICES: dict[str, Words] = {
    "stale": {
        "ja": "ほかの人が、先に変えました。いまの内容はこのとおりです。あなたの変更は、まだ入っていません。",
        "en": "Somebody else changed it first. This is what it says now; your change is not in it.",
    },
    "undone": {
        "ja": "もう元に戻してあるか、そのあとに変更や公開がありました。いまの内容はこのとおりです。",
        "en": "It is undone already, or was changed or published since. This is what it says now.",
    },
    "new": {
        "ja": "下書きを作りました。公開するまで、画面は変わりません。",
        "en": "A draft is made. No screen changes until it is published.",
    },
}
LABELS: dict[str, Words] = {
    "title_ja": {"ja": "名前（日本語）", "en": "Name (Japanese)"},
    "title_en": {"ja": "名前（英語）", "en": "Name (English)"},
    "transition": {"ja": "切り替わり方", "en": "Transition"},
}


@needs("see content")
async def get_playlist(request: web.Request) -> web.StreamResponse:
    return await playlist_page(request)


async def playlist_page(
    request: web.Request, typed: dict[str, str] | None = None, errors: dict[str, Words] | None = None, status: int = 200
) -> web.Response:
    """`typed` and `errors` are of the form for its name."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    standing = await standing_of(request, catalogue)
    view = await view_of(request, catalogue, standing, now)
    zone, person = ZoneInfo(desk.settings.timezone), person_of(request)
    playlist = standing.file.playlist
    kept = {"transition": playlist.transition, "clock": "on" if playlist.clock else ""}
    themes = {code: theme.name for code, theme in desk.brands.in_force.themes.items()}
    step = await last_step(desk.database, person.name)
    return await render(
        request,
        "playlist.html",
        title=standing.title,
        status=status,
        now=now,
        standing=standing,
        view=view,
        day=local_day(view.at, zone),
        size=f"{view.format.width}x{view.format.height}",
        takes=partial(what_it_takes, themes=themes, sources=await source_names(request)),
        may_edit=not standing.origin and _may(person, standing, catalogue),
        may_copy=_may(person, standing, catalogue),
        step=step if step in standing.steps[:1] else None,
        notice=NOTICES.get(request.query.get("notice", ""), {}),
        typed=typed or word_fields("title", playlist.title) | kept,
        errors=errors or {},
        labels=LABELS,
        address=address_of(standing.name),
        showing_now=_showing_now(catalogue, standing.name, now),
    )


def _may(person: Person, standing: Standing, catalogue: Catalogue) -> bool:
    return may_arrange(person, _all_rules(standing), catalogue)


def _all_rules(standing: Standing) -> tuple[Rule, ...]:
    """Those of the draft and those of what is published: an editor changes both."""
    return (*standing.file.rules, *(standing.published.rules if standing.published else ()))


def _showing_now(catalogue: Catalogue, name: str, now: datetime) -> bool:
    """Whether somebody shows it by hand at the moment."""
    return any(rule.now and rule.playlist == name and rule.until_at and rule.until_at > now for rule in catalogue.rules)


async def get_lengths(request: web.Request) -> web.StreamResponse:
    """Style sheet of the widths that the address names: the same for the same address, for ever."""
    asked = request.query.get("of", "").split(",")[:500]
    widths = [
        int(one) for one in asked if one.isascii() and one.isdecimal() and len(one) < 6 and 0 < int(one) <= MOST_PX
    ]
    return web.Response(text=width_rules(widths), content_type="text/css", headers=_FOR_EVER)


def address_of(name: str) -> str:
    return f"/playlists/{quote(name, safe='')}"


@needs("arrange")
async def post_weight(request: web.Request) -> web.StreamResponse:
    """`section` is its name, `weight` the new one."""
    form = await form_of(request)
    section, weight = text_of(form, "section"), text_of(form, "weight")
    if not (weight.isascii() and weight.isdecimal() and len(weight) < 4):
        raise InputError("write a weight from 1 to 100", "weight")
    ja, en = await _section_words(request, section)
    says = {"ja": f"「{ja}」の重みを {weight} にした", "en": f"Weight of “{en}” to {weight}"}
    raise await _changed(request, form, weigh(section, int(weight)), says, section)


async def _section_words(request: web.Request, name: str) -> tuple[str, str]:
    """What a section of the address's playlist is called in Japanese and in English; its name once it is gone."""
    sections = (await _own(request)).file.playlist.sections
    words: Words = next((one.words for one in sections if one.name == name), {"ja": name})
    return in_words(words, "ja"), in_words(words, "en")


@needs("arrange")
async def post_order(request: web.Request) -> web.StreamResponse:
    """`order` are the sections' names in their new order; or `section` moves by `by` places."""
    form = await form_of(request)
    names = [one for one in form.getall("order", []) if isinstance(one, str)]
    section = text_of(form, "section")
    change = order(names) if names else move(section, -1 if text_of(form, "by") == "up" else 1)
    ja, en = await _section_words(request, section)
    says = {"ja": f"「{ja}」を動かした", "en": f"Moved “{en}”"}
    raise await _changed(request, form, change, says, section)


@needs("arrange")
async def post_title(request: web.Request) -> web.StreamResponse:
    form = await form_of(request)
    fields = typed_of(form)
    typed = Typed(fields)
    standing = await standing_of(request, await request.app[DESK].catalogue())
    title = typed.kept("title", standing.file.playlist.title, NAME_LETTERS, needed=True)
    transition = typed.choice("transition", ("fade", "cut"))
    if typed.errors:
        return await playlist_page(request, {"clock": ""} | fields, typed.errors, 422)
    says = {"ja": f"名前などを変えた（{in_words(title, 'ja')}）", "en": f"Settings of “{in_words(title, 'en')}”"}
    raise await _changed(request, form, rename(title, transition, bool(typed.text("clock"))), says)


@needs("arrange")
async def post_copy(request: web.Request) -> web.StreamResponse:
    """A playlist of staff's own that says the same and wins against this one."""
    await form_of(request)
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    standing = await standing_of(request, catalogue)
    check_arranges(person_of(request), standing.file.rules, catalogue)
    name = free_name(standing.name[:80], await taken_names(request))
    title = {
        code: f"{text[: NAME_LETTERS - 6]}{' （写し）' if code == 'ja' else ' (copy)'}"
        for code, text in standing.title.items()
    }
    says = {"ja": f"「{in_words(standing.title, 'ja')}」を写した", "en": f"Copied “{in_words(standing.title, 'en')}”"}
    await new_playlist(desk.database, copy_of(standing.file, name, title), says, name_of(request), now)
    raise go_to(f"{address_of(name)}?notice=new")


@needs("arrange")
async def post_remove(request: web.Request) -> web.StreamResponse:
    form = await form_of(request)
    desk = request.app[DESK]
    standing = await _own(request)
    title = standing.title
    says = {"ja": f"「{in_words(title, 'ja')}」を消すことにした", "en": f"Took out “{in_words(title, 'en')}”"}
    try:
        left = await remove_playlist(
            desk.database, standing.name, says, name_of(request), datetime.now(UTC), text_of(form, "seen")
        )
    except ConflictError:
        raise _stale(standing.name) from None
    raise go_to(address_of(standing.name) if left else "/playlists")


@needs("arrange")
async def post_discard(request: web.Request) -> web.StreamResponse:
    form = await form_of(request)
    standing = await _own(request)
    title = standing.title
    says = {
        "ja": f"「{in_words(title, 'ja')}」の変更を捨てた",
        "en": f"Discarded the changes of “{in_words(title, 'en')}”",
    }
    database, seen = request.app[DESK].database, text_of(form, "seen")
    try:
        await discard_draft(database, standing.name, says, name_of(request), datetime.now(UTC), seen)
    except ConflictError:
        raise _stale(standing.name) from None
    raise go_to(address_of(standing.name) if standing.published else "/playlists")


@needs("arrange")
async def post_undo(request: web.Request) -> web.StreamResponse:
    """The last step of whoever asks, wherever it was, if it is the `step` that the button named; goes back to the page that
    `back` names, if it is still there.
    """
    form = await form_of(request)
    desk, back, step = request.app[DESK], URL(safe_next(text_of(form, "back"))), text_of(form, "step")
    told = {}
    try:
        id = int(step) if step.isascii() and step.isdecimal() and len(step) < 19 else 0
        await undo_step(desk.database, id, person_of(request), await desk.catalogue(), datetime.now(UTC))
    except ConflictError:
        told = {"done" if back.path == "/schedule" else "notice": "undone"}
    query = {name: value for name, value in back.query.items() if name not in ("done", "notice")}
    raise go_to(str((back if await _is_there(request, back.path) else URL("/playlists")).with_query(query | told)))


async def _is_there(request: web.Request, path: str) -> bool:
    """Whether a page of a playlist still stands: what is undone may be that it was made."""
    if not path.startswith("/playlists/"):
        return True
    return path.removeprefix("/playlists/") in await taken_names(request)


async def taken_names(request: web.Request) -> set[str]:
    """Of all playlists that there are, or are drafted."""
    async with request.app[DESK].database.read() as connection:
        drafts = await load_drafts(connection)
        return {*await load_origins_by_name(connection), *(draft.name for draft in drafts)}


async def _own(request: web.Request) -> Standing:
    """The playlist of the address, once it is known that whoever asks may change it. Raises NotFoundError, ForbiddenError."""
    catalogue = await request.app[DESK].catalogue()
    standing = await standing_of(request, catalogue)
    check_arranges(person_of(request), _all_rules(standing), catalogue)
    return standing


async def changed(request: web.Request, change: Change, says: Words, seen: str) -> Standing:
    """Changes the draft of the playlist of the address. Raises ConflictError, as edit_playlist."""
    standing = await _own(request)
    await edit_playlist(
        request.app[DESK].database, standing.name, change, says, name_of(request), datetime.now(UTC), seen
    )
    return standing


async def _changed(
    request: web.Request, form: Form, change: Change, says: Words, section: str = ""
) -> web.HTTPSeeOther:
    """The answer to one step: the page as it is then, at the section; or told that somebody else was first."""
    try:
        standing = await changed(request, change, says, text_of(form, "seen"))
    except ConflictError:
        return _stale(request.match_info["name"])
    day, display = text_of(form, "day")[:60], text_of(form, "display")[:100]
    query = "&".join(f"{name}={quote(text)}" for name, text in (("day", day), ("display", display)) if text)
    number = next((n for n, one in enumerate(standing.file.playlist.sections) if one.name == section), None)
    return go_to(f"{address_of(standing.name)}{f'?{query}' if query else ''}{'' if number is None else '#sections'}")


def _stale(name: str) -> web.HTTPSeeOther:
    return go_to(f"{address_of(name)}?notice=stale")
