"""The list of links: where each code leads, whether anybody still answers there, and what bears it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from aiohttp import web
from yarl import URL

from ....domain.links import codes_of, how_to_count
from ....words import Words
from ...auth import needs
from ...desk import DESK
from ..pages import render
from ..results.tabs import tabs_of
from ..set_up import listed
from .views import Row, load_rows

PATH = "/links"
TITLE: Words = {"ja": "ポスターと結果", "en": "Posters and results"}
VIEWS: Mapping[str, tuple[Words, Callable[[Row], bool]]] = {
    "": ({"ja": "使っているもの", "en": "In use"}, lambda row: row.in_use),
    "broken": ({"ja": "確かめるもの", "en": "To see to"}, lambda row: row.told),
    "made": ({"ja": "作ったリンク", "en": "Made by hand"}, lambda row: bool(row.link.by)),
    "all": ({"ja": "すべて", "en": "All"}, bool),
}


@needs("see results")
async def get_links(request: web.Request) -> web.StreamResponse:
    """`?view=` is a row of VIEWS, `q` searches, `page` counts from 1."""
    desk, now, query = request.app[DESK], datetime.now(UTC), request.query
    rows = await load_rows(request, now)
    view = query.get("view", "") if query.get("view", "") in VIEWS else ""
    return await render(
        request,
        "links.html",
        title=TITLE,
        now=now,
        tabs=await tabs_of(request),
        list=listed((row for row in rows if VIEWS[view][1](row)), query, lambda row: row.said),
        total=len(rows),
        view=view,
        views=[(name, says, sum(map(holds, rows))) for name, (says, holds) in VIEWS.items()],
        counted=codes_of(desk.settings).counted,
        to_count=how_to_count(desk.settings),
        ours=any(row.check and row.check.reason == "ours" for row in rows),
        address=lambda **changes: _address(request.rel_url, changes),
    )


def _address(url: URL, changes: Mapping[str, str]) -> str:
    """This list with other conditions, from its first page on."""
    kept = {name: url.query[name] for name in ("q", "view") if name in url.query}
    return str(URL(PATH).with_query({name: value for name, value in (kept | dict(changes)).items() if value}))
