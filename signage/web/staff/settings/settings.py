"""The page that leads to all that is set up, and on a new server step by step to the first slide on a screen."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from aiohttp import web

from ....brand import Brand
from ....domain.accounts import Act
from ....domain.first_steps import FirstStep, first_steps
from ....store.groups import load_groups
from ....store.sources import load_sources
from ....store.users import load_users
from ....words import Words
from ...auth import needs
from ...desk import DESK, Desk
from ...visitor import visitor
from ..pages import render

TITLE: Words = {"ja": "設定", "en": "Settings"}


class SetUpPage(NamedTuple):
    """A page of the settings. `counts` names the figure of `_figures` that stands beside it, if any, and its unit."""

    path: str
    says: Words
    what: Words
    act: Act
    counts: str = ""
    counter: str = ""
    """Japanese counts with one; English has none."""


class Shelf(NamedTuple):
    says: Words
    pages: tuple[SetUpPage, ...]


SHELVES: tuple[Shelf, ...] = (
    Shelf(
        {"ja": "画面と場所", "en": "Displays and places"},
        (
            SetUpPage(
                "/settings/places",
                {"ja": "場所", "en": "Places"},
                {"ja": "建物と、映す時間、休みの日", "en": "Buildings, hours and closing days"},
                "set up places",
                "places",
                "か所",
            ),
            SetUpPage(
                "/settings/displays",
                {"ja": "画面", "en": "Displays"},
                {"ja": "大きさ、見る距離、向き、言語", "en": "Size, distance, orientation and languages"},
                "set up places",
                "displays",
                "台",
            ),
            SetUpPage(
                "/settings/groups",
                {"ja": "グループ", "en": "Groups"},
                {
                    "ja": "場所をまたぐ画面の集まり、編集者の受け持ち",
                    "en": "Displays that belong together, and who looks after them",
                },
                "set up places",
                "groups",
            ),
            SetUpPage(
                "/settings/calendars",
                {"ja": "カレンダー", "en": "Calendars"},
                {"ja": "休館日、年末年始など、名前のある日", "en": "Named days: closing days, turn of the year"},
                "set up places",
                "calendars",
                "件",
            ),
        ),
    ),
    Shelf(
        {"ja": "映すもの", "en": "What is shown"},
        (
            SetUpPage(
                "/settings/sources",
                {"ja": "情報源", "en": "Sources"},
                {"ja": "ホームページのお知らせや行事の取込み", "en": "News and events that are taken in from websites"},
                "set up",
                "sources",
                "件",
            ),
            SetUpPage(
                "/settings/brand",
                {"ja": "名前と色", "en": "Name and colours"},
                {"ja": "名前、ロゴ、色、メッセージ、テーマ", "en": "Name, logo, colour, key message and themes"},
                "set up",
            ),
        ),
    ),
    Shelf(
        {"ja": "人", "en": "People"},
        (
            SetUpPage(
                "/settings/people",
                {"ja": "利用者", "en": "People"},
                {
                    "ja": "ログインできる人、役割、担当、承認の代理",
                    "en": "Who may log in, as what, for which department; deputies",
                },
                "see people",
                "people",
                "人",
            ),
            SetUpPage(
                "/settings/departments",
                {"ja": "担当", "en": "Departments"},
                {
                    "ja": "課や館の名前と連絡先。年度替わりの引き継ぎ",
                    "en": "Names and contacts; handing over at the change of the year",
                },
                "see people",
            ),
        ),
    ),
)
"""All pages of the settings, as they stand under each other. A page that is new gets a line here."""


@needs("set up places")
async def get_settings(request: web.Request) -> web.StreamResponse:
    desk, now, who = request.app[DESK], datetime.now(UTC), visitor(request)
    figures = await _figures(desk)
    may = [shelf._replace(pages=tuple(page for page in shelf.pages if who and who.may(page.act))) for shelf in SHELVES]
    steps = [step for step in await steps_of(desk) if who and who.may(step.act)]
    return await render(
        request,
        "settings.html",
        title=TITLE,
        now=now,
        shelves=[shelf for shelf in may if shelf.pages],
        figures=figures,
        steps=steps,
        next_step=next((step for step in steps if not step.done), None),
    )


async def steps_of(desk: Desk) -> tuple[FirstStep, ...]:
    """What a new server still needs; the home page leads by it too."""
    figures = await _figures(desk)
    return first_steps(
        await desk.catalogue(),
        connected=len(desk.beats),
        sources=figures["sources"],
        branded=desk.brands.in_force != Brand(),
        people=figures["people"],
    )


async def _figures(desk: Desk) -> Mapping[str, int]:
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        sources, people = await load_sources(connection), await load_users(connection)
        groups = await load_groups(connection, catalogue.displays)
    return {
        "places": len(catalogue.places),
        "displays": len(catalogue.displays),
        "groups": len(groups),
        "calendars": len(catalogue.calendars),
        "sources": len(sources),
        "people": sum(user.disabled_at is None for user in people),
    }
