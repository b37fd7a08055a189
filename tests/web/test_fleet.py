"""The page of all displays."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.accounts import ROLES
from signage.domain.displays import Display
from signage.domain.heartbeat import Clock, Heartbeat
from signage.store.database import Database
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce
from tests.chromium import Page, shared_chromium
from tests.factories import a_display
from tests.web.sites import SLIDE, Site, a_site
from tests.web.windows import check_page, open_page

FETCHED = {"HX-Request": "true"}
NAMES = {"gate": "駅 改札前", "hall": "駅 待合室", "desk": "駅 <b>窓口</b>"}


def now() -> datetime:
    return datetime.now(UTC)


def beat(site: Site, display: str, ago: timedelta = timedelta(), **changes: Any) -> None:
    """The display has shown what it should, so long ago."""
    at = now() - ago
    ms, shown = round(at.timestamp() * 1000), site.desk.watch.should_show(display, at)
    served = site.desk.manifests.of(display)
    fields: dict[str, Any] = {
        "slide": shown.slide if shown else None,
        "begins": shown.begins if shown else None,
        "painted": shown.begins if shown else None,
        "etag": served.etag if served else None,
        "clock": Clock(offset_ms=3, uncertain_ms=20, renewed_at=ms - 1000),
        "can": ("reload", "identify"),
        "uptime_ms": 600_000,
    }
    site.desk.beats[display] = Beat(at, Heartbeat(at=ms, **{**fields, **changes}))


async def the_site(client: AiohttpClient, folder: Path, database: Database, displays: list[Display]) -> Site:
    site = await a_site(client, folder, database, displays, started_at=now() - timedelta(hours=1))
    publish(site, displays)
    await site.add_person(role="editor")
    await site.log_in()
    return site


def publish(site: Site, displays: list[Display]) -> None:
    served = {}
    for display in displays:
        site.show(display, minutes_ago=120)
        served[display.id] = site.desk.manifests.of(display.id)
    site.desk.manifests.replace({id: one for id, one in served.items() if one}, InForce({}, {}))


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """Three displays at one station, of which the gate is well."""
    displays = [a_display(id, name=name) for id, name in NAMES.items()]
    made = await the_site(aiohttp_client, tmp_path, sqlite, displays)
    beat(made, "gate")
    return made


def totals(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<span class="number[^"]*">([\d,]+)<', page)]


def entries(page: str) -> list[str]:
    return re.findall(r'class="[^"]*entry" id="d-([^"]*)"', page)


async def test_only_who_is_logged_in_sees_displays_and_then_in_any_role(site: Site) -> None:
    for role in ROLES:
        await site.add_person(f"a-{role}", role)
    await site.send("/logout", "/account")
    answer = await site.client.get("/displays", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/displays")
    for role in ROLES:
        await site.log_in(f"a-{role}")
        assert "駅 改札前" in await site.page("/displays")
        await site.send("/logout", "/account")


async def test_all_are_counted_and_what_needs_somebody_stands_first(site: Site) -> None:
    beat(site, "hall", timedelta(minutes=12))
    page = await site.page("/displays")
    assert totals(page) == [0, 1, 0, 1, 0, 0, 1]
    assert entries(page) == ["hall", "desk", "gate"]
    assert "映るはず" in page and "分かりません" in page and "まだ一度もつながっていません" in page


async def test_a_stations_failure_is_one_row_until_it_is_asked_for(site: Site) -> None:
    beat(site, "gate", timedelta(minutes=13))
    beat(site, "hall", timedelta(minutes=12))
    page = await site.page("/displays")
    assert entries(page) == ["gate", "desk"] and "ほか 1台" in page
    assert entries(await site.page("/displays?status=silent")) == ["gate", "hall"]


async def test_the_glass_is_never_guessed(site: Site) -> None:
    """A report of what is drawn says nothing of a panel that is off, and an old one nothing of now."""
    slide = f"/slides/{SLIDE}.html"
    assert (await site.page("/displays")).count(slide) == 1
    beat(site, "gate", timedelta(minutes=12))
    page = await site.page("/displays?status=silent")
    assert page.count(slide) == 1 and re.search(r'class="picture unknown".*から<br>分かりません', page)


async def test_a_screenshot_stands_with_its_time(site: Site) -> None:
    beat(site, "gate")
    picture = Path(__file__).parents[2] / "docs" / "pictures" / "news-landscape.png"
    at = now()
    await site.desk.screenshots.keep("gate", _webp(picture), at, at)
    page = await site.page("/displays")
    shot = re.search(r'src="(/displays/gate/screenshot\?at=\d+)"', page)
    assert shot and " の画像" in page
    answer = await site.client.get(shot[1])
    assert (answer.status, answer.content_type) == (200, "image/webp")
    assert "sandbox" in answer.headers["Content-Security-Policy"] and "private" in answer.headers["Cache-Control"]


async def test_names_and_questions_are_text_whatever_they_hold(site: Site) -> None:
    page = await site.page("/displays?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page and "この条件に合うものはありません。" in page
    assert "駅 &lt;b&gt;窓口&lt;/b&gt;" in await site.page("/displays")


@pytest.fixture
async def city(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """250 displays that are well and 60 that were never seen: more of each than stands on the page at first."""
    displays = [a_display(f"d{number:03}", name=f"画面 {number:03}") for number in range(310)]
    made = await the_site(aiohttp_client, tmp_path, sqlite, displays)
    for display in displays[:250]:
        beat(made, display.id)
    return made


async def test_two_hundred_tiles_come_at_first_and_the_rest_when_asked_for(city: Site) -> None:
    page = await city.page("/displays?status=ok")
    assert (totals(page)[-1], len(entries(page))) == (250, 200)
    more = re.search(r'<a href="([^"]*)"[^>]*>残り 50台を表示', page)
    assert more
    path = more[1].replace("&amp;", "&")
    rest = entries(await city.page(path, headers=FETCHED))
    assert [*entries(page), *rest] == [f"d{number:03}" for number in range(250)]
    assert entries(await city.page(path)) == rest  # the same without a script
    again = await city.page("/displays?status=ok&n-ok=250", headers=FETCHED)
    assert len(entries(again)) == 250  # as far as people have scrolled


@pytest.mark.browser
async def test_the_rest_comes_on_scroll_and_stays_when_the_page_renews_itself(city: Site) -> None:
    async with shared_chromium() as browser:
        page = await open_page(browser, city, "/displays?lang=ja")
        lines, tiles = "document.querySelectorAll('tr.entry').length", "document.querySelectorAll('.tile').length"
        assert (await page.evaluate(lines), await page.evaluate(tiles)) == (50, 200)
        await page.evaluate("document.querySelector('#more-never a').click()")
        await page.wait_for(f"{lines} === 60")
        await page.evaluate("document.querySelector('#more-ok').scrollIntoView()")
        await page.wait_for(f"{tiles} === 250")
        beat(city, "d300")
        await renew(page)
        await page.wait_for(f"{tiles} === 251")
        assert await page.evaluate(lines) == 59


async def test_the_page_is_fetched_again_only_where_it_changed(site: Site) -> None:
    first = await site.client.get("/displays", headers=FETCHED)
    version = first.headers["Signage-Version"]
    same = await site.client.get(f"/displays?version={version}", headers=FETCHED)
    assert same.status == 204 and re.fullmatch(r"\d+:\d\d:\d\d", same.headers["Signage-Clock"])
    beat(site, "desk")
    changed = await site.client.get(f"/displays?version={version}", headers=FETCHED)
    assert changed.status == 200 and changed.headers["Signage-Version"] != version
    assert "<html" not in await changed.text()


async def test_a_slides_size_is_told_by_a_style_sheet_that_takes_nothing_else(site: Site) -> None:
    asked = "1920x1080,1080x1920,0x5,99999x1,1x1;},a{}"
    answer = await site.client.get("/static/sizes.css", params={"of": asked})
    text = await answer.text()
    assert ".size-1080x1920{--w:1080px;--h:1920px;--ratio:0.5625}" in text
    assert text.count("{") == 2 and "immutable" in answer.headers["Cache-Control"]


async def test_english_is_asked_for_and_then_remembered(site: Site) -> None:
    assert "<h1>Displays" in await site.page("/displays?lang=en")
    assert "Wrong picture" in await site.page("/displays")
    assert "表示異常" in await site.page("/displays?lang=ja")


@pytest.mark.browser
async def test_the_page_is_open_to_all_in_every_shape(site: Site) -> None:
    beat(site, "hall", timedelta(minutes=12))
    async with shared_chromium() as browser:
        for path in ("/displays", "/displays?order=place", "/displays?q=xyz"):
            await check_page(browser, site, path)


@pytest.mark.browser
async def test_nothing_moves_under_a_pointer_until_it_is_wanted(site: Site) -> None:
    beat(site, "hall")
    async with shared_chromium() as browser:
        page = await open_page(browser, site, "/displays?lang=ja")
        order = "[...document.querySelectorAll('.entry')].map((entry) => entry.id).join(' ')"
        assert await page.evaluate(order) == "d-desk d-hall d-gate"
        await hover(page, "#d-hall")
        beat(site, "hall", timedelta(minutes=12))
        await renew(page)
        await page.wait_for("!document.getElementById('moved').hidden")
        assert await page.evaluate(order) == "d-desk d-hall d-gate"
        told = await page.evaluate("document.querySelector('#d-hall .state').textContent.trim()")
        assert told == "応答なし"
        await page.command("Input.dispatchMouseEvent", type="mouseMoved", x=2, y=2)
        await page.evaluate("document.querySelector('[data-sort]').click()")
        await page.wait_for(f"{order} === 'd-hall d-desk d-gate'")
        assert await page.evaluate("document.getElementById('moved').hidden")


@pytest.mark.browser
async def test_a_page_that_was_stopped_asks_no_more(site: Site) -> None:
    async with shared_chromium() as browser:
        page = await open_page(browser, site, "/displays?lang=ja")
        await page.evaluate("document.querySelector('[data-stop]').click()")
        assert await page.evaluate("document.querySelector('[data-stop]').textContent") == "また始める"
        beat(site, "hall")
        await renew(page)
        assert await page.evaluate("document.querySelectorAll('.tile').length") == 1
        await page.evaluate("document.querySelector('[data-stop]').click()")
        await renew(page)
        await page.wait_for("document.querySelectorAll('.tile').length === 2")


@pytest.mark.browser
async def test_a_page_whose_log_in_is_over_leads_to_it_and_back(site: Site) -> None:
    async with shared_chromium() as browser:
        page = await open_page(browser, site, "/displays?lang=ja&place=station")
        await site.send("/logout", "/account")
        await renew(page)
        await page.wait_for("location.pathname === '/login'")
        assert "place%3Dstation" in await page.evaluate("location.search")


async def renew(page: Page) -> None:
    """As the clock of the page does every ten seconds."""
    await page.evaluate("window.htmx.trigger(document.getElementById('fleet'), 'every')")


async def hover(page: Page, selector: str) -> None:
    box = await page.evaluate(
        f"(() => {{ const {{x, y}} = document.querySelector('{selector}').getBoundingClientRect(); return [x, y] }})()"
    )
    await page.command("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + 8, y=box[1] + 8)
    await page.wait_for(f"document.querySelector('{selector}').matches(':hover')")


def _webp(path: Path) -> bytes:
    out = io.BytesIO()
    with Image.open(path) as image:
        image.convert("RGB").resize((320, 180)).save(out, "WEBP")
    return out.getvalue()
