"""A slide as a display of these measures would show it, drawn when its frame asks for it."""

from datetime import UTC, datetime

import msgspec
from aiohttp import web

from ....actions.draw_slides import slot_of
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.displays import Display, format_of
from ....domain.playlists import Section
from ....errors import InputError, NotFoundError
from ....render.subject import subject_of
from ...auth import go_to, needs
from ...desk import DESK

EXAMPLE = Item(
    id="example",
    source="example",
    kind="news",
    title={
        "ja": "題名は、この大きさで映ります",
        "en": "Titles are shown as large as this",
        "ja-easy": "この 大きさで 映ります",
    },
    text={"ja": "くわしい説明は、ここに入ります。", "en": "What there is to tell stands here."},
    url="https://www.example.com/news/2026/",
)
"""Where nothing has been published yet."""


@needs("set up places")
async def get_sample(request: web.Request) -> web.StreamResponse:
    """Sends the frame on to the slide. Raises InputError for measures that can't be meant."""
    desk, display = request.app[DESK], _display(request)
    catalogue = await desk.catalogue()
    item, language = example_of(catalogue, display.languages[0]), display.languages[0]
    slot = slot_of(item, catalogue.media, datetime.now(UTC), language, Section(name="sample", qr=True))
    if slot is None:
        raise NotFoundError("there is nothing to show in this language", language)
    shape, links = format_of(display), catalogue.links
    [drawn] = await desk.previews.draw([subject_of({item.id: item}, catalogue.media, slot.key, shape, links)])
    if not drawn.name:
        raise InputError(drawn.problem)
    raise go_to(f"/previews/{drawn.name}.html")


def example_of(catalogue: Catalogue, language: str, *, themes: bool = True) -> Item:
    """The last news that has an address, in this language, and if so asked no theme; ours where there is none yet."""
    news = (one for one in catalogue.items.values() if one.kind == "news" and one.url and not one.media)
    fits = [one for one in news if language in one.title and (themes or not one.themes)]
    fits.sort(key=lambda one: (one.published_at.isoformat() if one.published_at else "", one.id), reverse=True)
    if fits:
        return fits[0]
    return EXAMPLE if language in EXAMPLE.title else msgspec.structs.replace(EXAMPLE, title={language: "2026"})


def _display(request: web.Request) -> Display:
    query = request.query
    try:
        return msgspec.convert(
            {
                "id": "sample",
                "name": "",
                "place": "",
                "width": query.get("width", ""),
                "height": query.get("height", ""),
                "diagonal_inches": query.get("inches", ""),
                "distance_m": query.get("distance", ""),
                "languages": [query.get("language", "")],
            },
            Display,
            strict=False,
        )
    except msgspec.ValidationError as problem:
        raise InputError(str(problem)) from problem
