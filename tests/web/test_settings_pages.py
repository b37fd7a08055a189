"""The pages that set everything up: what they keep, what they refuse, how two people meet, and that nothing typed becomes a page."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestServer
from multidict import MultiDict, MultiDictProxy
from pytest_aiohttp.plugin import AiohttpClient

from signage.brand import Brand
from signage.domain.calendar_file import parse_calendar
from signage.domain.forms.typed import seen_of
from signage.domain.sources import Source
from signage.store.brand import load_brand
from signage.store.calendars import load_calendars, replace_calendar
from signage.store.database import Database
from signage.store.displays import load_displays, load_places, record_displays, remove_display
from signage.store.groups import load_groups
from signage.store.sources import load_sources, record_source
from signage.web.staff.set_up import FIELD_CHARACTERS, typed_of
from tests.factories import NOW, a_display
from tests.web.sites import Site, a_site, hidden_fields

EVIL = "<script>alert(1)</script>\u202e\"'><img src=x onerror=alert(1)>"
ICS = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r
DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>
<item><title>公園ができました</title><link>https://www.city.example/1</link><guid>1</guid></item>
<item><title>橋がかかりました</title><link>https://www.city.example/2</link><guid>2</guid></item></channel></rss>"""


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    site = await a_site(aiohttp_client, tmp_path, sqlite, allow_private_addresses=True, input=str(tmp_path))
    await site.add_person(role="administrator")
    await site.log_in()
    return site


@pytest.fixture
async def feed() -> AsyncIterator[str]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=RSS, content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/news.xml", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/news.xml"))


def seen_in(page: str) -> str:
    return str(re.findall(r'name="seen" value="(\w*)"', page)[0])


def place(**changes: str) -> dict[str, str]:
    return {"name_ja": "図書館", "type": "library", "country": "JP", "timezone": "Asia/Tokyo"} | changes


def display(**changes: str) -> dict[str, str]:
    measures = {
        "diagonal_inches": "43",
        "resolution": "1920 × 1080",
        "upright": "no",
        "distance_m": "3.0",
        "scan_m": "3.0",
    }
    return {"place": "station", "name": "待合室", "languages": "ja", **measures} | changes


async def test_a_place_is_added_found_in_the_list_and_undone(site: Site) -> None:
    answer = await site.send("/settings/places/new", **place(name_en="Old Library"))
    assert answer.headers["Location"] == "/settings/places?done=added&noun=place&name=old-library"
    page = await site.page(answer.headers["Location"])
    assert "登録しました：図書館" in page
    async with site.database.write() as connection:
        await record_displays(connection, [a_display("porch", place="old-library")])
    held = await site.send("/settings/undo", answer.headers["Location"])
    assert held.status == 422 and "この場所に画面が登録されました。" in await held.text()
    async with site.database.write() as connection:
        await remove_display(connection, "porch")
    undone = await site.send("/settings/undo", answer.headers["Location"])
    assert "元に戻しました" in await site.page(undone.headers["Location"])
    again = await site.client.post("/settings/undo", data=hidden_fields(page), allow_redirects=False)
    assert again.status == 409 and "もう元に戻してあるか、そのあとに変更がありました。" in await again.text()
    assert "/settings/undo" not in await site.page(answer.headers["Location"]), (
        "a page of then, opened anew, undoes no undoing"
    )
    async with site.database.read() as connection:
        assert set(await load_places(connection)) == {"station"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/settings/places/new", "name_ja"),
        ("/settings/groups/new", "name_ja"),
        ("/settings/calendars/new", "title_ja"),
        ("/settings/departments", "name_ja"),
        ("/settings/brand", "name_ja"),
        ("/drafts/new", "title_ja"),
    ],
)
async def test_a_name_may_be_in_english_alone_and_says_so(site: Site, path: str, name: str) -> None:
    page = await site.page(path)
    field = page.partition(f'<label for="{name}">')[2].partition("</div>")[0]
    assert "どちらかは入れます。" in field and " required" not in field and "任意" not in field


async def test_an_office_that_writes_english_alone_adds_a_calendar_from_a_file(site: Site) -> None:
    page = await site.page("/settings/calendars/new")
    form = FormData(hidden_fields(page) | {"title_ja": "", "title_en": "Closing days"})
    form.add_field("file", ICS, filename="days.ics")
    answer = await site.client.post("/settings/calendars/file", data=form, allow_redirects=False)
    assert answer.headers["Location"] == "/settings/calendars?done=added&noun=calendar&name=closing-days"
    assert " required" not in page.partition('id="file-title"')[2].partition('id="file"')[0]


def ics(*rules: str) -> str:
    """Weekly closings by these rules."""
    parts = ICS.partition("SUMMARY:Closed\r\nEND:VEVENT\r\n")
    events = (
        f"BEGIN:VEVENT\r\nUID:{rule}\r\nDTSTART:20261207T090000\r\nRRULE:{rule}\r\nEND:VEVENT\r\n" for rule in rules
    )
    return "".join((parts[0], parts[1], *events, parts[2]))


async def upload(site: Site, text: str, **fields: str) -> tuple[int, str, str]:
    """Its status, where it leads, and its page."""
    form = FormData(hidden_fields(await site.page("/settings/calendars/new")) | {"title_ja": "休館日", **fields})
    form.add_field("file", text, filename="days.ics")
    answer = await site.client.post("/settings/calendars/file", data=form, allow_redirects=False)
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def test_what_a_file_has_that_cannot_be_taken_in_is_left_out_only_once_it_was_seen(site: Site) -> None:
    status, _, page = await upload(site, ics("FREQ=WEEKLY;BYHOUR=10"))
    assert status == 422
    assert "取り込めないところがあります" in page and "BYHOUR has no place here" in page
    seen = page.partition('name="without" value="')[2].partition('"')[0]
    assert (await upload(site, ics("FREQ=WEEKLY;BYHOUR=10", "FREQ=HOURLY"), without=seen))[0] == 422
    async with site.database.read() as connection:
        assert not await load_calendars(connection)
    status, leads_to, _ = await upload(site, ics("FREQ=WEEKLY;BYHOUR=10"), without=seen)
    assert (status, leads_to.partition("?")[2].partition("&")[0]) == (303, "done=added")


async def test_a_file_without_a_day_that_can_be_taken_in_makes_no_calendar(site: Site) -> None:
    status, _, page = await upload(site, ics("FREQ=WEEKLY;BYHOUR=10").replace("20261224", "20161224"))
    assert status == 422
    assert "取り込める日が1日もありません" in page and "BYHOUR has no place here" in page
    assert 'name="without"' not in page


async def test_a_rule_that_repeats_the_hour_of_its_event_is_taken_in(site: Site) -> None:
    assert (await upload(site, ics("FREQ=WEEKLY;BYHOUR=9")))[0] == 303


async def test_a_page_that_stood_open_does_not_undo_what_its_own_reader_did_later(site: Site) -> None:
    await site.send("/settings/places/new", **place(name_en="Old Library"))
    path = "/settings/places/old-library"
    old = await site.page((await site.send(path, **place(name_ja="旧図書館"))).headers["Location"])
    await site.send(path, **place(name_ja="本館"))
    stale = await site.client.post("/settings/undo", data=hidden_fields(old), allow_redirects=False)
    assert stale.status == 409 and "何も変えていません。" in await stale.text()
    async with site.database.read() as connection:
        assert (await load_places(connection))["old-library"].name["ja"] == "本館"


def test_boxes_of_one_name_are_all_read_and_what_is_typed_is_cut() -> None:
    boxes = [("displays", f"display-{number}") for number in range(3000)]
    typed = typed_of(MultiDictProxy(MultiDict([*boxes, ("name", "x" * 100_000)])))
    assert len(typed["displays"].split("\n")) == 3000 and len(typed["name"]) == FIELD_CHARACTERS


async def test_a_form_that_cannot_be_kept_comes_back_with_what_was_typed(site: Site) -> None:
    answer = await site.send("/settings/places/new", **place(hours="いつか", name_en="Typed"))
    page = await answer.text()
    assert answer.status == 422
    assert 'value="いつか"' in page and 'value="Typed"' in page and "data-focus" in page and "読み取れません" in page
    assert 'aria-invalid="true"' in page


async def test_the_week_beside_the_form_follows_what_is_typed(site: Site) -> None:
    page = await (await site.send("/settings/places/week", "/settings/places/new", **place(hours="9:00-18:00"))).text()
    assert page.count("9:00〜18:00") == 7
    page = await (await site.send("/settings/places/week", "/settings/places/new", **place(hours="いつか"))).text()
    assert "時間を直すと" in page


async def test_the_second_of_two_sees_both_values_and_picks(site: Site) -> None:
    form = await site.page("/settings/places/station")
    await site.send("/settings/places/station", **place(name_ja="駅", type="station", hours="9:00-17:00"))
    late = place(name_ja="駅", type="library", hours="", seen=seen_in(form))
    answer = await site.send("/settings/places/station", **late)
    page = await answer.text()
    assert answer.status == 409
    assert 'name="hours" value=""' in page and 'name="hours" value="9:00-17:00"' in page
    assert '<input type="hidden" name="name_ja" value="駅">' in page
    assert 'class="value">図書館<' in page and 'value="library"' in page, "people read names, the form sends codes"
    picked = place(name_ja="駅", type="library", hours="9:00-17:00", seen=seen_in(page))
    assert (await site.send("/settings/places/station", **picked)).status == 303
    async with site.database.read() as connection:
        now = (await load_places(connection))["station"]
    assert (now.type, now.hours) == ("library", "9:00-17:00")


async def test_a_new_display_leads_to_its_pairing(site: Site) -> None:
    answer = await site.send("/settings/displays/new", **display())
    assert answer.headers["Location"] == "/pair?display=station"
    assert "待合室" in await site.page("/pair?display=station")
    async with site.database.read() as connection:
        assert (await load_displays(connection))["station"].diagonal_inches == 43


async def test_a_new_display_speaks_the_projects_language_until_told_otherwise(site: Site) -> None:
    chosen = r'<option value="([^"]+)" selected'
    assert "ja" in re.findall(chosen, await site.page("/settings/displays/new"))
    name = {"en": "City"}
    await site.desk.brands.keep(Brand(name=name, short_name=name), "boss", NOW, seen_of(site.desk.brands.of_settings))
    languages = re.findall(chosen, await site.page("/settings/displays/new"))
    assert "en" in languages and "ja" not in languages


async def test_a_display_that_does_not_read_is_told_so_and_never_refused(site: Site) -> None:
    far = display(diagonal_inches="32", distance_m="5")
    page = await (await site.send("/settings/displays/reading", "/settings/displays/new", **far)).text()
    page = page.replace("\u00a0", " ")
    assert "いちばん小さい文字を 1.8 倍にします（21.5 mm。必要な高さは 20 mm）" in page
    assert "読み取れません。一辺 247 mm、必要なのは 300 mm です。2.4 m までなら読み取れます。" in page
    assert "<svg" in page and "style=" not in page
    assert (await site.send("/settings/displays/new", **far)).status == 303


async def test_the_sample_is_drawn_as_the_display_would_show_it(site: Site) -> None:
    query = "width=1920&height=1080&inches=32&distance=5&language=ja"
    answer = await site.client.get(f"/settings/displays/sample?{query}", allow_redirects=False)
    assert answer.status == 303 and re.fullmatch(r"/previews/[0-9a-f]{64}\.html", answer.headers["Location"])
    assert "題名は" in await site.page(answer.headers["Location"])
    assert (await site.client.get("/settings/displays/sample?width=x")).status == 422


async def test_a_display_is_taken_out_and_its_history_stays_reachable(site: Site) -> None:
    answer = await site.send("/settings/displays/entrance/remove", "/settings/displays/entrance")
    assert answer.headers["Location"] == "/settings/displays?done=removed&noun=display&name=entrance"
    async with site.database.read() as connection:
        assert await load_displays(connection) == {}
    await site.page("/settings/displays/entrance", 404)


async def test_an_editor_of_a_group_is_told_whose_a_display_is(site: Site) -> None:
    await site.add_person("hand", "editor", groups=("strips",))
    await site.log_in_anew(name="hand")
    answer = await site.send("/settings/displays/entrance", **display(name="駅 入口"))
    assert answer.status == 403 and "ほかのグループの画面です" in await answer.text()
    assert (await site.send("/settings/displays/entrance/remove", "/settings/displays/entrance")).status == 403
    await site.page("/settings/sources", 403)


async def test_a_group_is_made_and_filled(site: Site) -> None:
    answer = await site.send("/settings/groups/new", name_ja="帯", name_en="Strips")
    assert answer.headers["Location"] == "/settings/groups/strips"
    answer = await site.send(
        "/settings/groups/strips/displays", "/settings/groups/strips", shown="entrance", displays="entrance"
    )
    assert answer.status == 303
    async with site.database.read() as connection:
        assert (await load_displays(connection))["entrance"].groups == ("strips",)
        assert (await load_groups(connection))["strips"].name == {"ja": "帯", "en": "Strips"}
    page = await site.page("/settings/groups/strips")
    assert "このグループの画面" in page and "checked" in page and 'name="was" value="entrance"' in page


async def test_a_group_that_somebody_looks_after_says_so_in_place_of_its_button(site: Site) -> None:
    await site.send("/settings/groups/new", name_ja="帯", name_en="Strips")
    assert "/settings/groups/strips/remove" in await site.page("/settings/groups/strips")
    await site.add_person("hand", "editor", groups=("strips",))
    page = await site.page("/settings/groups/strips")
    assert '<a href="/settings/people/hand">利用者：hand</a>' in page and "/settings/groups/strips/remove" not in page
    refused = await site.send("/settings/groups/strips/remove", "/settings/groups/strips")
    assert refused.status == 422 and "「受け持つ画面のグループ」を変えてください。" in await refused.text()


async def test_of_two_who_fill_a_group_the_older_page_undoes_nothing(site: Site) -> None:
    await site.send("/settings/groups/new", name_ja="帯", name_en="Strips")
    path, page = "/settings/groups/strips/displays", "/settings/groups/strips"
    await site.send(path, page, shown="entrance", displays="entrance")
    for was, groups in (("", ("strips",)), ("entrance", ())):  # none is ticked: on a page from before, on today's
        assert (await site.send(path, page, shown="entrance", was=was)).status == 303
        async with site.database.read() as connection:
            assert (await load_displays(connection))["entrance"].groups == groups


async def test_a_source_is_tried_before_it_is_kept(site: Site, feed: str) -> None:
    typed = {"address": feed, "type": "rss", "language": "ja", "minutes": "10", "do": "try"}
    page = await (await site.send("/settings/sources/new", **typed)).text()
    assert "2件のうち 2件を映せます。" in page and "橋がかかりました" in page and "/previews/" in page
    async with site.database.read() as connection:
        assert await load_sources(connection) == []
    answer = await site.send("/settings/sources/new", **typed | {"do": "keep", "name": "city"})
    assert answer.headers["Location"] == "/settings/sources?done=added&noun=source&name=city"
    assert "これから" in await site.page("/settings/sources")


async def test_a_source_that_leads_into_the_own_network_is_not_fetched(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database, feed: str
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, input=str(tmp_path))
    await site.add_person(role="administrator")
    await site.log_in()
    for address in (feed, "http://169.254.169.254/latest/meta-data/"):
        typed = {"address": address, "type": "rss", "language": "ja", "minutes": "10", "do": "try"}
        page = await (await site.send("/settings/sources/new", **typed)).text()
        assert "取り込めませんでした" in page and "公園" not in page


async def test_what_a_file_gives_is_shown_and_not_offered_to_be_changed(site: Site) -> None:
    async with site.database.write() as connection:
        source = Source(name="city", type="rss", address="https://www.city.example/rss")
        await record_source(connection, source, "sources/city.toml")
        calendar = parse_calendar('[[closed]]\nyearly = "12-29/01-03"\n', "turn.toml")
        await replace_calendar(connection, calendar, "calendars/turn.toml")
    page = await site.page("/settings/sources/city")
    assert "ファイル sources/city.toml で決まっています。" in page and 'name="address"' not in page
    page = await site.page("/settings/calendars/turn")
    assert "写して編集" in page and 'name="days"' not in page
    copy = await site.send("/settings/calendars/turn/copy", "/settings/calendars/turn")
    assert 'name="days"' in await site.page(copy.headers["Location"])
    async with site.database.read() as connection:
        assert set(await load_calendars(connection)) == {"turn", "turn-2"}


async def test_a_calendar_is_typed_line_by_line(site: Site) -> None:
    typed = {"title_ja": "休館日", "title_en": "Closed", "days": "毎週月 祝日なら翌日 定休日\r\n12/29-1/3 年末年始"}
    page = await (await site.send("/settings/calendars/coming", "/settings/calendars/new", **typed)).text()
    assert "定休日" in page
    answer = await site.send("/settings/calendars/new", **typed)
    assert answer.headers["Location"] == "/settings/calendars?done=added&noun=calendar&name=closed"
    page = await site.page("/settings/calendars/closed")
    assert "毎週月 祝日なら翌日 定休日\n12/29-1/3 年末年始" in page
    answer = await site.send("/settings/calendars/closed", **typed | {"days": "いつか"})
    assert answer.status == 422 and "1行目「いつか」が読めません" in await answer.text()
    english = {"Accept-Language": "en"}
    answer = await site.send("/settings/calendars/closed", headers=english, **typed | {"days": "x"})
    assert "Correct 1 field to save." in await answer.text()


async def test_a_brand_is_tried_and_then_stands_on_slides_and_pages(site: Site) -> None:
    typed = {"name_ja": "小さなまち", "colour": "#7A1F5C", "message_ja": "海とくらす"}
    typed |= {"theme_new0_ja": "港まつり", "theme_new0_palette": "common"}
    tried = await (await site.send("/settings/brand/try", "/settings/brand", **typed)).text()
    names = re.findall(r'src="/previews/([0-9a-f]{64})\.html"', tried)
    assert len(names) == 3
    assert "海とくらす" in await site.page(f"/previews/{names[1]}.html")
    assert site.desk.brands.in_force == Brand()
    assert (await site.send("/settings/brand", **typed | {"do": "keep"})).status == 303
    assert site.desk.brands.in_force.colour == "#7A1F5C"
    assert "小さなまち サイネージ" in await site.page("/settings")
    assert re.search("<option [^>]+>港まつり</option>", await site.page("/content/new"))
    async with site.database.read() as connection:
        kept = await load_brand(connection)
    assert kept is not None and kept.name["ja"] == "小さなまち" and kept.short_name["ja"] == "小さなまち"
    await site.send("/settings/brand/drop", "/settings/brand")
    assert site.desk.brands.in_force == Brand()


async def test_of_two_who_add_a_theme_to_the_brand_both_themes_stay(site: Site) -> None:
    seen = hidden_fields(await site.page("/settings/brand"))["seen"]
    first = {"theme_new0_ja": "港まつり", "theme_new0_palette": "green"}
    assert (await site.send("/settings/brand", name_ja="まち", do="keep", **first)).status == 303
    second = {"theme_new0_ja": "山まつり", "theme_new0_palette": "citizen", "theme_new1_palette": "common"}
    answer = await site.send("/settings/brand", name_ja="海のまち", do="keep", seen=seen, **second)
    page = await answer.text()
    chosen = dict(re.findall(r'type="radio" id="[^"]+" name="(\w+)" value="([^"]*)" checked', page))
    assert answer.status == 409
    assert chosen == {"name_ja": "海のまち", "theme_new0_ja": "山まつり"}
    assert "新しいテーマ1（日本語）" in page
    fields = hidden_fields(page) | chosen
    assert (await site.client.post("/settings/brand", data=fields, allow_redirects=False)).status == 303
    themes = site.desk.brands.in_force.themes.values()
    assert [(one.name["ja"], one.palette) for one in themes] == [("港まつり", "green"), ("山まつり", "citizen")]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/settings/places/new", {"name_ja": EVIL}),
        ("/settings/displays/new", display(name=EVIL)),
        ("/settings/groups/new", {"name_ja": EVIL}),
        ("/settings/sources/new", {"address": f"https://city.example/{EVIL}", "type": "rss", "minutes": "1"}),
        ("/settings/calendars/new", {"title_ja": EVIL, "days": EVIL}),
        ("/settings/brand", {"name_ja": EVIL, "colour": EVIL, "address": EVIL}),
    ],
)
async def test_what_is_typed_never_becomes_part_of_a_page(site: Site, path: str, fields: dict[str, str]) -> None:
    answer = await site.send(path, **fields)
    where = answer.headers.get("Location", "")
    page = await (await site.client.get(where)).text() if where else await answer.text()
    for raw in ("<script>alert", "<img src=x", "\u202e"):
        assert raw not in page


@pytest.mark.parametrize("noun", ["places", "displays", "groups", "sources", "calendars"])
async def test_what_is_not_there_is_not_found(site: Site, noun: str) -> None:
    for id in ("nobody", "%2e%2e", "a" * 300):
        assert (await site.client.get(f"/settings/{noun}/{id}")).status == 404


async def test_a_new_server_is_led_from_one_step_to_the_next(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, displays=())
    await site.add_person(role="administrator")
    await site.log_in()
    page = await site.page("/settings")
    assert "はじめての準備" in page
    assert re.findall(r'class="button filled" href="([^"]+)"', page) == ["/settings/displays/new"]
    await site.send("/settings/displays/new", **display())
    page = await site.page("/settings")
    assert re.findall(r'class="button filled" href="([^"]+)"', page) == ["/pair"]


async def test_lists_are_searched_and_turned_by_pages(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    many = [a_display(f"d{n:03}", name=f"画面 {n:03}") for n in range(120)]
    site = await a_site(aiohttp_client, tmp_path, sqlite, displays=many)
    await site.add_person(role="administrator")
    await site.log_in()
    page = await site.page("/settings/displays")
    assert "画面 049" in page and "画面 050" not in page and "1 / 3 ページ" in page
    assert "画面 119" in await site.page("/settings/displays?page=99")
    page = await site.page("/settings/displays?q=０７７")
    assert "画面 077" in page and "画面 076" not in page
    assert "この条件に合うものはありません。" in await site.page("/settings/displays?q=x<y")


async def test_japanese_counts_in_its_own_words_and_english_in_bare_figures(site: Site) -> None:
    assert re.search(r'<span class="figure">\d+<span class="unit">か所</span>', await site.page("/settings?lang=ja"))
    english = await site.page("/settings?lang=en")
    assert 'class="figure"' in english
    assert 'class="unit"' not in english
