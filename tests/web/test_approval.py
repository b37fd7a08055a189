"""The page of a request: who sees it, who decides, what it tells before, and what is told afterwards."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientResponse
from msgspec.structs import replace
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.domain.accounts import Person
from signage.domain.approving import Effect
from signage.domain.content import Item, Period
from signage.domain.legibility import Finding
from signage.domain.on_air import Judged, SlideOnAir
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.domain.workflow import Version
from signage.store.accepted import load_accepted, record_accepted
from signage.store.content import load_items
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.playlists import replace_playlist
from signage.store.versions import load_version, put_on_air
from signage.web.staff.approval.legibility import Foreseen
from signage.web.staff.approval.views import checks_of
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page, sendings

ID = "staff-01m00000000000000000000001"
OTHER = "staff-01m00000000000000000000002"
AUTHOR = Person("b", "author", "planning")
TITLE = "電動キックボードの体験談"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    displays = [a_display(), a_display("tall", name="駅 柱", width=1080, height=1920)]
    made = await a_site(aiohttp_client, tmp_path, sqlite, displays)
    playlist = Playlist(name="everyday", sections=(Section(name="all"),))
    async with sqlite.write() as connection:
        await replace_playlist(
            connection, PlaylistFile(playlist, (Rule(playlist="everyday", number=1),)), "playlists/everyday.toml"
        )
    await made.add_person("b", "author", department="planning")
    await made.add_person("c", "approver", department="planning")
    await made.add_person("d", "approver", department="library")
    await made.add_person("x", "administrator")
    return made


async def a_request(site: Site, id: str = ID, person: Person = AUTHOR, **changes: Any) -> Version:
    item = an_item(id, **{"kind": "notice", "title": {"ja": TITLE, "en": "A ride on a kick scooter"}, **changes})
    version = await save_draft(site.database, item, "planning", person, NOW)
    return await request_approval(site.database, id, person, NOW, seen_of(version))


async def decide(site: Site, decision: str, comment: str = "", id: str = ID) -> ClientResponse:
    return await site.send(f"/content/{id}/approval", decision=decision, comment=comment)


async def stored(site: Site, id: str = ID) -> Version:
    async with site.database.read() as connection:
        found = await load_version(connection, id)
    assert found is not None
    return found


async def end(site: Site) -> None:
    """The time of the version on air has passed, as if the test had waited for it."""
    version, now = await stored(site), datetime.now(UTC)
    over = replace(version.item, period=Period(None, now - timedelta(minutes=1)))
    async with site.database.write() as connection:
        await put_on_air(connection, replace(version, item=over), now)


async def on_air(site: Site, id: str = ID) -> Item | None:
    async with site.database.read() as connection:
        return (await load_items(connection))[0].get(id)


async def test_an_approver_sees_what_would_be_and_approves_and_the_next_request_opens(site: Site) -> None:
    await a_request(site)
    await a_request(site, OTHER, title={"ja": "次の依頼"})
    await site.log_in_anew(name="c")
    page = await site.page(f"/content/{ID}/approval?part=outlook")
    assert "駅の 2台" in page and "1周に 1回、12秒 ずつ" in page
    assert "2台すべてで読めます。" in page and "終わりの日がありません" in page
    page = await site.page(f"/content/{ID}/approval")
    assert TITLE in page and "承認依頼中" in page and 'value="approve">承認する' in page
    done = await decide(site, "approve", "よくできています")
    assert done.headers["Location"] == f"/content/{OTHER}/approval?done=approve&of={ID}"
    page = await site.page(done.headers["Location"])
    assert f"「{TITLE}」を承認しました。" in page and "次の依頼" in page
    assert await on_air(site) is not None and (await stored(site)).decided_by == "c"


async def test_the_next_request_is_one_of_the_same_kind_and_one_can_be_left_for_later(site: Site) -> None:
    voices = [OTHER[:-1] + end for end in "345"]
    await a_request(site, OTHER)
    for id in voices:
        await a_request(site, id, kind="voice")
    await site.log_in_anew(name="c")

    async def later(id: str) -> str:
        page = await site.page(f"/content/{id}/approval")
        return page.partition('">あとで決める')[0].rpartition('href="/content/')[2].partition("/")[0]

    assert [await later(id) for id in voices] == [*voices[1:], voices[0]]
    left = voices[0]
    for id in voices[1:]:
        where = (await decide(site, "approve", id=id)).headers["Location"]
    assert where.startswith(f"/content/{left}/approval?done")
    assert (await decide(site, "approve", id=left)).headers["Location"].startswith(f"/content/{OTHER}/approval")
    assert "あとで決める" not in await site.page(f"/content/{OTHER}/approval")


async def test_what_is_only_to_be_noted_has_its_figures_too(site: Site) -> None:
    found = Judged(
        SlideOnAir("a", (ID,), 12_000, ("hall",)), Finding("dwell-short", "note", given="12", needed="13"), ("hall",)
    )
    effect, now = Effect(NOW, ("hall",)), datetime.now(UTC)
    reading = checks_of(site.desk, an_item(ID), effect, Foreseen([found]), now)[0]
    said = [words["ja"] for words in reading.lines]
    assert said == ["読み終わる前に変わります（1台）", "12秒 映ります。読むのに 13秒 要ります。"]


async def test_the_round_trip_by_pages(site: Site) -> None:
    """Sent back with a comment, mended, asked for again, approved: nothing shows before."""
    await a_request(site)
    await site.log_in_anew(name="c")
    refused = await decide(site, "remand")
    assert refused.status == 422 and "どこを直すか、ひとこと書いてください。" in await refused.text()
    field = (await refused.text()).partition('<label for="comment">')[2].partition("</textarea>")[0]
    assert "任意" not in field and " required" not in field, "to send it back it is needed, to approve it is not"
    done = await decide(site, "remand", "日付を入れてください <b>")
    assert done.headers["Location"] == f"/home?done=remand&of={ID}"
    await site.log_in_anew(name="b")
    page = await site.page(f"/content/{ID}/approval")
    assert "差戻し" in page and "日付を入れてください &lt;b&gt;" in page and 'value="approve"' not in page
    mended = await save_draft(
        site.database,
        an_item(ID, kind="notice", title={"ja": "11月28日"}),
        "planning",
        AUTHOR,
        NOW,
        seen_of(await stored(site)),
    )
    await request_approval(site.database, ID, AUTHOR, NOW, seen_of(mended))
    assert await on_air(site) is None
    await site.log_in_anew(name="c")
    assert (await decide(site, "approve")).status == 303
    found = await on_air(site)
    assert found is not None and found.title == {"ja": "11月28日"}


async def test_who_wrote_it_reads_why_they_do_not_decide(site: Site) -> None:
    await a_request(site, person=Person("c", "approver", "planning"))
    await site.log_in_anew(name="c")
    page = await site.page(f"/content/{ID}/approval")
    assert 'value="approve"' not in page and "書いた人と依頼した人は承認できません。" in page
    assert (await decide(site, "approve")).status == 403
    assert await on_air(site) is None


async def test_an_id_of_another_department_is_theirs(site: Site) -> None:
    await a_request(site)
    await site.log_in_anew(name="d")
    for path in (f"/content/{ID}/approval", f"/content/{ID}/renewal"):
        assert "planning" in await site.page(path, 403)
    for act in ("approval", "withdraw", "restore", "renewal"):
        answer = await site.send(f"/content/{ID}/{act}", "/account", decision="approve", seen="1.1", until="month")
        assert answer.status == 403, act
    assert await on_air(site) is None
    await site.page("/content/staff-nothing/approval", 404)


async def test_what_changed_meanwhile_is_looked_at_anew(site: Site) -> None:
    version = await a_request(site)
    await site.log_in_anew(name="c")
    answer = await site.send(f"/content/{ID}/approval", decision="approve", seen=f"1.{version.changes - 1}")
    assert answer.status == 409 and "あなたが開いた後に、変わりました。" in await answer.text()
    assert (await site.send(f"/content/{ID}/approval", decision="approve", seen="")).status == 409
    assert await on_air(site) is None


async def test_a_refused_decision_says_so_at_the_top_and_leads_to_the_field(site: Site) -> None:
    await a_request(site, period=Period(None, datetime.now(UTC) - timedelta(hours=1)))
    await site.log_in_anew(name="c")
    assert 'class="summary"' not in await site.page(f"/content/{ID}/approval")
    for decision, says in (
        ("remand", "どこを直すか、ひとこと書いてください。"),
        ("approve", "掲載期間が終わっています"),
    ):
        page = await (await decide(site, decision)).text()
        summary = page.partition('class="summary"')[2].partition("</div>")[0]
        assert "autofocus" in summary and f'<a href="#comment">{says}' in summary and 'id="comment"' in page
        assert "まだ何も決めていません。" in summary and "保存" not in summary


async def test_what_is_over_is_told_and_not_put_up(site: Site) -> None:
    await a_request(site, period=Period(None, datetime.now(UTC) - timedelta(hours=1)))
    await site.log_in_anew(name="c")
    assert "もう終わっています" in await site.page(f"/content/{ID}/approval?part=outlook")
    answer = await decide(site, "approve")
    assert answer.status == 422 and "掲載期間が終わっています" in await answer.text()


async def test_an_administrator_puts_up_their_own_in_an_emergency_only_with_a_reason(site: Site) -> None:
    await a_request(site, person=Person("x", "administrator"))
    await site.log_in_anew(name="x")
    assert "緊急のとき" in await site.page(f"/content/{ID}/approval")
    assert (await decide(site, "approve-own")).status == 422
    assert (await decide(site, "approve-own", "台風のため")).status == 303
    assert await on_air(site) is not None
    assert "緊急のため、自分で承認しました" in await site.page(f"/content/{ID}/approval")


async def test_a_typed_day_counts_over_what_the_page_had_chosen_but_not_over_what_somebody_chose(site: Site) -> None:
    await a_request(site, period=Period(None, datetime.now(UTC) + timedelta(days=5)))
    await site.log_in_anew(name="c")
    await decide(site, "approve")
    await site.log_in_anew(name="b")
    path, day = f"/content/{ID}/renewal", (datetime.now(UTC) + timedelta(days=200)).date()
    both = await site.send(path, until="year", own=f"{day}")
    assert both.status == 422 and "日付と、ほかの期間の両方" in await both.text()
    unread = await (await site.send(path, until="month", own="いつか")).text()
    assert "日付として読めません" in unread and 'value="own" checked' in unread
    assert (await site.send(path, until="month", own=f"{day}")).status == 303
    ends = (await stored(site)).item.period.ends_at
    assert ends is not None and abs(ends - datetime.now(UTC) - timedelta(days=200)) < timedelta(days=2)


async def test_a_new_version_stands_beside_the_one_on_air_with_the_fields_that_change(site: Site) -> None:
    await a_request(site)
    await site.log_in_anew(name="c")
    await decide(site, "approve")
    again = an_item(ID, kind="notice", title={"ja": "題名を変えました", "en": "A ride on a kick scooter"})
    draft = await save_draft(site.database, again, "planning", AUTHOR, NOW, seen_of(await stored(site)))
    await request_approval(site.database, ID, AUTHOR, NOW, seen_of(draft))
    page = await site.page(f"/content/{ID}/approval")
    assert f"<del>{TITLE}</del>" in page and "<ins>題名を変えました</ins>" in page
    assert (
        "第1版は公開中のままです" in page and "A ride" not in page.partition("変わるところ")[2].partition("</table>")[0]
    )
    outlook = await site.page(f"/content/{ID}/approval?part=outlook")
    assert "第1版（公開中）" in outlook and outlook.count("<iframe") == 4


async def test_a_withdrawal_counts_the_screens_and_can_be_undone(site: Site) -> None:
    await a_request(site)
    await site.log_in_anew(name="c")
    await decide(site, "approve")
    page = await site.page("/account")
    done = await site.send(f"/content/{ID}/withdraw", "/account")
    assert done.headers["Location"] == f"/content/{ID}/withdrawn" and page
    page = await site.page(f"/content/{ID}/withdrawn")
    assert f"「{TITLE}」を取り下げました" in page and "映っている画面はありませんでした。" in page
    assert await on_air(site) is None
    again = await site.send(f"/content/{ID}/withdraw", "/account")
    assert again.headers["Location"] == f"/content/{ID}/withdrawn", "a second press finds what the first one did"
    for _press in range(2):
        back = await site.send(f"/content/{ID}/restore", "/account")
        assert back.status == 303 and await on_air(site) is not None


@pytest.mark.parametrize(
    ("days", "withdrawn", "says"), [(1, True, "取下げ"), (0, False, "掲載終了"), (-1, False, "公開予定")]
)
async def test_an_older_version_is_called_on_air_only_where_it_is(
    site: Site, days: int, withdrawn: bool, says: str
) -> None:
    now = datetime.now(UTC)
    begins, ends = (now + timedelta(days=1), None) if days < 0 else (None, now + timedelta(days=days, hours=1))
    await a_request(site, period=Period(begins, ends))
    await site.log_in_anew(name="c")
    assert (await decide(site, "approve")).status == 303
    if withdrawn:
        await site.send(f"/content/{ID}/withdraw", "/account")
    if not days:
        await end(site)
    again = an_item(ID, kind="notice", title={"ja": "題名を変えました"})
    draft = await save_draft(site.database, again, "planning", AUTHOR, NOW, seen_of(await stored(site)))
    await request_approval(site.database, ID, AUTHOR, NOW, seen_of(draft))
    page = await site.page(f"/content/{ID}/approval")
    outlook = await site.page(f"/content/{ID}/approval?part=outlook")
    assert f"第1版は{says}のままです。第2版は、承認されると入れ替わります。" in page
    assert f"第1版（{says}）" in page.partition("変わるところ")[2] and f"第1版（{says}）" in outlook
    assert "公開中" not in page.partition("<main")[2].partition("これまで")[0] + outlook


async def test_a_period_is_made_longer_in_one_step_and_by_the_rule_of_approval(site: Site) -> None:
    ends = datetime.now(UTC) + timedelta(days=5)
    await a_request(site, period=Period(None, ends))
    await site.log_in_anew(name="c")
    await decide(site, "approve")
    await site.log_in_anew(name="b")
    page = await site.page(f"/content/{ID}/renewal")
    assert "1か月" in page and "年度の終わり" in page and "延ばす承認を依頼する" in page
    unread = await site.send(f"/content/{ID}/renewal", until="own", own="いつか")
    assert unread.status == 422 and "日付として読めません" in await unread.text()
    early = await site.send(f"/content/{ID}/renewal", until="own", own="2026-01-01")
    assert early.status == 422 and "いまの終わりより後の日" in await early.text()
    older = await site.send(f"/content/{ID}/renewal", until="year", seen="1.1")
    assert older.status == 409 and "あなたが開いた後に、変わりました。" in await older.text()
    done = await site.send(f"/content/{ID}/renewal", until="year")
    assert done.headers["Location"] == f"/home?done=renew&of={ID}"
    found = await on_air(site)
    assert (
        found is not None
        and found.period.ends_at is not None
        and abs(found.period.ends_at - ends) < timedelta(seconds=1)
    )
    waiting = await stored(site)
    assert waiting.stage == "requested" and waiting.item.period.ends_at is not None
    assert waiting.item.period.ends_at > ends + timedelta(days=360)
    assert "新しい版を書いているところです。" in await site.page(f"/content/{ID}/renewal")


@pytest.mark.parametrize(("begins", "says"), [(1, "年の終わり"), (7, "年度の終わり")])
async def test_a_year_ends_before_the_month_in_which_the_office_begins_it(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database, begins: int, says: str
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, year_begins=begins)
    await site.add_person("b", "author", department="planning")
    await site.add_person("c", "approver", department="planning")
    await a_request(site, period=Period(None, datetime(datetime.now(UTC).year + 1, 2, 10, tzinfo=UTC)))
    await site.log_in_anew(name="c")
    await decide(site, "approve")
    await site.log_in_anew(name="b")
    assert f">{says}" in await site.page(f"/content/{ID}/renewal")
    await site.send(f"/content/{ID}/renewal", until="fiscal")
    longer = (await stored(site)).item.period.ends_at
    assert longer is not None and longer.astimezone(ZoneInfo("Asia/Tokyo")).month == begins


@pytest.mark.parametrize(("approval", "status"), [(True, 403), (False, 303)])
async def test_an_author_publishes_only_where_no_approval_is_asked_for(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database, approval: bool, status: int
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, approval=approval)
    await site.add_person("b", "author", department="planning")
    await site.log_in_anew(name="b")
    page = await site.page("/content/new")
    assert ("承認を依頼する" in page, "公開する" in page) == (approval, not approval)
    fields = {
        "kind": "notice",
        "title_ja": TITLE,
        "where": "all",
        "department": "planning",
        "seen": "",
        "act": "publish",
    }
    id = re.findall(r'action="/content/(staff-\w+)"', page)[0]
    answer = await site.send(f"/content/{id}", "/account", **fields)
    assert answer.status == status
    assert (await on_air(site, id) is not None) is not approval


@pytest.mark.browser
async def test_the_pages_are_open_to_all_and_fetch_what_was_not_ready(site: Site) -> None:
    await a_request(site, period=Period(None, datetime.now(UTC) + timedelta(days=5)))
    await site.log_in_anew(name="c")
    async with shared_chromium() as browser:
        page = await open_page(browser, site, f"/content/{ID}/approval?language=en")
        await page.wait_for("document.querySelectorAll('.shapes iframe').length === 2")
        assert await page.evaluate("document.querySelector('.outcome').innerText.includes('2')")
        assert await sendings(page, "[value=approve]") == 1, (
            "the second of two clicks would meet the first as another's"
        )
        await check_page(browser, site, f"/content/{ID}/approval")
        await decide(site, "approve")
        await check_page(browser, site, f"/content/{ID}/renewal")
        await site.send(f"/content/{ID}/withdraw", "/account")
        await check_page(browser, site, f"/content/{ID}/withdrawn")


TOO_LONG = "読めない題名です。" * 60


async def test_what_cannot_be_read_goes_up_only_with_a_yes_and_why_and_both_are_kept(site: Site) -> None:
    await a_request(site, title={"ja": TOO_LONG})
    await site.log_in_anew(name="c")
    page = await site.page(f"/content/{ID}/approval?part=outlook")
    assert "題名が切れています（2台）" in page and 'name="accept"' in page
    refused = await decide(site, "approve")
    said = await refused.text()
    assert refused.status == 422 and "印を付けて、理由を書いてください。" in said and 'aria-invalid="true"' in said
    bare = await site.send(f"/content/{ID}/approval", decision="approve", accept="yes", reason=" ")
    assert bare.status == 422 and await on_air(site) is None
    done = await site.send(
        f"/content/{ID}/approval", decision="approve", accept="yes", reason="全文はリンク先で読めます"
    )
    assert done.status == 303 and await on_air(site) is not None
    async with site.database.read() as connection:
        accepted = (await load_accepted(connection))[ID]
        acts = [edit.act for edit in await load_edits(connection, "item", ID)]
    assert (set(accepted.codes), accepted.reason, accepted.by) == ({"cut"}, "全文はリンク先で読めます", "c")
    assert acts[:2] == ["approve", "accept"]


async def test_sending_back_what_cannot_be_read_needs_no_yes(site: Site) -> None:
    await a_request(site, title={"ja": TOO_LONG})
    await site.log_in_anew(name="c")
    assert (await decide(site, "remand", "題名を短くしてください")).status == 303
    async with site.database.read() as connection:
        assert await load_accepted(connection) == {}


async def test_a_version_that_can_be_read_takes_back_the_yes_to_the_one_before(site: Site) -> None:
    await a_request(site)
    async with site.database.write() as connection:
        await record_accepted(connection, ID, ["cut"], "急ぎ", "c", NOW)
    await site.log_in_anew(name="c")
    assert 'name="accept"' not in await site.page(f"/content/{ID}/approval?part=outlook")
    assert (await decide(site, "approve")).status == 303
    async with site.database.read() as connection:
        assert await load_accepted(connection) == {}
