"""The part of a form in which a picture or film is chosen: a search and thumbnails (templates/staff/library-pick.html)."""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from ....domain.media import Media
from ...auth import needs
from ...desk import DESK
from ..content.office import departments_of, who, writes_for
from ..pages import HEADERS, part
from ..set_up import listed
from .views import Entry, chosen, load_entries

FIELD, FIELD_LETTERS = "media", 40


@needs("see content")
async def get_pick(request: web.Request) -> web.StreamResponse:
    """The part alone, as htmx puts it in: `?q=&kind=picture|film&field=media&media=NAME`, NAME the chosen one."""
    now = datetime.now(UTC)
    text = part(request, "library-pick.html", now=now, pick=await pick_values(request, now))
    return web.Response(text=text, content_type="text/html", headers=HEADERS)


async def pick_values(
    request: web.Request, now: datetime, chosen_name: str | None = None, kind: str = ""
) -> dict[str, Any]:
    """What library-pick.html shows under the name `pick`: the page's own address says the search, unless it is told.

    Pictures whose licence is over are left out, but for the chosen one.
    """
    desk, query = request.app[DESK], request.query
    field = query.get("field", FIELD)
    field = field if field.isidentifier() and len(field) <= FIELD_LETTERS else FIELD
    chosen_name = query.get(field, "") if chosen_name is None else chosen_name
    kind = kind or query.get("kind", "")
    entries = chosen(await load_entries(desk.database, await desk.catalogue()), kind)
    chosen_name = _first_page(entries, chosen_name)
    usable = [one for one in entries if one.media and not one.over(now)]
    rows = listed(usable, query, Entry.said)
    pages = [(one, media) for one in rows.rows for media in one.media]
    may_add = who(request).may("write content") and bool(writes_for(request, await departments_of(request)))
    return {
        "may_add": may_add,
        "most_bytes": desk.library.shop.most_bytes,
        "field": field,
        "kind": kind,
        "chosen": chosen_name,
        "chosen_media": _named(entries, chosen_name),
        "rows": rows,
        "pages": [(entry, media) for entry, media in pages if media.name != chosen_name],
    }


def _first_page(entries: list[Entry], name: str) -> str:
    """Of a document's name the first of its pages; any other as it is."""
    document = next((one for one in entries if one.name == name and one.first), None)
    return document.first.name if document and document.first else name


def _named(entries: list[Entry], name: str) -> tuple[Entry, Media] | None:
    return next(((entry, media) for entry in entries for media in entry.media if media.name == name), None)
