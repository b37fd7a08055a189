"""The page of one poster: opened by its code before the wall, on a telephone, without script."""

import io
import re
from pathlib import Path

import pytest
from aiohttp import FormData
from PIL import Image
from pytest_aiohttp.plugin import AiohttpClient

from signage.store.database import Database
from signage.store.links import give_links
from signage.store.posters import load_poster, record_posters
from signage.store.spots import give_spots
from tests.axe import violations
from tests.chromium import shared_chromium
from tests.factories import NOW, a_poster
from tests.web.sites import Site, a_site, hidden_fields
from tests.web.windows import check_page, open_page

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, contact="共創プロジェクト推進担当 0294-00-0000")
    await made.add_person()
    await made.log_in()
    return made


@pytest.fixture
async def spot(site: Site) -> str:
    """Of a poster in front of the gates."""
    async with site.database.write() as connection:
        link = (await give_links(connection, ["https://example.jp/voice"], NOW))["https://example.jp/voice"]
        (code,) = await give_spots(connection, "poster", ["station"], NOW)
        poster = a_poster(code, link=link.code, where={"ja": "改札前", "en": "Gates"}, copies=2)
        await record_posters(connection, [poster], "taga", NOW)
    return code


async def says(site: Site, spot: str, act: str, **fields: str) -> str:
    """Where the page leads after it."""
    answer = await site.send(f"/p/{spot}", act=act, **fields)
    assert answer.status == 303, await answer.text()
    return answer.headers["Location"]


def buttons(page: str) -> list[str]:
    return re.findall(r'<button name="act" value="(\w[\w ]*)"', page)


async def state(site: Site, spot: str) -> str:
    async with site.database.read() as connection:
        found = await load_poster(connection, spot)
    assert found is not None
    return found.state


async def test_who_scans_the_list_logs_in_and_comes_back_to_the_poster(site: Site, spot: str) -> None:
    site.client.session.cookie_jar.clear()
    asked = await site.client.get(f"/p/{spot}", allow_redirects=False)
    assert (asked.status, asked.headers["Location"]) == (303, f"/login?next=/p/{spot}")
    assert (await site.log_in(next=f"/p/{spot}")).headers["Location"] == f"/p/{spot}"


async def test_a_poster_tells_where_it_is_to_hang_and_asks_one_thing(site: Site, spot: str) -> None:
    page = await site.page(f"/p/{spot}")
    for words in ("駅", "改札前", spot, "A3 縦", "2枚", "貼る前", "https://example.jp/voice", 'href="tel:0294000000"'):
        assert words in page, words
    assert buttons(page) == ["posted", "note"] and page.count('class="filled"') == 1
    english = await site.page(f"/p/{spot}", headers=ENGLISH)
    assert "Gates" in english and "Not yet up" in english and "I put it up" in english


async def test_it_goes_up_is_seen_is_missing_and_comes_down_by_one_press_each(site: Site, spot: str) -> None:
    for act, known, offered in (
        ("posted", "hanging", ["seen", "missing", "taken down", "note"]),
        ("seen", "hanging", ["seen", "missing", "taken down", "note"]),
        ("missing", "missing", ["posted", "seen", "taken down", "note"]),
        ("posted", "hanging", ["seen", "missing", "taken down", "note"]),
        ("taken down", "down", ["posted", "note"]),
    ):
        page = await site.page(await says(site, spot, act))
        assert (await state(site, spot), buttons(page)) == (known, offered), act
        assert 'role="status"' in page and "元に戻す" in page


async def test_the_last_press_is_taken_back_once(site: Site, spot: str) -> None:
    first = await says(site, spot, "posted")
    then = await says(site, spot, "taken down")
    visit = then.rpartition("=")[2]
    csrf = hidden_fields(await site.page(f"/p/{spot}"))["csrf"]
    for number, told in ((visit, "undone"), (visit, ""), (first.rpartition("=")[2], "undone")):
        data = {"csrf": csrf, "visit": number}
        answer = await site.client.post(f"/p/{spot}/undo", data=data, allow_redirects=False)
        assert (answer.status, answer.headers.get("Location", "")) == (
            (303, f"/p/{spot}?did={told}") if told else (404, "")
        )
    assert await state(site, spot) == "made"
    assert "元に戻しました。" in await site.page(f"/p/{spot}?did=undone")
    for number in ("x", "9" * 30, "-1", ""):
        answer = await site.client.post(f"/p/{spot}/undo", data={"csrf": csrf, "visit": number}, allow_redirects=False)
        assert answer.status == 404


async def test_nobody_takes_back_what_somebody_else_has_said(site: Site, spot: str) -> None:
    visit = (await says(site, spot, "posted")).rpartition("=")[2]
    await site.add_person("kuji", "author", department="library")
    await site.log_in_anew(name="kuji")
    page = await site.page(f"/p/{spot}?did={visit}")
    data = {"csrf": hidden_fields(page)["csrf"], "visit": visit}
    assert (await site.client.post(f"/p/{spot}/undo", data=data, allow_redirects=False)).status == 404
    assert await state(site, spot) == "hanging" and f"/p/{spot}/undo" not in page
    await site.log_in_anew()
    data["csrf"] = hidden_fields(await site.page(f"/p/{spot}"))["csrf"]
    await site.client.post(f"/p/{spot}/undo", data=data, allow_redirects=False)
    assert await state(site, spot) == "made"


def a_photograph() -> bytes:
    file = io.BytesIO()
    image = Image.new("RGB", (80, 60), "teal")
    exif = image.getexif()
    exif[0x010F] = "a telephone of somebody"
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


async def test_a_photograph_is_kept_with_what_was_said_without_a_word_of_the_telephone(site: Site, spot: str) -> None:
    form = FormData(hidden_fields(await site.page(f"/p/{spot}")) | {"act": "posted", "note": "柱の陰"})
    form.add_field("photographs", a_photograph(), filename="IMG_1.jpg", content_type="image/jpeg")
    assert (await site.client.post(f"/p/{spot}", data=form, allow_redirects=False)).status == 303
    page = await site.page(f"/p/{spot}")
    (path,) = re.findall(rf'href="(/p/{spot}/photographs/[^"]+)"', page)
    answer = await site.client.get(path)
    content = await answer.read()
    assert (answer.status, answer.content_type, b"telephone" in content) == (200, "image/webp", False)
    assert "柱の陰" in page and answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    await site.page(path.replace(spot, "2222"), 404)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"act": "note", "note": " "}, "メモか写真を入れてください"),
        ({"act": "burnt", "note": "灰"}, "ボタンで選んでください"),
        ({"act": "missing", "note": "灰"}, "まだ貼っていない"),
        ({"act": "posted", "note": "長" * 2001}, "2000 文字まで"),
    ],
)
async def test_what_can_not_be_said_is_told_above_the_buttons_and_the_note_stays(
    site: Site, spot: str, fields: dict[str, str], told: str
) -> None:
    answer = await site.send(f"/p/{spot}", **fields)
    page = await answer.text()
    assert answer.status == 422 and told in page and 'role="alert"' in page
    assert fields["note"].strip() in page and await state(site, spot) == "made"


async def test_a_file_that_is_no_photograph_is_named_and_nothing_is_said_of_the_poster(site: Site, spot: str) -> None:
    form = FormData(hidden_fields(await site.page(f"/p/{spot}")) | {"act": "posted", "note": ""})
    form.add_field("photographs", b"<html>", filename="page.html")
    answer = await site.client.post(f"/p/{spot}", data=form, allow_redirects=False)
    assert answer.status == 422 and "page.html" in await answer.text() and await state(site, spot) == "made"


async def test_a_code_leads_to_its_poster_or_its_screen_however_it_is_typed(site: Site, spot: str) -> None:
    async with site.database.write() as connection:
        (screen,) = await give_spots(connection, "display", ["entrance"], NOW)
    for typed, where in (
        (spot.lower(), f"/p/{spot}"),
        (f"http://127.0.0.1:8080/q/AB3CD-{spot}", f"/p/{spot}"),
        (screen, "/t/entrance"),
    ):
        answer = await site.client.get("/p", params={"code": typed}, allow_redirects=False)
        assert (answer.status, answer.headers.get("Location")) == (303, where), typed
    answer = await site.client.get(f"/p/{spot.lower()}", allow_redirects=False)
    assert (answer.status, answer.headers.get("Location")) == (303, f"/p/{spot}")


@pytest.mark.parametrize("typed", ["2222", "0000", "<script>alert(1)</script>", "\0", "?" * 400, "％"])
async def test_a_code_that_is_none_is_said_so_and_stays_in_the_field(site: Site, typed: str) -> None:
    answer = await site.client.get("/p", params={"code": typed}, allow_redirects=False)
    page = await answer.text()
    assert answer.status == 404 and "<script>alert" not in page and 'aria-invalid="true"' in page
    await site.page("/p/2222", 404)
    await site.page("/p/zz", 303)


async def test_a_viewer_sees_the_poster_and_can_say_nothing(site: Site, spot: str) -> None:
    csrf = hidden_fields(await site.page(f"/p/{spot}"))["csrf"]
    await site.add_person("looker", "viewer")
    await site.log_in_anew(name="looker")
    page = await site.page(f"/p/{spot}")
    assert buttons(page) == [] and "貼る前" in page
    answer = await site.client.post(f"/p/{spot}", data={"csrf": csrf, "act": "posted"}, allow_redirects=False)
    assert answer.status == 403 and await state(site, spot) == "made"


@pytest.mark.browser
async def test_the_page_is_small_and_open_to_all_and_its_buttons_are_large(site: Site, spot: str) -> None:
    await says(site, spot, "posted", note="柱の陰")
    async with shared_chromium() as browser:
        page = await open_page(browser, site, f"/p/{spot}", 375, 700)
        await page.wait_for("document.readyState === 'complete'")
        heights = await page.evaluate("[...document.querySelectorAll('.acts button')].map((one) => one.offsetHeight)")
        assert heights and min(heights) >= 52
        top = await page.evaluate("document.querySelector('.acts button').getBoundingClientRect().bottom")
        assert top <= 700, "the likeliest answer is in view at once"
        await page.close()
        await check_page(browser, site, f"/p/{spot}")
        page = await open_page(browser, site, "/p?code=2222&lang=ja", 375, 700)
        assert await violations(page) == []
        await page.close()
