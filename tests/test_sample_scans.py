"""What the demo makes up for its page of results: once, and of itself that it is made up."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from signage.domain.calendars import local_day
from signage.domain.catalogue import Catalogue
from signage.domain.lost_posters import by_place, silent_posters
from signage.sample_scans import DAYS, SAMPLE, keep_sample_scans
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.links import load_links
from signage.store.posters import load_posters
from signage.store.scan_sums import load_day_sums, load_shown_codes, load_spot_sums
from tests.factories import NOW, a_display, a_place, an_item

TOKYO = "Asia/Tokyo"
URL = "https://www.example.jp/survey"


async def a_demo(database: Database) -> Catalogue:
    places = ("hitachi-station", "hitachi-taga-station")
    async with database.write() as connection:
        await record_places(connection, [a_place(one) for one in places])
        strip = a_display("strip", place=places[0], width=1920, height=540)
        await record_displays(connection, [a_display("hall", place=places[0]), strip])
        await replace_items(connection, "news", [an_item("survey", kind="survey", url=URL)], NOW, whole=True)
    return await CatalogueKeeper(database).current()


async def test_sample_scans_are_kept_once_and_bear_their_name(sqlite: Database) -> None:
    catalogue = await a_demo(sqlite)
    until = await keep_sample_scans(sqlite, catalogue, TOKYO)
    again = await keep_sample_scans(sqlite, catalogue, TOKYO)
    assert until and again and abs(again - until) < timedelta(milliseconds=1)  # as it is stored
    today = local_day(until, ZoneInfo(TOKYO))
    first = today - timedelta(days=DAYS)
    async with sqlite.read() as connection:
        posters = await load_posters(connection)
        scans = await load_spot_sums(connection, first, today)
        shown = await load_shown_codes(connection, first, today)
        counts = await load_day_sums(connection, first, today, [one.poster.spot for one in posters])
        links = (await load_links(connection)).values()
    assert len(posters) == 9 and {one.by for one in posters} == {SAMPLE}
    assert all("見本" in one.poster.where["ja"] for one in posters)
    assert {one.campaign for one in links} == {"", SAMPLE}
    assert sum(scans.values()) > 300
    assert {display for display, _ in shown} == {"hall"}  # a strip bears no code
    assert [(one.place, one.posters) for one in by_place(silent_posters(posters, counts, today))] == [
        ("hitachi-taga-station", 2)
    ]


async def test_without_a_survey_there_is_nothing_to_make_up(sqlite: Database) -> None:
    assert await keep_sample_scans(sqlite, Catalogue(), TOKYO) is None
