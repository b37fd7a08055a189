"""Posters are ordered from a page: real sheets, really printed, while whoever asked is elsewhere."""

import asyncio
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2 as pdfium
import pytest
from aiohttp import FormData
from PIL import Image
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.content import Period
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_places
from signage.store.links import change_link, give_links, load_links
from signage.store.posters import load_posters
from tests.chromium import shared_chromium
from tests.factories import NOW, a_place, an_item
from tests.web.sites import Site, a_site, hidden_fields
from tests.web.windows import check_page, open_page

FILLED = {
    "size": "A4",
    "upright": "yes",
    "language": "ja",
    "copies": "1",
    "one_each": "no",
    "title": "声をお聞かせください",
}
FILLED |= {"url": "https://www.example.jp/voice", "item": "", "template": "", "campaign": "autumn_2026"}


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    hosts = ("example.jp",)
    made = await a_site(aiohttp_client, tmp_path, sqlite, public_url="http://signage.example.jp", link_hosts=hosts)
    async with sqlite.write() as connection:
        places = [
            a_place("library", name={"ja": "十王図書館"}, type="library"),
            a_place("annex", name={"ja": "分館"}, type=""),
        ]
        await record_places(connection, places)
        fair = an_item("fair", url="https://www.example.jp/fair", title={"ja": "次世代モビリティ体験会"})
        over = an_item("over", url="https://www.example.jp/over", period=Period(None, NOW.replace(year=2020)))
        await replace_items(connection, "news", [fair, over, an_item("bare")], NOW, whole=False)
    await made.add_person("taga", "author", department="library")
    await made.log_in()
    return made


async def order(site: Site, *places: str, **fields: str) -> str:
    """Where it leads, or the page that answers."""
    form = FormData(hidden_fields(await site.page("/posters/new")) | FILLED | fields)
    for place in places:
        form.add_field("places", place)
    answer = await site.client.post("/posters/new", data=form, allow_redirects=False)
    return answer.headers["Location"] if answer.status == 303 else await answer.text()


async def ready(site: Site, path: str) -> str:
    """The order's page, once it is no longer under way."""
    async with asyncio.timeout(60):
        while "<progress" in (page := await site.page(path)):
            await asyncio.sleep(0.05)
    return page


async def fetched(site: Site, path: str) -> bytes:
    answer = await site.client.get(path)
    assert answer.status == 200 and answer.headers["Content-Disposition"].startswith("attachment"), path
    return await answer.read()


async def test_an_order_becomes_a_pdf_and_a_list_and_stands_in_the_register(site: Site) -> None:
    path = await order(site, "station", "library", copies="2")
    page = await ready(site, path)
    assert "ポスター 4枚ができました" in page and "声をお聞かせください" in page
    pdf = pdfium.PdfDocument(await fetched(site, f"{path}/posters.pdf"))
    assert len(pdf) == 4 and [round(side / 72 * 25.4) for side in pdf[0].get_size()] == [210, 297]
    listed = (await fetched(site, f"{path}/list.csv")).decode("utf-8-sig")
    async with site.database.read() as connection:
        found = await load_posters(connection)
    assert {one.poster.place for one in found} == {"station", "library"}
    for one in found:
        assert (one.poster.campaign, one.poster.department, one.poster.copies) == ("autumn_2026", "library", 2)
        assert one.poster.spot in listed and one.state == "made"
    register = await site.page("/posters")
    assert "声をお聞かせください" in register and f'href="{path}"' in register
    await site.page(f"{path}/posters.zip", 404)
    for name in ("secret.txt", "..%2F..%2Fsignage.sqlite3", "%2E%2E"):
        assert (await site.client.get(f"{path}/{name}")).status == 404


async def test_a_form_that_is_sent_twice_is_one_order_and_a_changed_one_another(site: Site) -> None:
    page = await site.page("/posters/new")
    form = hidden_fields(page) | FILLED | {"places": "station"}

    async def sent(**fields: str) -> str:
        answer = await site.client.post("/posters/new", data=form | fields, allow_redirects=False)
        return answer.headers["Location"]

    first, same = await asyncio.gather(sent(), sent())
    assert first == same == await sent() and 'data-once="' in page and "/pages/entrance.js" in page
    async with site.database.read() as connection:
        assert len(await load_posters(connection)) == 1
    other = await sent(copies="2")  # by the browser's “back”
    assert other != first
    await ready(site, first)
    await site.client.post(first, data=hidden_fields(await site.page(first)) | {"act": "off"})
    assert await sent() != first, "that one was called off"
    for strange in ("x", "../..", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"):
        assert strange not in await sent(order=strange)


async def test_a_form_that_can_not_be_used_keeps_the_number_of_its_order(site: Site) -> None:
    form = hidden_fields(await site.page("/posters/new")) | FILLED
    answer = await site.client.post("/posters/new", data=form)
    assert answer.status == 422 and hidden_fields(await answer.text())["order"] == form["order"]


async def test_corners_of_a_place_have_posters_of_their_own_and_as_many_sheets_as_each_needs(site: Site) -> None:
    path = await order(site, "library", corners="駅、改札前、3\n駅、階段、1")
    assert "ポスター 5枚ができました" in await ready(site, path)
    async with site.database.read() as connection:
        found = {
            (one.poster.place, one.poster.where.get("ja"), one.poster.copies) for one in await load_posters(connection)
        }
    assert found == {("library", None, 1), ("station", "改札前", 3), ("station", "階段", 1)}
    again = await site.page(f"/posters/new?like={path.rpartition('/')[2]}")
    assert "駅、改札前、3\n駅、階段、1</textarea>" in again and re.search(r'value="library" checked', again)
    assert "という場所はありません" in await order(site, corners="駅前、改札前、3")


async def test_one_sheet_each_comes_as_one_file_named_by_place_and_code(site: Site) -> None:
    path = await order(site, "station", "library", one_each="yes")
    await ready(site, path)
    archive = zipfile.ZipFile(io.BytesIO(await fetched(site, f"{path}/posters.zip")))
    names = sorted(archive.namelist())
    assert {"list.csv", "list.pdf"} <= set(names) and len(names) == 4
    assert [name.partition("-")[0] for name in names if name[:4] != "list"] == ["library", "station"]


@pytest.mark.parametrize(
    ("fields", "places", "says"),
    [
        ({}, (), "貼る場所を、1つ以上選んでください"),
        ({}, ("nowhere",), "一覧から選び直してください"),
        ({"size": "own", "own_size": "10 × 9000"}, ("station",), "300 × 900 のように"),
        ({"size": "own", "own_size": "100 × 900"}, ("station",), "短い辺の 4倍まで"),
        ({"url": "javascript:alert(1)"}, ("station",), "https:// で始まるアドレス"),
        ({"url": "https://user:word@example.jp/"}, ("station",), "https:// で始まるアドレス"),
        ({"url": "https://elsewhere.example/"}, ("station",), "使えるのは example.jp です"),
        ({"campaign": "秋"}, ("station",), "半角の小文字"),
        ({"copies": "0"}, ("station",), "1〜50 の数"),
        ({"title": "長" * 61}, ("station",), "60文字までです"),
        ({"url": ""}, ("station",), "作れません"),
        ({"template": "../../etc/passwd"}, ("station",), "一覧から選び直してください"),
    ],
)
async def test_what_can_not_be_made_is_told_at_its_field_and_gives_no_code(
    site: Site, fields: dict[str, str], places: tuple[str, ...], says: str
) -> None:
    page = await order(site, *places, **fields)
    assert says in page and 'class="summary"' in page and "<form" in page
    for name in re.findall(r'<li><a href="#(\w+)">', page.partition('class="summary"')[2].partition("</ul>")[0]):
        assert f'id="{name}"' in page and f'id="{name}-error"' in page and f'aria-describedby="{name}-error' in page, (
            name
        )
    async with site.database.read() as connection:
        assert await load_posters(connection) == []


async def test_a_template_with_a_mistake_costs_no_code_and_is_told_at_its_field(site: Site, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "posters"
    own.mkdir(parents=True)
    sound = '#import "poster.typ": *\n#show: paper\n#code(poster.sheets.first(), 20mm, 20mm, 60mm)\n'
    (own / "ours.typ").write_text(sound + "#nothing-like-this\n", "utf-8")
    page = await order(site, "station", template="ours")
    assert "templates/posters/ours.typ, line 4" in page and 'id="template-error"' in page
    async with site.database.read() as connection:
        asked = {link.asked for link in (await load_links(connection)).values()}
        assert await load_posters(connection) == [] and FILLED["url"] not in asked
    (own / "ours.typ").write_text(sound, "utf-8")
    assert "ポスター 1枚ができました" in await ready(site, await order(site, "station", template="ours"))


async def test_an_address_whose_link_has_ended_is_refused_in_the_pages_words(site: Site) -> None:
    async with site.database.write() as connection:
        given = await give_links(connection, [FILLED["url"]], NOW, campaign=FILLED["campaign"])
        await change_link(connection, msgspec.structs.replace(given[FILLED["url"]], expires_at=NOW))
    page = await order(site, "station")
    assert "期限が切れています" in page and "作れません" not in page
    async with site.database.read() as connection:
        assert await load_posters(connection) == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "set public_url to an address that the public reaches"),
        ({"public_url": "http://signage.example.jp", "count_scans": False}, "set count_scans to true"),
    ],
)
async def test_what_is_to_be_set_so_that_scans_are_counted_is_named(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database, settings: dict[str, Any], says: str
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, **settings)
    await site.add_person("taga", "editor")
    await site.log_in()
    assert says in await site.page("/posters/new?lang=en") and says in await site.page("/links?lang=en")


async def test_an_address_too_long_for_a_code_costs_none(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person("taga", "editor")
    await site.log_in()
    page = await order(site, "station", url="https://www.example.jp/".ljust(1_900, "x"))
    assert "このアドレスは長すぎて、QRコードになりません" in page and 'id="url-error"' in page
    async with site.database.read() as connection:
        assert await load_posters(connection) == []


async def test_where_phones_reach_no_page_nobody_is_told_to_scan_the_list(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person("taga", "editor")
    await site.log_in()
    path = await order(site, "station")
    for page in (await ready(site, path), await site.page("/posters")):
        assert "表のQRコード" not in page and "/p のページに" in page


async def test_the_form_offers_what_is_not_over_and_is_filled_in_by_an_address_or_an_order_before(site: Site) -> None:
    page = await site.page("/posters/new")
    assert 'value="fair"' in page and 'value="over"' not in page and 'value="bare"' not in page
    assert page.index("十王図書館") < page.index("分館"), "places without a type come last"
    page = await site.page("/posters/new?item=fair&campaign=autumn")
    assert '<option value="fair" selected>' in page and 'value="autumn"' in page
    path = await order(site, "library", item="fair", url="", title="", language="ja", size="own", own_size="300×420")
    await ready(site, path)
    page = await site.page(f"/posters/new?like={path.rpartition('/')[2]}")
    assert '<option value="fair" selected>' in page and "300 × 420" in page
    assert re.search(r'value="library" checked', page) and not re.search(r'value="station" checked', page)
    await site.page("/posters/new?like=01ARZ3NDEKTSV4RRFFQ69G5FAV", 404)


async def test_the_sheet_beside_the_form_is_drawn_as_it_will_be_or_says_why_not(site: Site) -> None:
    asked = "/posters/preview.png?size=A4&upright=no&title=%E5%A3%B0&places=library&url=https://www.example.jp/voice"
    answer = await site.client.get(asked)
    picture = Image.open(io.BytesIO(await answer.read()))
    assert (answer.status, answer.content_type) == (200, "image/png") and picture.width > picture.height
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    for refused in (asked + "&template=own", "/posters/preview.png?size=A4"):
        told = await site.client.get(refused)
        assert told.status == 422 and "作れません" in await told.text()


async def test_posters_are_printed_again_from_the_register_with_the_codes_they_have(site: Site) -> None:
    path = await order(site, "station", "library")
    await ready(site, path)
    async with site.database.read() as connection:
        spots = [one.poster.spot for one in await load_posters(connection)]
    page = await site.page("/posters")
    form = hidden_fields("<main" + page.partition('id="list"')[2])
    answer = await site.client.post("/posters/reprint", data=form | {"spot": spots[0]}, allow_redirects=False)
    again = await ready(site, answer.headers["Location"])
    assert "ポスター 1枚ができました" in again and "印刷し直し" in again
    assert spots[0] in (await fetched(site, f"{answer.headers['Location']}/list.csv")).decode()
    nothing = await site.client.post("/posters/reprint", data=form, allow_redirects=False)
    assert "problem=none" in nothing.headers["Location"]


async def test_an_order_that_is_over_while_it_is_watched_has_its_page_opened_anew_with_the_buttons_of_now(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = asyncio.Event()

    async def fails(*_: object) -> None:
        await over.wait()
        raise OSError("no room")

    monkeypatch.setattr(site.desk.orders, "_set", fails)
    path, live = await order(site, "station"), {"HX-Request": "true"}
    answer = await site.client.get(path, headers=live)
    assert "HX-Redirect" not in answer.headers and "<progress" in await answer.text()
    over.set()
    await ready(site, path)
    answer = await site.client.get(path, headers=live)
    assert answer.headers["HX-Redirect"] == path and not await answer.text()
    assert "もう一度作る</button>" in await site.page(path)


async def test_an_order_is_called_off_by_its_own_and_leaves_the_register(site: Site) -> None:
    path = await order(site, "station")
    await ready(site, path)
    await site.add_person("stranger", "author", department="transport")
    await site.log_in_anew(name="stranger")
    page = await site.page(path)
    assert 'value="off"' not in page
    assert (await site.client.post(path, data=hidden_fields(page) | {"act": "again"})).status == 403
    assert (await site.client.post(path, data=hidden_fields(page) | {"act": "off"})).status == 403
    await site.log_in_anew(name="taga")
    form = hidden_fields(await site.page(path)) | {"act": "off"}
    await site.client.post(path, data=form, allow_redirects=False)
    assert "この注文は取り消しました" in await site.page(path)
    async with site.database.read() as connection:
        assert await load_posters(connection) == []
    await site.page(f"{path}/posters.pdf", 404)


@pytest.mark.browser
async def test_the_pages_are_open_to_all_and_the_form_counts_what_it_makes(site: Site) -> None:
    path = await order(site, "station")
    await ready(site, path)
    async with shared_chromium() as browser:
        page = await open_page(browser, site, "/posters/new?lang=ja&url=https://www.example.jp/voice")
        await page.wait_for("document.getElementById('sample').naturalWidth > 0")
        await page.evaluate("document.querySelector('[data-every=\"1\"]').click()")
        assert await page.evaluate("document.querySelector('[data-make]').textContent") == "3か所のポスターを作る"
        await page.evaluate("document.getElementById('size-A4').click()")
        await page.wait_for("document.getElementById('sample').src.includes('size=A4')")
        await page.close()
        await check_page(browser, site, "/posters/new?url=https://www.example.jp/voice")
        await check_page(browser, site, path)
