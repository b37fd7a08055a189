"""Where an item would be shown and why not elsewhere, as a page and as a part of the item's own page."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from aiohttp import web

from ....actions.find_reach import Reaches
from ....domain.accounts import Person
from ....domain.arranging import may_arrange
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.displays import Display
from ....domain.reach import title_of
from ....domain.workflow import SOURCE
from ....errors import WorkerError
from ....words import Words
from ...auth import needs
from ...desk import DESK
from ..pages import HEADERS, part, render
from .office import who
from .preview import kept_item

TITLE: Words = {"ja": "どの画面に映るか", "en": "Which displays show it"}
NAMED = 6
"""So many displays are named; of more the number is told."""
REACHES = web.AppKey("reaches", Reaches)
REMEDIES: dict[str, Words] = {
    "kept": {"ja": "「どこに映すか」を変える", "en": "Change where it is shown"},
    "language": {"ja": "その言語の題名を入れる", "en": "Write a title in that language"},
    "no_section": {"ja": "プレイリストに区分を足す", "en": "Add a section to the playlist"},
    "newest": {"ja": "プレイリストを開く", "en": "Open the playlist"},
    "too_many": {"ja": "プレイリストを開く", "en": "Open the playlist"},
    "no_rule": {"ja": "番組表を開く", "en": "Open the schedule"},
    "over": {"ja": "掲載終了を変える", "en": "Change its end"},
}
TO_ARRANGE = ("no_section", "newest", "too_many", "no_rule")
"""What only those mend who arrange playlists; the others ask one of them."""
ASK: Words = {"ja": "編集者に相談してください。", "en": "Ask an editor."}


def _remedies(item: Item) -> dict[str, Words]:
    """The page of a source's item has none of the fields that a remedy leads to."""
    return REMEDIES if item.source == SOURCE else {code: REMEDIES[code] for code in TO_ARRANGE}


@needs("see content")
async def get_reach(request: web.Request) -> web.StreamResponse:
    """The part alone for the page's script (HX-Request), else a page."""
    desk, now = request.app[DESK], datetime.now(UTC)
    item = await kept_item(request, request.match_info["item"], now)
    catalogue = await desk.catalogue()
    here = f"/content/{quote(item.id, safe='')}"
    try:
        reach = await request.app[REACHES].of(catalogue, item, now)
    except WorkerError:
        if "HX-Request" not in request.headers:
            raise
        return web.Response(status=204, headers=HEADERS)  # the link to the page of its own stays
    html = part(
        request,
        "item-reach.html",
        now=now,
        reach=reach,
        here=here,
        total=len(catalogue.displays),
        count=len(reach.displays),
        named=lambda ids: named(ids, catalogue.displays),
        title_of=lambda name: title_of(catalogue.playlists.get(name), name),
        remedies=_remedies(item),
        to_arrange=TO_ARRANGE,
        may_arrange=partial(arranges, catalogue, who(request).person),
        ask=ASK,
        most=NAMED,
    )
    if "HX-Request" in request.headers:
        return web.Response(text=html, content_type="text/html", headers=HEADERS)
    return await render(request, "item-reach-page.html", title=TITLE, now=now, item=item, here=here, part=html)


def arranges(catalogue: Catalogue, person: Person, playlist: str) -> bool:
    """Whether a person arranges a playlist; without a name, any."""
    return may_arrange(person, [rule for rule in catalogue.rules if playlist and rule.playlist == playlist], catalogue)


def named(ids: Sequence[str], displays: dict[str, Display]) -> list[str]:
    """The names of the first few."""
    return [displays[id].name if id in displays else id for id in ids[:NAMED]]
