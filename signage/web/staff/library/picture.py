"""The page of one picture of the library: what is said of it, what slides use of it, and where it is used."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

from ....actions.keep_media_details import keep_media_details
from ....domain.content import Item
from ....domain.displays import Display
from ....domain.forms.typed import LANGUAGES
from ....domain.library import Details, DetailsForm, is_over, ulid_of
from ....domain.uploads import TYPES
from ....domain.workflow import owns
from ....errors import ConflictError, ForbiddenError, InputError, MediaError, NotFoundError
from ....store.media_details import Described, load_twins
from ....words import Words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ..content.office import department_name, departments_of, who, writes_for
from ..pages import HEADERS, part, render, times_of
from ..pictures import size_of
from ..set_up import conflict, typed_of
from .fields import LABELS, SHAPES, fields_of, seen, window
from .one import (
    ASKED,
    NEEDS_APPROVER,
    approved,
    check_owner,
    check_replaces,
    described_of,
    entry_of,
    may_replace,
    puts_up,
    whole_of,
)
from .uses import load_uses

TRIED = {
    "landscape": Display(id="landscape", name="", place=""),
    "portrait": Display(id="portrait", name="", place="", width=1080, height=1920),
}
"""What the slides beside the form are made for."""

SIZES_URL = f"/static/sizes.css?of={','.join(size_of(one) for one in TRIED.values())}"

DONE: dict[str, Words] = {
    "changed": {
        "ja": "保存しました。使っているスライドも、すぐに新しくなります。",
        "en": "Saved. Slides follow at once.",
    },
    "replaced": {
        "ja": "差し替えました。使っているスライドも、すぐに新しくなります。",
        "en": "Replaced. Slides follow at once.",
    },
}

ON_SLIDES = {
    "licence_ends_at": "licence_ends",
    "focus": "focus_x",
    "focus_portrait": "focus_portrait_x",
    "landscape": "landscape_width",
    "portrait": "portrait_width",
}
"""What of the details slides follow, besides the credit; each with the field where it is told."""

ASK_APPROVER: Words = {
    "ja": "この画像は、画面に映る、取り下げた、または承認を待つコンテンツで使われています。クレジット、利用期限、見せ方を変えられるのは、承認者・編集者・管理者です。",
    "en": "Content that screens show, that was withdrawn or that waits for approval uses this picture. An approver, an editor or an administrator can change its credit, the end of its licence and how it is shown.",
}


@needs("see content")
async def get_picture(request: web.Request) -> web.StreamResponse:
    return await picture_page(request, await described_of(request))


@needs("write content")
async def post_picture(request: web.Request) -> web.StreamResponse:
    """Keeps what was typed; a second saver of the same picture picks between both values of each field that differs. What
    slides show of it is changed by those only who may replace it.
    """
    form, now = await form_of(request), datetime.now(UTC)
    described, departments = await described_of(request), await departments_of(request)
    check_owner(request, described, departments)
    kept = fields_of(described, times_of(request, now))
    fields = kept | {"seen": ""} | typed_of(form)
    if fields["seen"] != seen(described):
        return await _conflict(request, described, fields)
    zone = ZoneInfo(request.app[DESK].settings.timezone)
    today, whole = now.astimezone(zone).date(), await whole_of(request, described)
    read = DetailsForm(fields, described.details, whole, today, zone)
    known = {described.department, *(one.code for one in writes_for(request, departments))}
    department = read.choice("department", known, needed=False)
    if read.errors:
        return await picture_page(request, described, fields, read.errors)
    before = DetailsForm(kept, described.details, whole, today, zone).details
    if refused := await _refused(request, described, before, read.details):
        return await picture_page(request, described, fields, refused, ForbiddenError.http_status)
    try:
        library, by = request.app[DESK].library, who(request).name
        await keep_media_details(library, described, read.details, department, by, now)
    except ConflictError:
        return await _conflict(request, await described_of(request), fields)
    except MediaError as problem:
        return await picture_page(request, described, fields, {"landscape_width": words_of(problem)})
    raise go_to(f"{request.path}?done=changed")


async def _refused(request: web.Request, described: Described, before: Details, after: Details) -> dict[str, Words]:
    """By field, what would change how screens show it, for who may not have that shown. `before` is as the form says it."""
    changed = [f"credit_{code}" for code in LANGUAGES if before.credit.get(code) != after.credit.get(code)]
    changed += [field for name, field in ON_SLIDES.items() if getattr(before, name) != getattr(after, name)]
    try:
        if changed:
            await check_replaces(request, ulid_of(described.name))
    except ForbiddenError:
        return dict.fromkeys(changed, ASK_APPROVER)
    return {}


@needs("see content")
async def get_original(request: web.Request) -> web.StreamResponse:
    """The file as it was given, to be saved: it is never opened as a page of ours."""
    described, originals = await described_of(request), request.app[DESK].library.originals
    name = await asyncio.to_thread(originals.find, described.sha256)
    if name is None:
        raise NotFoundError("its original is lost", described.name)
    extension = name.rpartition(".")[2]
    headers = {
        hdrs.CONTENT_TYPE: TYPES.get(extension, "application/octet-stream"),
        hdrs.CONTENT_DISPOSITION: f'attachment; filename="{ulid_of(described.name)}.{extension}"',
        hdrs.CACHE_CONTROL: "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.FileResponse(originals.path(name), headers=headers)


@needs("see content")
async def get_slides(request: web.Request) -> web.StreamResponse:
    """How it stands on a slide of each orientation, as it was saved last: a part of its page, or by itself."""
    now, described = datetime.now(UTC), await described_of(request)
    values: dict[str, Any] = {"slides": await _drawn(request, described, now), "over": is_over(described.details, now)}
    if "HX-Request" in request.headers:
        text = part(request, "library-slides.html", now=now, **values)
        return web.Response(text=text, content_type="text/html", headers=HEADERS)
    title = {"ja": described.details.title, "en": described.details.title}
    entry = await entry_of(request, described)
    return await render(
        request, "library-slides-page.html", title=title, now=now, entry=entry, sizes_url=SIZES_URL, **values
    )


async def _drawn(request: web.Request, described: Described, now: datetime) -> list[dict[str, Any]]:
    """A slide that is nothing but this picture, for each orientation."""
    desk, entry = request.app[DESK], await entry_of(request, described)
    item = Item(
        id=described.name,
        source="library",
        kind="film" if entry.is_film else "picture",
        title={"ja": described.details.title},
        media=described.name,
    )
    catalogue = await desk.catalogue()
    found = []
    for name, display in TRIED.items():
        one = await desk.previews.draw_item(item, display, catalogue, now, "ja")
        path = f"/previews/{one.name}.html" if one.name else ""
        found.append({"says": SHAPES[name][0], "size": size_of(display), "path": path})
    return found


async def picture_page(
    request: web.Request,
    described: Described,
    fields: Mapping[str, str] | None = None,
    errors: Mapping[str, Words] | None = None,
    status: int = InputError.http_status,
) -> web.Response:
    """The page with what is kept, or with what was typed and can't be used (`status`)."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue, entry = await desk.catalogue(), await entry_of(request, described)
    departments = await departments_of(request)
    async with desk.database.read() as connection:
        uses = await load_uses(connection, catalogue, [one.name for one in entry.media], who(request).person, now)
        twins = await load_twins(connection, described.sha256)
    waits = any(use.state == ASKED for use in uses) and not puts_up(request)
    may_write = owns(who(request).person, described.department) and who(request).may("write content")
    return await render(
        request,
        "library-picture.html",
        title={"ja": described.details.title, "en": described.details.title},
        status=status if errors else 200,
        now=now,
        entry=entry,
        fields=fields or fields_of(described, times_of(request, now)),
        errors=errors or {},
        labels=LABELS,
        shapes=[(name, says, ratio) for name, (says, ratio) in SHAPES.items()],
        windows={name: window(entry.first, described.details, name) for name in SHAPES},
        uses=uses,
        twins=twins,
        may_write=may_write,
        may_replace=may_write and not waits and may_replace(request, entry, approved(catalogue)),
        needs_approver=NEEDS_APPROVER,
        writes_for=writes_for(request, departments),
        department=department_name(departments, described.department),
        done=DONE.get(request.query.get("done", ""), {}),
        sizes_url=SIZES_URL,
    )


async def _conflict(request: web.Request, described: Described, fields: Mapping[str, str]) -> web.Response:
    theirs = fields_of(described, times_of(request, datetime.now(UTC)))
    del theirs["seen"]
    title = {"ja": described.details.title, "en": described.details.title}
    names = {"department": {id: one.name for id, one in (await departments_of(request)).items()}}
    return await conflict(request, fields, theirs, LABELS, seen(described), title=title, by=described.by, names=names)


def words_of(problem: MediaError) -> Words:
    return {"ja": f"{problem.japanese}。" if problem.japanese else problem.message, "en": f"{problem.message}."}
