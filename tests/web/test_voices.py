"""The page of voices: a file is taken in, told of by its lines, gone through one by one, and shown only once approved."""

import re
from pathlib import Path

import aiohttp
import pytest
from aiohttp import ClientResponse
from pytest_aiohttp.plugin import AiohttpClient

from signage.store.content import load_items
from signage.store.database import Database
from tests.chromium import shared_chromium
from tests.web.sites import Site, a_site, hidden_fields
from tests.web.windows import check_page

FILE = "声,名前,名前の公開,掲載可否\r\n海の見える駅が好き,海の人,はい,可\r\n窓口の鈴木さんが親切でした,山の人,いいえ,可\r\n秘密,,,不可\r\n"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite)
    await made.add_person("b", "author", department="planning")
    await made.add_person("c", "approver", department="planning")
    await made.add_person("d", "approver", department="library")
    await made.add_person("v", "viewer")
    return made


async def take_in(site: Site, text: str | bytes = FILE, **fields: str) -> ClientResponse:
    form = aiohttp.FormData({"csrf": hidden_fields(await site.page("/content/new"))["csrf"], **fields})
    body = text.encode() if isinstance(text, str) else text
    form.add_field("file", body, filename="voices.csv", content_type="text/csv")
    return await site.client.post("/content/voices", data=form, allow_redirects=False)


async def on_air(site: Site) -> list[str]:
    async with site.database.read() as connection:
        return [item.title["ja"] for item in (await load_items(connection))[0].values()]


async def test_a_file_waits_is_gone_through_one_by_one_and_only_what_is_approved_shows(site: Site) -> None:
    await site.log_in_anew(name="b")
    page = await (await take_in(site, question="駅は？")).text()
    assert "2件の承認を依頼しました。" in page and "名前を捨てたもの 1件" in page and "掲載に同意していません。" in page
    assert "人の名前らしきもの「鈴木さん」があります。" in page and "海の人" in page and "山の人" not in page
    assert "1件ずつ確かめる" not in page, "who took it in does not approve it"
    assert await on_air(site) == []
    await site.log_in_anew(name="c")
    first = re.search(r'filled" href="(/content/[^"]+/approval)"', await site.page("/content/voices"))
    assert first
    done = await site.send(first[1], decision="approve")
    second = done.headers["Location"]
    checks = await site.page(second.partition("?")[0] + "?part=outlook")
    assert "人の名前らしきもの「鈴木さん」があります。映してよいか確かめてください。" in checks
    assert "/approval?done=approve" in second and await on_air(site) == ["海の見える駅が好き"]
    remanded = await site.send(second, decision="remand", comment="名前を消してください")
    assert remanded.status == 303 and await on_air(site) == ["海の見える駅が好き"]
    assert "承認を待っている声はありません。" in await site.page("/content/voices")


async def test_a_file_taken_in_by_mistake_is_dropped_by_its_button(site: Site) -> None:
    await site.log_in_anew(name="b")
    page = await (await take_in(site)).text()
    form = dict(re.findall(r'name="(csrf|batch)" value="([^"]+)"', page.partition('action="/content/voices/drop"')[2]))
    done = await site.client.post("/content/voices/drop", data=form, allow_redirects=False)
    assert done.headers["Location"] == "/content/voices?dropped=2"
    assert "取り込んだ 2件を消しました。" in await site.page(done.headers["Location"])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("番号\r\n1\r\n", "声の列が見つかりません。"),
        (b"PK\x03\x04xlsx", "CSV として読めません。"),
        (b"a" * (2 * 1024 * 1024 + 1), "2 MB まで"),
    ],
)
async def test_what_is_no_such_file_is_told_beside_the_field(site: Site, body: str | bytes, says: str) -> None:
    await site.log_in_anew(name="b")
    answer = await take_in(site, body)
    assert answer.status == 422 and says in await answer.text()


async def test_other_departments_and_viewers_see_and_do_what_is_theirs(site: Site) -> None:
    await site.log_in_anew(name="b")
    await take_in(site)
    assert (await take_in(site, department="library")).status == 403
    await site.log_in_anew(name="d")
    assert "海の見える駅" not in await site.page("/content/voices")
    await site.log_in_anew(name="v")
    page = await site.page("/content/voices")
    assert "海の見える駅" in page and 'type="file"' not in page


@pytest.mark.browser
async def test_the_page_is_whole_in_a_browser(site: Site) -> None:
    await site.log_in_anew(name="b")
    await take_in(site)
    async with shared_chromium() as browser:
        for name in ("b", "c"):
            await site.log_in_anew(name=name)
            await check_page(browser, site, "/content/voices")
