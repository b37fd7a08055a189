"""The technician's page: what is wrong, what to try and what came of it, on a telephone with little of a network."""

import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import FormData
from PIL import Image
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.keep_brand import Brands
from signage.brand import Brand
from signage.store.database import Database
from signage.store.displays import record_places
from signage.web.staff.displays.technician import telephone_of
from tests.axe import violations
from tests.chromium import Page, shared_chromium
from tests.factories import a_display, a_place
from tests.web.sites import PASSWORD, SLIDE, Site, a_site, hidden_fields
from tests.web.technicians import BROWSER, FakePlayer
from tests.web.windows import check_page, open_page

PAGE = "/t/entrance"
ENGLISH = {"Accept-Language": "en"}
WRONG = timedelta(minutes=11)
BOX = {"launcher": "1.0", "temperature_c": 61.2, "under_voltage": False, "panel": "on"}


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> AsyncIterator[Site]:
    displays = [a_display(), a_display("platform", name="駅 ホーム")]
    contact = "共創プロジェクト推進担当 0294-00-0000（内線 691）"
    made = await a_site(aiohttp_client, tmp_path, database, displays, contact=contact)
    await made.add_person()
    await made.log_in()
    yield made


@pytest.fixture
def player(site: Site) -> FakePlayer:
    return FakePlayer(site)


def steps(page: str) -> list[str]:
    """The ladder, a line for each step: its name, and what came of it or [what can be pressed], filled or not."""
    lines = []
    for step in re.findall(r"<li class=\"(?:tried|next|later)\".*?</li>", page, re.DOTALL):
        said = re.search(r"<h3>(.*?)</h3>", step)
        outcome = re.search(r'class="outcome.*?<span>(.*?)</span>', step, re.DOTALL)
        press = re.search(r'<(?:button|a)(?: class="([^"]*)")?[^>]*>([^<]*)</(?:button|a)>', step)
        line = said[1] if said else ""
        line += f" | {re.sub(r'[0-9]+:[0-9]+', '0:00', outcome[1])}" if outcome else ""
        if press:
            line += f" *[{press[2]}]" if "filled" in (press[1] or "") else f" [{press[2]}]"
        lines.append(line)
    return lines


async def press(site: Site, command: str, page: str = PAGE) -> None:
    answer = await site.send("/displays/entrance/commands", page, command=command)
    assert (answer.status, answer.headers["Location"]) == (303, page)


async def test_who_scans_the_label_logs_in_and_comes_back_to_the_display(site: Site) -> None:
    site.client.session.cookie_jar.clear()
    asked = await site.client.get(PAGE, allow_redirects=False)
    assert (asked.status, asked.headers["Location"]) == (303, f"/login?next={PAGE}")
    assert (await site.log_in(next=PAGE)).headers["Location"] == PAGE


async def test_a_display_that_is_well_says_so_and_asks_for_nothing(site: Site, player: FakePlayer) -> None:
    await player.says(box=BOX)
    page = await site.page(PAGE)
    assert '<span class="word">正常</span>' in page and "<h1>駅 入口</h1>" in page
    before, _, by_eye = page.partition('<details class="ladder by-eye"')
    assert steps(before) == [] and 'class="filled"' not in page
    assert steps(by_eye)[0].startswith("画面の電源と入力を確かめる")  # of what only the eye can know
    for value in ("＋0.004 秒", "61 ℃", "7日分（映り続けます）", "正常", "なし"):
        assert f"<dd>{value}</dd>" in page
    assert '<a class="call" href="tel:0294000000">0294-00-0000（内線 691）</a>' in page


@pytest.mark.parametrize(
    ("contact", "number", "dialled"),
    [
        ("Vakt: +47 55 56 55 56, hele døgnet", "+47 55 56 55 56", "+4755565556"),
        ("Vakt 55565556", "55565556", "55565556"),
        ("課 0294-22-3111（内線 691）", "0294-22-3111", "0294223111"),
        ("課 0294(22)3111 (691)", "0294(22)3111", "0294223111"),
        ("IT (0421) 361 0000 (intern 12)", "(0421) 361 0000", "04213610000"),
        ("IT 0421/361.00.00", "0421/361.00.00", "04213610000"),
        ("IT +44 (0)20 7946 0000", "+44 (0)20 7946 0000", "+442079460000"),
        ("課 ０２９４－２２−３１１１", "０２９４－２２−３１１１", "0294223111"),
        ("0294-22-3111 8:30〜17:15", "0294-22-3111", "0294223111"),
        ("内線691　0294-22-3111", "0294-22-3111", "0294223111"),
        ("市民課1 0120-000-000 24時間", "0120-000-000", "0120000000"),
        ("0294-22-3111/0294-22-3112", "0294-22-3111", "0294223111"),
        ("〒310-0801 029-224-1111", "029-224-1111", "0292241111"),
        ("room 12, extension 691", "", ""),
        ("1" * 40, "", ""),
    ],
)
def test_a_number_is_called_however_it_is_written(contact: str, number: str, dialled: str) -> None:
    found = telephone_of(contact)
    assert (found.number, found.dialled) == (number, dialled) and "".join(found) == contact


async def test_the_ladder_stands_in_order_with_the_next_step_as_the_one_filled_button(
    site: Site, player: FakePlayer
) -> None:
    await player.says(wrong=WRONG)
    page = await site.page(PAGE)
    assert (
        "表示異常" in page and "から、絵が画面に出ていません。" in page and "機器とネットワークは動いています。" in page
    )
    assert steps(page) == [
        "再読み込み *[再読み込み]",
        "ブラウザーを再起動 [ブラウザーを再起動]",
        "機器を再起動 [機器を再起動]",
        "電源を入れ直す",
        "それでも変わらないとき [機器を交換する]",
    ]
    assert page.count("filled") == 1
    assert 'href="/pair?display=entrance"' in page
    english = await site.page(PAGE, headers=ENGLISH)
    assert steps(english)[0] == "Reload *[Reload]" and "Wrong picture" in english


async def test_a_step_is_struck_off_by_its_outcome_and_the_next_is_filled(site: Site, player: FakePlayer) -> None:
    await player.says(wrong=WRONG)
    await press(site, "reload")
    page = await site.page(PAGE)
    assert "に「再読み込み」を送りました。画面の返事を待っています。" in page
    assert steps(page)[0] == "再読み込み | 0:00 に送信。様子を見ています"
    assert "filled" not in page, "while one is under way it may be the one that helps"
    assert await player.answers(ok=False, detail="the page is busy", wrong=WRONG) == "reload"
    page = await site.page(PAGE)
    assert 'role="status"' not in page, "the ladder tells of it"
    assert steps(page)[:2] == [
        "再読み込み | 0:00 に送信。できませんでした（the page is busy） [もう一度送る]",
        "ブラウザーを再起動 *[ブラウザーを再起動]",
    ]


async def test_what_was_done_and_changed_nothing_is_told_so_after_a_minute(site: Site, player: FakePlayer) -> None:
    commands, now = site.desk.commands, datetime.now(UTC)
    for name, minutes, answered in (("reload", 8, True), ("restart_browser", 6.5, False)):
        given_at = now - timedelta(minutes=minutes)
        given = await commands.give("entrance", name, {}, "taga", given_at)
        if answered:
            await commands.answer("entrance", given.id, True, "", given_at + timedelta(seconds=3))
    await player.says(wrong=WRONG)
    assert steps(await site.page(PAGE))[:3] == [
        "再読み込み | 0:00 に送信。変わりませんでした",
        "ブラウザーを再起動 | 0:00 に送信。届きませんでした [もう一度送る]",
        "機器を再起動 *[機器を再起動]",
    ]


async def test_the_page_renews_itself_without_script_only_while_something_is_awaited(
    site: Site, player: FakePlayer
) -> None:
    await player.says(wrong=WRONG)
    assert "http-equiv" not in await site.page(PAGE)
    await press(site, "identify")
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in await site.page(PAGE)
    await player.answers(wrong=WRONG)
    page = await site.page(PAGE)
    assert "http-equiv" not in page and "に送った「名前を映す」を、実行しました。" in page


async def test_a_part_is_sent_again_only_when_it_has_changed(site: Site, player: FakePlayer) -> None:
    await player.says(wrong=WRONG)
    version = re.findall(r'data-live="now" data-version="(\w+)"', await site.page(PAGE))[0]
    same = await site.client.get(f"{PAGE}?part=now&version={version}")
    assert same.status in (200, 204)  # 200 where the minute turned in between
    await player.says()
    changed = await site.client.get(f"{PAGE}?part=now&version={version}")
    assert changed.status == 200 and "<html" not in await changed.text() and "正常" in await changed.text()


async def test_only_what_the_player_can_do_is_offered(site: Site, player: FakePlayer) -> None:
    await player.says(wrong=WRONG, can=BROWSER)
    page = await site.page(PAGE)
    assert [line.partition(" ")[0] for line in steps(page)] == [
        "再読み込み",
        "電源を入れ直す",
        "それでも変わらないとき",
    ]
    assert re.findall(r'id="do-(\w+)"', page.partition('class="checks"')[2]) == ["identify", "test_card"]
    await player.says(wrong=WRONG, box={**BOX, "panel": "off"})
    checks = (await site.page(PAGE)).partition('class="checks"')[2]
    assert re.findall(r'id="do-(\w+)"', checks) == ["identify", "test_card", "screenshot", "panel_on"]


async def test_a_display_that_never_connected_is_paired(site: Site) -> None:
    page = await site.page(PAGE)
    assert "未接続" in page
    assert steps(page)[0] == "機器をつなぐ *[番号を入れる]"
    assert 'class="checks"' not in page and "いまの値" not in page


async def test_the_page_needs_less_than_50_kb_and_no_font_and_runs_no_slide_by_itself(
    site: Site, player: FakePlayer
) -> None:
    await player.says(wrong=WRONG, box=BOX, errors=[{"code": "E12", "at": 1795199000000}])
    for number in range(5):
        await site.desk.visits.record(
            "entrance", "taga", f"{number} " + "箱の線を差し直した。" * 20, [], datetime.now(UTC)
        )
    await press(site, "reload")
    page = await site.page(PAGE)
    sheets = [path.replace("&amp;", "&") for path in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)]
    files = [await (await site.client.get(path)).read() for path in [*sheets, "/static/marks.svg"]]
    weight = len(page.encode()) + sum(len(file) for file in files)
    assert weight < 50_000, weight
    for frame in re.findall(r"<details class=\"peek\".*?</details>|<iframe", page, re.DOTALL):
        assert frame.startswith("<details") and " open" not in frame.partition(">")[0] and 'loading="lazy"' in frame
    assert files[-2].index(b"--font: system-ui") > 0


async def test_the_real_picture_comes_small_and_to_staff_alone(site: Site, player: FakePlayer) -> None:
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((1920, 1080)).convert("RGB").save(picture, "WEBP")
    now = datetime.now(UTC)
    await site.desk.screenshots.keep("entrance", picture.getvalue(), now, now)
    await player.says()
    address = re.findall(r'<img src="(/t/entrance/glass\?at=\d+)"', await site.page(PAGE))[0]
    answer = await site.client.get(address)
    with Image.open(io.BytesIO(await answer.read())) as image:
        assert (image.format, image.size) == ("WEBP", (640, 360))
    assert answer.headers["Cache-Control"].startswith("private")
    await site.page("/t/platform/glass", 404)
    site.client.session.cookie_jar.clear()
    await site.page(address, 303)


async def test_maintenance_and_silence_are_begun_and_ended_here(site: Site, player: FakePlayer) -> None:
    await player.says()
    assert "通知しています" in await site.page(PAGE) and "保守中ではありません" in await site.page(PAGE)
    for path, fields in (("mute", {}), ("maintenance", {"span": "1h", "note": "箱の交換"})):
        answer = await site.send(f"/displays/entrance/{path}", PAGE, **fields)
        assert answer.headers["Location"] == PAGE
    page = await site.page(PAGE)
    assert "まで止めています" in page and "保守を終える" in page and "箱の交換" in page and "また通知する" in page
    for path, fields in (("mute", {"end": "1"}), ("maintenance", {"span": "end"})):
        await site.send(f"/displays/entrance/{path}", PAGE, **fields)
    assert "通知しています" in await site.page(PAGE) and "保守中ではありません" in await site.page(PAGE)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
async def test_a_form_never_goes_back_to_another_site(site: Site, player: FakePlayer, back: str) -> None:
    await player.says()
    answer = await site.send("/displays/entrance/commands", PAGE, command="identify", back=back)
    assert answer.headers["Location"] == "/home"


async def test_who_may_only_look_reads_everything_and_presses_nothing(site: Site, player: FakePlayer) -> None:
    await player.says(wrong=WRONG)
    csrf = hidden_fields(await site.page(PAGE))["csrf"]
    await site.add_person("kuji", "viewer")
    site.client.session.cookie_jar.clear()
    await site.log_in("kuji")
    page = await site.page(PAGE)
    assert "表示異常" in page and len(steps(page)) == 5 and "通知しています" in page
    assert not re.search(r"<(button|form|input|select)\b", page.partition("<main")[2].partition("</main>")[0])
    await site.page(f"{PAGE}/visit", 403)
    for path in ("/displays/entrance/commands", f"{PAGE}/visit"):
        answer = await site.client.post(path, data={"csrf": csrf, "command": "reboot", "note": "x"})
        assert answer.status == 403 and "編集者・設備担当・管理者が使えます" in await answer.text()
    assert await site.desk.commands.history("entrance") == []


async def test_what_can_not_be_done_is_said_on_a_page(site: Site, player: FakePlayer) -> None:
    await player.says(wrong=WRONG)
    answer = await site.send("/displays/entrance/commands", PAGE, command="format_disk")
    assert answer.status == 422 and "この内容では受け付けられません" in await answer.text()
    csrf = hidden_fields(await site.page(PAGE))["csrf"]
    for path in ("/t/nowhere/visit", "/displays/nowhere/commands"):
        unknown = await site.client.post(path, data={"csrf": csrf, "command": "reload", "note": "x"})
        assert unknown.status == 404
    bare = await site.client.post("/displays/entrance/commands", data={"command": "reload"})
    assert bare.status == 403
    assert await site.desk.commands.history("entrance") == []


@pytest.mark.parametrize("path", ["/t/nowhere", "/t/nowhere/sticker", "/t/nowhere/visit", "/t/%3Cscript%3E"])
async def test_a_label_of_a_display_that_is_gone_says_so(site: Site, path: str) -> None:
    page = await site.page(path, 404)
    assert "ページが見つかりません" in page and "「ホーム」へ" in page and "<script>alert" not in page


async def test_an_address_that_no_label_bears_is_no_page(site: Site) -> None:
    assert "ページが見つかりません" in await site.page("/t/%00", 404)


async def test_the_label_leads_here_and_tells_whom_to_call(site: Site) -> None:
    page = await site.page(f"{PAGE}/sticker")
    for told in ("駅 入口", "entrance", "http://127.0.0.1:8080/t/entrance", "0294-00-0000", "<svg", "駅"):
        assert told in page


async def test_the_label_of_a_city_that_speaks_no_japanese_has_none(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Brands, "in_force", Brand(name={"pt": "O Porto", "en": "Porto"}, short_name={}))
    async with site.database.write() as connection:
        await record_places(connection, [a_place(name={"pt": "Biblioteca", "en": "Library"})])
    page = await site.page(f"{PAGE}/sticker?lang=en")
    label = page[page.index('<article class="sticker" lang="en">') : page.index("</article>")]
    assert "Porto signage" in label and "Technicians: scan" in label and "設備担当" not in label and "画面" not in label


async def test_the_label_of_a_place_without_a_japanese_name_bears_the_one_that_it_has(site: Site) -> None:
    async with site.database.write() as connection:
        await record_places(connection, [a_place(name={"en": "Central Library"})])
    assert "Central Library" in await site.page(f"{PAGE}/sticker")


async def send_visit(site: Site, *photographs: tuple[str, bytes], csrf: str = "", **fields: str) -> tuple[int, str]:
    """The status of the answer, and where it leads or what it says."""
    form = FormData()
    for name, value in (
        hidden_fields(await site.page(f"{PAGE}/visit")) | ({"csrf": csrf} if csrf else {}) | fields
    ).items():
        form.add_field(name, value)
    for name, content in photographs:
        form.add_field("photographs", content, filename=name, content_type="image/jpeg")
    answer = await site.client.post(f"{PAGE}/visit", data=form, allow_redirects=False)
    text = await answer.text()
    said = re.search(r'id="problem".*?<span>(.*?)</span>', text, re.DOTALL)
    return answer.status, answer.headers.get("Location") or (said[1] if said else text)


def a_jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(file, "JPEG")
    return file.getvalue()


async def test_a_visit_is_kept_with_its_note_and_photographs_for_who_comes_next(site: Site) -> None:
    note = "箱の線が抜けていた。<b>差し直した</b>"
    assert await send_visit(site, ("a.jpg", a_jpeg()), ("b.jpg", a_jpeg()), note=note) == (303, f"{PAGE}?kept=1#visits")
    page = await site.page(PAGE)
    assert "箱の線が抜けていた。&lt;b&gt;差し直した&lt;/b&gt;" in page and "前回" in page
    links = re.findall(r'href="(/t/entrance/photographs/[^"]+)"', page)
    assert len(links) == 2
    answer = await site.client.get(links[0])
    assert (answer.status, answer.content_type) == (200, "image/webp")
    await site.page(links[0].replace("entrance", "platform"), 404)
    for name in ("nothing.webp", "..%2F..%2Fsignage.sqlite3", "%00"):
        await site.page(f"{PAGE}/photographs/{name}", 404)
    site.client.session.cookie_jar.clear()
    await site.page(links[0], 303)


async def test_a_visit_that_can_not_be_kept_keeps_its_note_in_the_form(site: Site) -> None:
    jpeg = ("a.jpg", a_jpeg())
    for photographs, note, says in (
        ([], "  ", "メモか写真を入れてください"),
        ([("notes.txt", b"no picture at all")], "見た", "「notes.txt」写真ではありません"),
        ([("cut.jpg", a_jpeg()[:200])], "見た", "「cut.jpg」壊れているか"),
        ([jpeg] * 5, "見た", "写真は 4 枚までです"),
        ([("large.jpg", a_jpeg() + b"\0" * 15_000_000)], "見た", "「large.jpg」15 MB までです"),
        ([], "長" * 350_000, "メモは 2000 文字までです"),
    ):
        status, said = await send_visit(site, *photographs, note=note)
        assert (status, says in said) == (422, True), said
    assert "これまでの訪問" not in await site.page(PAGE)
    form = hidden_fields(await site.page(f"{PAGE}/visit"))
    answer = await site.client.post(f"{PAGE}/visit", data=form | {"note": "x" * 2_001})
    assert "x" * 2_001 in await answer.text()


async def test_a_visit_that_was_not_sent_from_its_form_is_refused(site: Site) -> None:
    assert (await send_visit(site, ("a.jpg", a_jpeg()), csrf="0" * 64, note="見た"))[0] == 403
    large = await site.client.post(f"{PAGE}/visit", data=b"x" * 100, headers={"Content-Type": "multipart/form-data"})
    assert large.status in (403, 422)
    assert "これまでの訪問" not in await site.page(PAGE)


async def test_the_slide_is_named_and_opens_only_when_asked(site: Site, player: FakePlayer) -> None:
    await player.says()
    page = await site.page(PAGE)
    assert page.count(f'<iframe src="/slides/{SLIDE}.html"') == 2
    assert page.count('<details class="peek"') == 2


async def type_and_press(page: Page, **fields: str) -> None:
    """Fills in the first form of a page's main part, and sends it by its filled button."""
    for name, value in fields.items():
        await page.evaluate(f"document.getElementById({name!r}).value = {value!r}")
    await page.evaluate("document.querySelector('main .filled').click()")


STEPS = "Array.from(document.querySelectorAll('.ladder .outcome span'), (one) => one.textContent.replace(/[0-9]+:[0-9]+/, ''))"
FETCHED = (
    "performance.getEntriesByType('resource').map((one) => one.name).filter((one) => /woff2|slides|htmx/.test(one))"
)
FILLED = "Array.from(document.querySelectorAll('main .filled'), (one) => one.textContent)"


@pytest.mark.browser
async def test_a_technician_sees_what_is_wrong_presses_the_filled_button_and_sees_what_came_of_it(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person()
    player = FakePlayer(site)
    await player.says(wrong=WRONG, box=BOX)
    async with shared_chromium() as browser:
        page = await browser.new_page(str(site.client.make_url(f"{PAGE}?lang=ja")), 375, 812)
        assert await page.evaluate("location.pathname") == "/login"
        await type_and_press(page, name="taga", password=PASSWORD)
        await page.wait_for("location.pathname === '/t/entrance' && document.readyState === 'complete'")
        assert await page.evaluate("document.querySelector('.status .word').textContent") == "表示異常"
        assert await page.evaluate(FILLED) == ["再読み込み"]
        small = "Array.from(document.querySelectorAll('main button, main summary, main a'), (one) => one.offsetHeight)"
        assert min(await page.evaluate(f"{small}.filter(Boolean)")) >= 52
        await type_and_press(page)
        await page.wait_for(f"JSON.stringify({STEPS}) === '[\" に送信。様子を見ています\"]'", 40)
        assert await page.evaluate(FILLED) == []
        await page.evaluate("window.sameDocument = true; document.getElementById('maintenance').open = true")
        await player.answers(ok=False, wrong=WRONG, box=BOX)
        await page.wait_for(f"JSON.stringify({STEPS}) === '[\" に送信。できませんでした\"]'", 40)
        assert await page.evaluate(FILLED) == ["ブラウザーを再起動"]
        await player.says(box=BOX)
        await page.wait_for("document.querySelector('.status .word').textContent === '正常'", 40)
        assert await page.evaluate("window.sameDocument && document.getElementById('maintenance').open")
        assert not [line for line in page.console if "Content Security" in line or "exception" in line], page.console


@pytest.mark.browser
async def test_the_pages_are_open_to_all(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> None:
    displays = [a_display(), a_display("well"), a_display("never")]
    site = await a_site(aiohttp_client, tmp_path, sqlite, displays, contact="推進担当 0294-00-0000（内線 691）")
    await site.add_person()
    await site.log_in()
    await FakePlayer(site, displays[1]).says(box=BOX)
    await FakePlayer(site, displays[0]).says(wrong=WRONG, box=BOX)
    await site.desk.visits.record("entrance", "taga", "線を差し直した。", [], datetime.now(UTC))
    await press(site, "reload")
    async with shared_chromium() as browser:
        page = await open_page(browser, site, PAGE, 375, 812)
        assert await page.evaluate(FETCHED) == [], "the telephone's own font does"
        await check_page(browser, site, PAGE)
        for path in ("/t/well", "/t/never", f"{PAGE}/visit", f"{PAGE}/sticker"):
            page = await open_page(browser, site, path, 375, 812)
            assert await violations(page) == [], path
