"""Staff tell which display a waiting screen is: one step a page, and what a swap means is said before it is done."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.heartbeat import Heartbeat
from signage.store.database import Database
from signage.store.displays import load_tokens, token_digest
from signage.store.edits import load_edits
from signage.store.heartbeats import Beat
from tests.factories import a_display
from tests.web.sites import SLIDE, Site, a_site

NONE = "この番号の画面は見つかりません"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, [a_display(), a_display("platform", name="駅 ホーム")])
    await made.add_person()
    await made.log_in()
    return made


def code_of(site: Site, at: datetime | None = None) -> str:
    return site.players.pairings.begin("192.0.2.9", at or datetime.now(UTC)).code


def hear(site: Site, display: str = "entrance", at: datetime | None = None) -> None:
    at = at or datetime.now(UTC)
    site.players.beats[display] = Beat(at, Heartbeat(at=at.timestamp() * 1000))


async def tokens(site: Site) -> set[str]:
    async with site.database.read() as connection:
        return set(await load_tokens(connection))


async def test_who_scans_the_code_chooses_the_display_and_agrees(site: Site) -> None:
    code, before = code_of(site), await tokens(site)
    page = await site.page(f"/pair?code={code}")
    assert "まだつながったことのない画面" in page and "機器を入れ替える画面" not in page
    assert f'href="/pair?code={code}&amp;display=platform"' in page
    consent = await site.page(f"/pair?code={code}&display=platform")
    assert "まだ何もつながったことがありません" in consent and "入れ替わります" not in consent
    assert "この画面につなぐ" in consent
    assert await tokens(site) == before
    answer = await site.send("/pair", f"/pair?code={code}&display=platform")
    assert answer.status == 303
    where = urlsplit(answer.headers["Location"])
    assert where.path == "/pair/done"
    assert len(await tokens(site) - before) == 1
    assert "つなぎました。画面の応答を待っています" in await site.page(answer.headers["Location"])


async def test_the_screen_that_showed_the_code_is_given_the_displays_token(site: Site) -> None:
    begun = site.players.pairings.begin("192.0.2.9", datetime.now(UTC))
    await site.send("/pair", f"/pair?code={begun.code}&display=entrance")
    paired = await site.players.pairings.ask(begun.secret, datetime.now(UTC))
    assert paired is not None and paired.display == "entrance"
    assert site.desk.manifests.display_of(token_digest(paired.token)) == "entrance"


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1} "])
async def test_a_code_may_be_typed_as_it_stands_on_the_screen(site: Site, typed: str) -> None:
    code = code_of(site)
    assert "どの画面ですか" in await site.page("/pair", params={"code": typed.format(code[:3], code[3:])})
    wide = code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert "どの画面ですか" in await site.page("/pair", params={"code": wide})


async def test_a_display_that_has_a_device_is_told_to_be_swapped_before_it_is(site: Site) -> None:
    hear(site)
    code = code_of(site)
    page = await site.page(f"/pair?code={code}")
    assert page.index("まだつながったことのない画面") < page.index("機器を入れ替える画面") < page.index("駅 入口")
    consent = await site.page(f"/pair?code={code}&display=entrance")
    assert "いまの機器と入れ替わります" in consent and "二度とつながらなくなります" in consent
    assert "新しい機器に入れ替える" in consent


async def test_the_technicians_page_leads_here_with_the_display_chosen_already(site: Site) -> None:
    page = await site.page("/pair?display=entrance")
    assert "「駅 入口」に新しい機器をつなぎます" in page
    assert '<input type="hidden" name="display" value="entrance">' in page
    assert "につなぎますか" in await site.page(f"/pair?display=entrance&code={code_of(site)}")


async def test_after_the_swap_only_a_heartbeat_of_the_new_device_counts(site: Site) -> None:
    hear(site)
    answer = await site.send("/pair", f"/pair?code={code_of(site)}&display=entrance")
    where = answer.headers["Location"]
    assert "画面が来るのを待っています" in await site.page(where)
    version = re.findall(r'data-version="(\w+)"', await site.page(where))[0]
    same = await site.client.get(f"{where}&part=progress&version={version}", headers={"HX-Request": "true"})
    assert same.status == 204
    hear(site, at=datetime.now(UTC) + timedelta(seconds=1))
    came = await site.client.get(f"{where}&part=progress&version={version}", headers={"HX-Request": "true"})
    assert came.headers["HX-Redirect"] == where
    page = await site.page(where)
    assert "画面がつながりました" in page and "data-live" not in page


async def test_what_the_old_device_says_while_it_is_replaced_is_not_the_new_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve = site.players.pairings.approve

    async def approve_slowly(code: str, display: str, by: str, now: datetime) -> None:
        await approve(code, display, by, now)
        await asyncio.sleep(0.01)
        hear(site)

    monkeypatch.setattr(site.players.pairings, "approve", approve_slowly)
    answer = await site.send("/pair", f"/pair?code={code_of(site)}&display=entrance")
    assert "画面が来るのを待っています" in await site.page(answer.headers["Location"])


async def test_a_screen_that_does_not_come_is_said_to_be_late(site: Site) -> None:
    since = round((datetime.now(UTC) - timedelta(minutes=2)).timestamp() * 1000)
    page = await site.page(f"/pair/done?display=entrance&since={since}")
    assert "まだ来ていません" in page


async def test_the_page_shows_what_the_screen_will_show(site: Site) -> None:
    site.show(a_display())
    consent = await site.page(f"/pair?code={code_of(site)}&display=entrance")
    assert f'src="/slides/{SLIDE}.html"' in consent


async def test_displays_are_found_by_place_and_name_however_they_are_typed(site: Site) -> None:
    code = code_of(site)
    found = await site.page("/pair", params={"code": code, "q": "駅　ﾎｰﾑ"})
    assert "display=platform" in found and "display=entrance" not in found
    none = await site.page("/pair", params={"code": code, "q": "<script>alert(1)</script>"})
    assert "この条件に合うものはありません" in none and "<script>alert" not in none


async def test_a_wrong_or_expired_code_is_told_and_nothing_is_changed(site: Site) -> None:
    before = await tokens(site)
    old = code_of(site, datetime.now(UTC) - timedelta(minutes=11))
    for code in ("000000", old, "x", "４８", "1" * 30):
        assert NONE in await site.page("/pair", params={"code": code, "display": "entrance"})
    good = code_of(site)
    answer = await site.send("/pair", f"/pair?code={good}&display=entrance", code="000000")
    assert answer.status == 422 and NONE in await answer.text()
    assert await tokens(site) == before


async def test_who_paired_a_display_is_in_the_history(site: Site) -> None:
    await site.send("/pair", f"/pair?code={code_of(site)}&display=entrance")
    async with site.database.read() as connection:
        edits = await load_edits(connection, "display", "entrance")
    assert [(one.by, one.act, one.before, one.after) for one in edits] == [("taga", "pair", None, None)]


async def test_a_code_that_is_spent_is_spent(site: Site) -> None:
    path = f"/pair?code={code_of(site)}&display=entrance"
    await site.send("/pair", path)
    assert NONE in await site.page(path)


async def test_codes_cannot_be_guessed_one_after_the_other(site: Site) -> None:
    good = code_of(site)
    for number in range(10):
        await site.page(f"/pair?code=x{number}")
    assert "違う番号が続いたため" in await site.page(f"/pair?code={good}")


async def test_a_display_that_is_not_there_is_not_paired(site: Site) -> None:
    code = code_of(site)
    assert "どの画面ですか" in await site.page(f"/pair?code={code}&display=nowhere")
    answer = await site.send("/pair", f"/pair?code={code}&display=entrance", display="nowhere")
    assert answer.status == 404
    for path in (
        "/pair/done?display=nowhere&since=1",
        "/pair/done?display=entrance",
        "/pair/done?display=entrance&since=x",
    ):
        await site.page(path, 404)


async def test_a_form_that_was_not_given_to_its_sender_pairs_nothing(site: Site) -> None:
    code, before = code_of(site), await tokens(site)
    form = {"code": code, "display": "entrance"}
    assert (await site.client.post("/pair", data=form)).status == 403
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert (await site.send("/pair", f"/pair?code={code}&display=entrance", headers=elsewhere)).status == 403
    assert await tokens(site) == before


async def test_who_only_looks_is_told_who_may_pair(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, contact="推進担当 内線691")
    await site.add_person(role="viewer")
    await site.log_in()
    code = code_of(site)
    page = await site.page(f"/pair?code={code}", 403)
    assert "このページは編集者・設備担当・管理者が使えます。" in page and "推進担当 内線691へ" in page
    english = await site.page("/pair", 403, headers={"Accept-Language": "en"})
    assert "This page is for editors, technicians or administrators." in english
    csrf = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    form = {"csrf": csrf, "code": code, "display": "entrance"}
    assert (await site.client.post("/pair", data=form, allow_redirects=False)).status == 403


async def test_who_is_not_logged_in_comes_back_with_the_code(site: Site) -> None:
    site.client.session.cookie_jar.clear()
    answer = await site.client.get("/pair?code=482107", allow_redirects=False)
    assert answer.headers["Location"] == "/login?next=/pair?code%3D482107"
