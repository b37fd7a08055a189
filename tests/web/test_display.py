"""The page of one display."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.health import StatusChange
from signage.domain.heartbeat import Box, PlayerError
from signage.store.database import Database
from signage.store.measurements import Measurement, record_measurements
from signage.store.statuses import Turn, record_turns
from signage.store.visits import record_visit
from tests.chromium import shared_chromium
from tests.factories import a_display
from tests.web.sites import Site, hidden_fields
from tests.web.test_fleet import beat, now, the_site
from tests.web.windows import check_page, open_page

PAGE = "/displays/gate"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """One display that is well."""
    made = await the_site(aiohttp_client, tmp_path, sqlite, [a_display("gate", name="駅 改札前")])
    beat(made, "gate")
    return made


async def send(site: Site, action: str, **fields: str) -> str:
    """Sends a form of the page as a person does; where it leads to."""
    csrf = hidden_fields(await site.page(PAGE))["csrf"]
    answer = await site.client.post(f"{PAGE}/{action}", data={"csrf": csrf, **fields}, allow_redirects=False)
    return f"{answer.status} {answer.headers.get('Location', '')}".strip()


async def test_a_display_that_is_not_there_is_told_as_a_page(site: Site) -> None:
    assert "ページが見つかりません" in await site.page("/displays/nowhere", 404)


async def test_what_is_wrong_leads_to_what_can_be_tried_and_what_came_of_it(site: Site) -> None:
    beat(site, "gate", slide="e" * 64, can=("reload", "identify"))
    page = await site.page(PAGE)
    assert "予定と違うスライドを映しています。" in page
    assert re.search(r'<button class="filled" form="try">再読み込み</button>', page)
    assert await send(site, "commands", command="reload") == "303 /displays/gate#commands"
    page = await site.page(PAGE)
    assert "「再読み込み」を送りました。様子を見ています。" in page and "待っています" in page
    assert 'form="try"' not in page
    (given,) = await site.desk.commands.history("gate")
    await site.desk.commands.answer("gate", given.id, False, "no window", now())
    fetched = await site.page(f"{PAGE}?part=commands", headers={"HX-Request": "true"})
    assert "できません" in fetched and "no window" in fetched and "<html" not in fetched
    assert "は、できませんでした。" in await site.page(PAGE)


async def test_only_what_is_the_name_of_a_slide_becomes_the_address_of_one(site: Site) -> None:
    for said in ("../displays?x=", "/evil.example/" + "x" * 50, "e" * 63, "E" * 64, "e" * 64 + "\n"):
        beat(site, "gate", slide=said)
        page = await site.page(PAGE)
        assert "予定と違うスライドを映しています。" in page
        assert f'src="/slides/{said}' not in page and len(re.findall("<iframe", page)) == 1  # of what should show
    beat(site, "gate", slide="e" * 64)
    assert f'src="/slides/{"e" * 64}.html"' in await site.page(PAGE)


async def test_only_commands_that_the_player_knows_can_be_chosen(site: Site) -> None:
    page = await site.page(PAGE)
    assert re.findall(r'name="command" id="command-(\w+)"', page) == ["reload", "identify"]
    assert (await send(site, "commands", command="explode")).startswith("422")
    assert not await site.desk.commands.history("gate")


async def test_who_may_only_look_is_offered_nothing_else(site: Site) -> None:
    beat(site, "gate", slide="e" * 64)
    await site.send("/logout", "/account")
    await site.add_person("kiyomi", "viewer")
    await site.log_in("kiyomi")
    page = await site.page(PAGE)
    assert "予定と違うスライド" in page
    assert not [form for form in re.findall(r'<form[^>]*action="([^"]*)"', page) if form.startswith("/displays")]
    form = {"csrf": hidden_fields(await site.page("/account"))["csrf"], "command": "reload"}
    for action in ("commands", "maintenance", "mute"):
        answer = await site.client.post(f"{PAGE}/{action}", data=form)
        assert answer.status == 403 and "編集者・設備担当・管理者が使えます" in await answer.text()


async def test_a_form_that_was_not_given_out_does_nothing(site: Site) -> None:
    answer = await site.client.post(f"{PAGE}/commands", data={"csrf": "guessed", "command": "reload"})
    assert answer.status == 403
    assert not await site.desk.commands.history("gate")


async def test_maintenance_has_an_end_and_a_reason_and_can_be_ended(site: Site) -> None:
    assert await send(site, "maintenance", span="4h", note="パネル交換") == "303 /displays/gate#care"
    page = await site.page(PAGE)
    assert "保守中" in page and "パネル交換" in page and "（taga）" in page
    until = site.desk.watch.care["gate"].maintenance_until
    assert until and timedelta(hours=3, minutes=59) < until - now() <= timedelta(hours=4)
    assert "パネル交換" in await site.page("/displays")
    await send(site, "maintenance", span="end")
    assert site.desk.watch.care["gate"].maintenance_until is None
    assert (await send(site, "maintenance", span="for ever")).startswith("422")


async def test_muting_lasts_half_an_hour_or_until_it_is_taken_back(site: Site) -> None:
    assert "通知を 30分止める" in await site.page(PAGE)
    await send(site, "mute")
    until = site.desk.watch.care["gate"].muted_until
    assert until and timedelta(minutes=29) < until - now() <= timedelta(minutes=30)
    assert "まで、異常の通知を止めています。" in await site.page(PAGE)
    await send(site, "mute", end="1")
    assert site.desk.watch.care["gate"].muted_until is None


async def test_errors_visits_and_turns_for_the_worse_stand_in_one_list(site: Site) -> None:
    at = now().replace(microsecond=0)
    await turn(site, StatusChange(at - timedelta(days=2), "silent", "silent", {"ja": "応答がありません。"}))
    await turn(site, StatusChange(at - timedelta(days=1), "ok", "", {}))
    async with site.database.write() as connection:
        await record_visit(
            connection, "gate", at - timedelta(hours=3), "taga", "電源タップを交換", ["a.webp", "b.webp"]
        )
    ms = round(at.timestamp() * 1000)
    beat(site, "gate", errors=(PlayerError("E12", ms - 60_000, 2, "/media/<b>"),))
    log = (await site.page(PAGE)).partition("events-title")[2].partition('id="care"')[0]
    told = ["ファイルが足りないため", "訪問：電源タップを交換", "応答がありません。"]
    assert [log.index(words) for words in told] == sorted(log.index(words) for words in told)
    assert "2回" in log and "写真 2枚" in log and "/media/&lt;b&gt;" in log and "<b>E12</b>" in log


async def turn(site: Site, change: StatusChange) -> None:
    kept = site.desk.watch.statuses.get("gate")
    async with site.database.write() as connection:
        site.desk.watch.statuses.update(await record_turns(connection, [Turn("gate", kept, change)]))


async def test_thirty_days_are_drawn_and_stand_in_a_table(site: Site) -> None:
    at = now().replace(microsecond=0)
    await turn(site, StatusChange(at - timedelta(days=40), "ok", "", {}))
    await turn(site, StatusChange(at - timedelta(days=3, hours=2), "silent", "silent", {"ja": "応答がありません。"}))
    await turn(site, StatusChange(at - timedelta(days=3), "ok", "", {}))
    page = await site.page(PAGE)
    assert page.count('class="is-ok" x=') >= 30 and "style=" not in page
    assert re.search(r"応答なし</span> <span class=\"nowrap\">1回", page)
    assert re.search(r"映るべき \d{3}時間のうち 99\.\d% 正常", page)
    table = page.partition("as-table")[2].partition("</table>")[0]
    assert len(re.findall("<tr><th", table)) == 31 and "2時間" in table


async def test_figures_stand_in_their_heads_and_over_time(site: Site) -> None:
    at = now().replace(microsecond=0)
    async with site.database.write() as connection:
        for hours in range(6, 0, -1):
            measured = Measurement(at - timedelta(hours=hours), 50.0 + hours, 4.0, 7.0)
            await record_measurements(connection, {"gate": measured})
    beat(site, "gate", box=Box(launcher="1.0", temperature_c=61.2, panel="on"))
    page = await site.page(PAGE)
    assert "<b>61</b> ℃" in page and "<b>0.003</b> 秒" in page
    assert page.count("data-chart=") == 3 and "[56.0,55.0,54.0,53.0,52.0,51.0]" in page


@pytest.mark.browser
async def test_the_page_is_open_to_all_in_every_shape_and_draws_its_figures(site: Site) -> None:
    at = now().replace(microsecond=0)
    async with site.database.write() as connection:
        for hours in range(6, 0, -1):
            measured = Measurement(at - timedelta(hours=hours), 50.0 + hours, 4.0, 7.0)
            await record_measurements(connection, {"gate": measured})
    await turn(site, StatusChange(at - timedelta(days=9), "wrong", "black", {"ja": "画面が真っ黒です。"}))
    beat(site, "gate", slide="e" * 64)
    async with shared_chromium() as browser:
        await check_page(browser, site, PAGE)
        page = await open_page(browser, site, f"{PAGE}?lang=ja")
        await page.wait_for("document.querySelectorAll('.line canvas').length === 3")
        inked = """[...document.querySelectorAll('.line canvas')].every((canvas) =>
            canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))"""
        assert await page.evaluate(inked)


@pytest.mark.browser
async def test_an_outcome_shows_by_itself(site: Site) -> None:
    async with shared_chromium() as browser:
        page = await open_page(browser, site, f"{PAGE}?lang=ja")
        await page.evaluate("document.querySelector('.send').open = true")
        await page.evaluate("document.getElementById('command-identify').click()")
        await page.evaluate("document.querySelector('.send button').click()")
        await page.wait_for("document.querySelector('#given .outcome') !== null")
        (given,) = await site.desk.commands.history("gate")
        await site.desk.commands.answer("gate", given.id, True, "", datetime.now(UTC))
        await page.wait_for("document.querySelector('#given .outcome').textContent.includes('できました')")
