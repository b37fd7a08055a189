"""The list of content and the page of an item: what one writes is kept, never over another's words, never another department's."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from pytest_aiohttp.plugin import AiohttpClient
from sqlalchemy import update

from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.domain.accounts import Department, Person, Role
from signage.domain.catalogue import Catalogue
from signage.domain.content import Period
from signage.domain.events import Event, Occasion
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.domain.ulids import new_ulid
from signage.domain.workflow import Version
from signage.store.content import erase_item, load_items, load_overrides, replace_items
from signage.store.database import Database
from signage.store.departments import record_department
from signage.store.deputies import Deputy, record_deputy
from signage.store.displays import record_displays
from signage.store.edits import load_edits
from signage.store.playlists import replace_playlist
from signage.store.tables import users
from signage.store.users import load_user
from signage.store.versions import load_version, put_on_air
from signage.web.staff.content.office import sample_displays, tried_on
from tests.factories import NOW, a_display, a_place, an_item
from tests.web.sites import Site, a_site

LIBRARY, MUSEUM = "library", "museum"
ITEM = f"staff-{new_ulid(NOW)}"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    displays = [a_display(), a_display("tall", name="駅 柱", width=1080, height=1920)]
    site = await a_site(aiohttp_client, tmp_path, sqlite, displays, link_hosts=("city.example",))
    async with sqlite.write() as connection:
        await record_department(connection, Department(id=LIBRARY, name={"ja": "図書館", "en": "Library"}))
        await record_department(connection, Department(id=MUSEUM, name={"ja": "博物館", "en": "Museum"}))
        await replace_items(
            connection,
            "news",
            [
                an_item("news-1", title={"ja": "新しい駅"}, department={"ja": "博物館"}),
                an_item("news-2", title={"ja": "港の朝", "en": "The harbour"}),
            ],
            NOW,
            whole=False,
        )
    return site


def hidden_fields(page: str) -> dict[str, str]:
    """What the forms of a page carry without being asked; of one name the last."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.partition("<main")[2])
    return {name: html.unescape(value) for name, value in found}


async def log_in(site: Site, name: str = "taga", role: Role = "author", department: str = LIBRARY) -> None:
    async with site.database.read() as connection:
        known = await load_user(connection, name)
    if known is None:
        await site.add_person(name, role)
        async with site.database.write() as connection:
            await connection.execute(update(users).where(users.c.name == name).values(department=department))
    await site.log_in_anew(name=name)


async def kept(site: Site, item: str = ITEM) -> Version:
    async with site.database.read() as connection:
        found = await load_version(connection, item)
    assert found
    return found


async def write(site: Site, item: str = ITEM, path: str = "", **fields: str) -> Any:
    """Sends the form of an item (a new one's where there is none) with these fields filled in."""
    page = path or (f"/content/{item}" if await has(site, item) else "/content/new")
    form = hidden_fields(await site.page(page)) | fields
    return await site.client.post(f"/content/{item}", data=form, allow_redirects=False)


async def has(site: Site, item: str) -> bool:
    async with site.database.read() as connection:
        return await load_version(connection, item) is not None


async def a_draft(site: Site, item: str = ITEM, department: str = LIBRARY, **changes: Any) -> Version:
    who = Person("editor", "editor")
    return await save_draft(site.database, an_item(item, source="staff", **changes), department, who, NOW)


async def up(site: Site, item: str = ITEM, **changes: Any) -> Version:
    draft = await a_draft(site, item, **changes)
    async with site.database.write() as connection:
        return await put_on_air(connection, draft, NOW)


async def test_a_new_member_of_staff_writes_an_item_and_asks_for_approval(site: Site) -> None:
    await log_in(site)
    page = await site.page("/content/new")
    [item] = set(re.findall(r'action="/content/(staff-\w+)"', page))
    sent = await write(
        site,
        item,
        "/content/new",
        kind="notice",
        title_ja="休館のお知らせ",
        begins="明日 8:30",
        ends="2099-03-31",  # to come, whenever the test runs
        act="request",
    )
    assert (sent.status, sent.headers["Location"]) == (303, f"/content/{item}?done=asked")
    version = await kept(site, item)
    assert (version.stage, version.department, version.by) == ("requested", LIBRARY, "taga")
    assert version.item.title == {"ja": "休館のお知らせ"} and version.item.department["ja"] == "図書館"
    assert version.item.period.ends_at == datetime(2099, 3, 31, 15, tzinfo=UTC)
    page = await site.page(f"/content/{item}?done=asked")
    assert "承認を待っています" in page and "令和81年3月31日(火)" in page
    assert await shown(site) == {"news-1", "news-2"}  # nothing is on air before somebody else has approved it


async def shown(site: Site) -> set[str]:
    async with site.database.read() as connection:
        return set((await load_items(connection))[0])


async def test_what_begins_an_item_is_called_the_same_wherever_it_stands(site: Site) -> None:
    await log_in(site)
    pages = [await site.page(f"{path}?lang=en") for path in ("/home", "/content")]
    called = {re.findall(r'href="/content/new">(?:＋ )?([^<]+)</a>', page)[0] for page in pages}
    [heading] = re.findall(r"<h1>([^<]+)</h1>", await site.page("/content/new?lang=en"))
    assert called == {heading} and f"press {heading} " in await site.page("/help?lang=en")


async def test_what_lacks_something_is_kept_and_told_field_by_field(site: Site) -> None:
    await log_in(site)
    sent = await write(site, kind="link", title_ja="", text_ja="本文だけ", act="request")
    page = await sent.text()
    assert sent.status == 422 and "入力してください。" in page and "本文だけ" in page
    version = await kept(site)
    assert (version.stage, version.item.text) == ("draft", {"ja": "本文だけ"})


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title_ja", "長" * 94, "題名は 80文字までです。いまは 94文字です。"),
        ("text_ja", "長" * 10_000, "説明は 120文字までです。いまは 10000文字です。"),
        ("url", "https://example.com/form", "使えるのは city.example です。ほかのページは編集者に相談してください。"),
        ("url", "javascript:alert(1)", "https:// で始まるアドレスを入れてください。"),
        ("ends", "2026-11-12", "掲載終了"),
        ("begins", "0001-01-01", "日付として読めません。"),
        ("ends", "9999-12-31", "日付として読めません。"),
        ("kind", "<script>", "一覧から選び直してください。"),
        ("media", "../../etc/passwd", "一覧から選び直してください。"),
        ("department", MUSEUM, "一覧から選び直してください。"),
        ("theme", "none-such", "一覧から選び直してください。"),
    ],
)
async def test_what_can_not_be_used_is_told_with_what_to_do_and_stands_as_it_was_typed(
    site: Site, field: str, value: str, says: str
) -> None:
    await log_in(site)
    sent = await write(site, **{"title_ja": "題", field: value})
    page = await sent.text()
    assert sent.status == 422 and says in page
    if field != "department" and field != "theme" and field != "kind" and field != "media":
        assert value[:200] in page
    version = await kept(site)
    assert version.department == LIBRARY and value not in json.dumps(version.item.title, ensure_ascii=False)


async def test_an_end_before_its_start_is_refused_in_plain_words(site: Site) -> None:
    await log_in(site)
    sent = await write(site, title_ja="題", begins="2026-12-21 8:30", ends="2026-12-12")
    page = await sent.text()
    assert sent.status == 422
    assert "掲載終了を、掲載開始（12月21日 8:30）より後にしてください。" in page
    assert (await kept(site)).item.period == Period()


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "🎉👨‍👩‍👧‍👦 𠮷野家 ㈱①～",
        "\u202egnp.exe \u200e\u2066x",
        "a\x00b\x08c\ud83d",
    ],
)
async def test_whatever_is_typed_comes_back_as_text_only(site: Site, nasty: str) -> None:
    await log_in(site)
    fields = {
        f"{name}_{code}": nasty for name in ("title", "text", "place", "note") for code in ("ja", "en", "ja-easy")
    }
    fields = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    await write(site, kind="event", first="2026-12-01", **fields)
    version = await kept(site)
    told = version.item.title["ja"]
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069\u200e\ud800-\udfff]", told)
    for path in (f"/content/{ITEM}", "/content", f"/content?q={nasty[:20].encode('utf-8', 'replace').decode()}"):
        page = await site.page(path)
        assert (
            "<script>alert" not in page and "<img src=x" not in page and "49" not in re.findall(r"<h1>(.*?)</h1>", page)
        )
    assert (
        told.replace("\u200d", "")
        in (await site.page("/content"))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", '"')
        .replace("\u200d", "")
        or "script" in nasty
    )


async def test_the_list_tells_when_an_event_is_shown_apart_from_when_it_takes_place(site: Site) -> None:
    day = (datetime.now(UTC) + timedelta(days=20)).date()
    fair = an_item("fair", kind="event", event=Event(occasions=(Occasion(day, day + timedelta(days=2)),)))
    later = Period(datetime.now(UTC) + timedelta(days=5))
    soon = an_item("soon", kind="event", event=fair.event, period=later)
    async with site.database.write() as connection:
        await replace_items(connection, "news", [fair, soon], NOW, whole=False)
    await log_in(site)

    def row(page: str, id: str) -> str:
        found = page.partition(f'href="/content/{id}"')[2].partition("</tr>")[0]
        return " ".join(re.sub(r"<[^>]+>", " ", found.partition(">")[2]).split())

    page = await site.page("/content")
    takes_place = rf"開催 \S*{day.month}月{day.day}日\(.\)〜\S*日\(.\)"
    assert re.search(rf"イベント {takes_place} .*公開中 すぐに ", row(page, "fair"))
    begins = (datetime.now(ZoneInfo("Asia/Tokyo")) + timedelta(days=5)).date()
    assert re.search(rf"{takes_place} .*公開予定 \S*{begins.month}月{begins.day}日", row(page, "soon"))
    assert "Takes place" in row(await site.page("/content?lang=en"), "fair")
    assert "開催" not in row(page, "news-1")


def test_a_slide_is_tried_first_on_a_wide_display_like_most_others() -> None:
    hall = a_display("a-hall", place="hall", diagonal_inches=75, distance_m=10)
    tall = a_display("a-tall", width=1080, height=1920)
    strip = a_display("a-strip", width=1920, height=540)
    far = a_display("b-far", distance_m=9)
    common = [a_display(f"station-{number}") for number in (1, 2)]
    listed = {one.id: one for one in (hall, tall, strip, far, *common)}
    places = {one.id: one for one in (a_place(), a_place("hall", type="hall"))}
    displays = sample_displays(Catalogue(displays=listed, places=places))
    assert {one.id for one in displays} == listed.keys()
    assert tried_on(displays, "").id == "station-1"
    assert tried_on(displays, "a-tall").id == "a-tall"
    many = {f"hall-{number}": msgspec.structs.replace(hall, id=f"hall-{number}") for number in range(3)}
    stations = {f"station-{number}": a_display(f"station-{number}") for number in range(70)}
    samples = sample_displays(Catalogue(displays={**many, "a-tall": tall, **stations}, places=places))
    assert [one.id for one in samples] == ["station-0", "a-tall", "hall-0"]


async def test_every_field_with_ten_thousand_characters_is_answered_and_never_cut_off(site: Site) -> None:
    await log_in(site)
    page = await site.page("/content/new")
    names = set(re.findall(r'name="(\w[\w-]*_(?:ja|en|ja-easy)|url|begins|ends|first|last|from|until)"', page))
    sent = await write(site, kind="event", **dict.fromkeys(names, "あ" * 10_000))
    assert sent.status == 422 and len(await sent.text()) > 10_000 * len(names)


async def test_a_display_is_chosen_alone_though_its_place_has_the_same_id(site: Site) -> None:
    async with site.database.write() as connection:
        await record_displays(connection, [a_display("station", name="駅 中央")])
    await log_in(site)

    def ticked(page: str) -> list[str]:
        return re.findall(r'name="places" value="([^"]+)"[^>]* checked', page)

    assert 'value="display:station"' in await site.page("/content/new")
    for chosen in ("display:station", "station"):
        await write(site, title_ja="題名", where="some", places=chosen)
        assert ticked(await site.page(f"/content/{ITEM}")) == [chosen]


async def test_a_draft_is_kept_as_it_is_typed_and_says_when(site: Site) -> None:
    await log_in(site)
    form = hidden_fields(await site.page("/content/new"))
    sent = await site.client.post(f"/content/{ITEM}/draft", data=form | {"title_ja": "下書き", "begins": "明日"})
    said = await sent.json()
    assert sent.status == 200 and said["seen"] == "1.0" and "に自動で保存しました" in said["says"]
    assert said["days"]["begins"].startswith("令和")
    again = await site.client.post(
        f"/content/{ITEM}/draft", data=form | {"title_ja": "下書き2", "seen": "1.0", "ends": "いつか"}
    )
    said = await again.json()
    assert said["seen"] == "1.1" and "日付として読めません" in said["errors"]["ends"]
    assert (await kept(site)).item.title == {"ja": "下書き2"}


async def test_the_second_to_save_sees_both_and_chooses(site: Site) -> None:
    await log_in(site)
    await a_draft(site)
    mine = hidden_fields(await site.page(f"/content/{ITEM}"))
    await write(site, title_ja="一人目", text_ja="一人目の説明")
    refused = await site.client.post(f"/content/{ITEM}/draft", data=mine | {"title_ja": "二人目"})
    assert refused.status == 409 and "tagaさんが保存しました" in (await refused.json())["says"]
    sent = await site.client.post(
        f"/content/{ITEM}", data=mine | {"title_ja": "二人目", "text_ja": "", "kind": "event"}
    )
    page = await sent.text()
    assert sent.status == 409 and "違う項目は 3つです" in page and "一人目" in page and "二人目" in page
    assert ">イベント</label>" in page and ">event</label>" not in page, "codes are for the form alone"
    assert (await kept(site)).item.title == {"ja": "一人目"}
    chosen = hidden_fields(page) | {"pick.title_ja": "mine", "pick.text_ja": "theirs", "act": "settle"}
    settled = await site.client.post(f"/content/{ITEM}", data=chosen, allow_redirects=False)
    assert settled.status == 303
    item = (await kept(site)).item
    assert (item.title, item.text) == ({"ja": "二人目"}, {"ja": "一人目の説明"})


async def test_what_was_chosen_is_kept_while_the_other_goes_on_saving(site: Site) -> None:
    await log_in(site)
    await a_draft(site)
    mine = hidden_fields(await site.page(f"/content/{ITEM}"))
    await write(site, title_ja="一人目", text_ja="一人目の説明")
    sent = await site.client.post(f"/content/{ITEM}", data=mine | {"title_ja": "二人目", "text_ja": "二人目の説明"})
    chosen = hidden_fields(await sent.text()) | {"pick.title_ja": "mine", "pick.text_ja": "theirs", "act": "settle"}
    await write(site, text_ja="一人目の、あとの説明")
    sent = await site.client.post(f"/content/{ITEM}", data=chosen, allow_redirects=False)
    page = await sent.text()
    assert sent.status == 409 and "違う項目は 1つです" in page and "二人目</label>" in page
    assert re.search(r'name="pick.title_ja"[^>]+value="mine" checked', page)
    chosen = hidden_fields(page) | {"pick.title_ja": "mine", "act": "settle"}
    assert (await site.client.post(f"/content/{ITEM}", data=chosen, allow_redirects=False)).status == 303
    item = (await kept(site)).item
    assert (item.title, item.text) == ({"ja": "二人目"}, {"ja": "一人目の、あとの説明"})


async def test_a_live_item_stays_up_while_a_new_version_of_it_is_written(site: Site) -> None:
    await log_in(site)
    await up(site)
    assert "直すと第2版になり" in await site.page(f"/content/{ITEM}")
    await write(site, title_ja="第2版の題")
    page = await site.page(f"/content/{ITEM}")
    assert "第1版は公開中のままです。第2版は、承認されると入れ替わります。" in page
    async with site.database.read() as connection:
        assert (await load_items(connection))[0][ITEM].title == {"ja": f"お知らせ {ITEM}"}


async def test_of_a_live_item_that_is_as_it_was_no_approval_is_asked_for(site: Site) -> None:
    await log_in(site)
    await write(site, title_ja="このまま")
    async with site.database.write() as connection:
        await put_on_air(connection, await kept(site), NOW)
    sent = await write(site, act="request")
    assert (sent.status, sent.headers["Location"]) == (303, f"/content/{ITEM}?done=same")
    assert (await kept(site)).stage == "approved" and "変えたところがない" in await site.page(sent.headers["Location"])


async def test_what_is_live_as_it_stands_asks_for_approval_once_something_is_changed(site: Site) -> None:
    await log_in(site)
    await up(site)
    assert '<div class="bar" data-unchanged>' in await site.page(f"/content/{ITEM}")
    await write(site, title_ja="第2版の題")
    assert '<div class="bar">' in await site.page(f"/content/{ITEM}")


@pytest.mark.parametrize(("kind", "needed"), [("picture", True), ("film", True), ("notice", False)])
async def test_a_picture_is_optional_only_where_its_kind_can_do_without(site: Site, kind: str, needed: bool) -> None:
    await log_in(site)
    page = await site.page(f"/content/new?kind={kind}")
    media = page.partition('id="media"')[2].partition('<div class="pick"')[0]
    assert ('<span class="optional" hidden>' in media) is needed
    assert ('<details class="picking" open><summary hidden>' in media) is needed
    assert 'data-pictured="picture film"' in page


async def test_a_request_is_taken_back_to_be_written_on(site: Site) -> None:
    await log_in(site)
    draft = await a_draft(site)
    await request_approval(site.database, ITEM, Person("editor", "editor"), NOW, seen_of(draft))
    sent = await write(site, act="take back")
    assert sent.status == 303 and (await kept(site)).stage == "draft"


@pytest.mark.parametrize("role", ["author", "approver"])
async def test_what_belongs_to_another_department_is_told_whose_it_is(site: Site, role: Role) -> None:
    await a_draft(site, department=MUSEUM)
    await log_in(site, role=role)
    form = hidden_fields(await site.page("/content/new"))
    for answer in (
        await site.client.get(f"/content/{ITEM}"),
        await site.client.get(f"/content/{ITEM}/slide"),
        await site.client.post(f"/content/{ITEM}", data=form | {"title_ja": "横取り"}),
        await site.client.post(f"/content/{ITEM}/draft", data=form | {"title_ja": "横取り"}),
        await site.client.get("/content/news-1"),
        await site.client.post("/content/news-1/override", data=form),
    ):
        assert answer.status == 403, answer.url
        assert "博物館の人だけです" in await answer.text()
    assert (await kept(site)).item.title != {"ja": "横取り"}
    assert ITEM not in await site.page("/content") and "新しい駅" not in await site.page("/content")


async def test_an_editor_writes_for_every_department_and_a_viewer_only_looks(site: Site) -> None:
    await a_draft(site, department=MUSEUM)
    await log_in(site, "viewer", "viewer", "")
    page = await site.page(f"/content/{ITEM}")
    assert '<fieldset class="writing" disabled' in page and "承認を依頼する" not in page
    await log_in(site, "editor2", "editor", "")
    assert (await write(site, title_ja="編集者が直した")).status == 303


async def test_an_id_is_made_by_the_server_only(site: Site) -> None:
    await log_in(site)
    form = hidden_fields(await site.page("/content/new"))
    for id in ("x", "staff-x", "news-9", "staff-../../x", f"staff-{'0' * 27}"):
        answer = await site.client.post(f"/content/{id}", data=form | {"title_ja": "題"})
        assert answer.status in (403, 404), id


async def test_the_list_is_searched_filtered_and_ordered_by_its_address(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    await a_draft(site, title={"ja": "図書館の下書き"})
    ends = datetime.now(UTC) + timedelta(days=3)
    await up(
        site, f"staff-{new_ulid(NOW + timedelta(days=1))}", title={"ja": "三日で終わる"}, period=Period(None, ends)
    )

    async def titles(query: str) -> list[str]:
        page = await site.page(f"/content?{query}")
        return re.findall(r'<th scope="row" class="name"><a [^>]*>([^<]+)</a>', page)

    assert set(await titles("")) == {"新しい駅", "港の朝", "図書館の下書き", "三日で終わる"}
    assert await titles("q=%E6%B8%AF") == ["港の朝"]
    assert await titles("q=ＨＡＲＢＯＵＲ") == ["港の朝"]
    assert await titles("state=draft") == ["図書館の下書き"]
    assert await titles("view=expiring") == ["三日で終わる"]
    assert await titles("view=mine") == ["図書館の下書き"]
    assert set(await titles("source=news")) == {"新しい駅", "港の朝"}
    assert await titles("language=en") == ["港の朝"]
    assert await titles(f"department={MUSEUM}") == ["新しい駅"]
    assert (await titles("order=title"))[::-1] == await titles("order=-title")
    assert await titles("view=nonsense&state=nonsense&order=nonsense&page=999999") != []
    assert "この条件に合うものはありません。" in await site.page("/content?q=nothing-like-it")


async def test_no_view_is_chosen_where_the_list_holds_less_than_all(site: Site) -> None:
    await log_in(site, "editor", "editor", "")

    async def views(query: str) -> tuple[list[str], str]:
        page = await site.page(f"/content?{query}")
        here = re.findall(r'<a href="[^"]+" aria-current="true">([^<]+) \d+</a>', page.partition('class="segments"')[2])
        return here, re.findall(r'<a href="([^"]+)"[^>]*>すべて \d+</a>', page)[0]

    assert await views("") == (["すべて"], "/content")
    assert await views("state=ended&order=-ends") == ([], "/content?order=-ends")  # from there all are one step away
    assert await views("view=mine&kind=news") == (["自分の下書き"], "/content")


async def test_a_draft_that_can_not_be_drawn_yet_has_an_empty_field_in_the_list(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    await a_draft(site, kind="picture", title={"ja": "夏のポスター"})
    row = (await site.page("/content?state=draft")).partition('<td class="slide">')[2].partition("</td>")[0]
    assert '<span class="picture unknown">' in row and "まだありません" in row and "iframe" not in row


async def test_many_are_withdrawn_at_once_and_come_back_with_one_step(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    form = hidden_fields(await site.page("/content"))
    pairs = [*form.items(), ("item", "news-1"), ("item", "news-2"), ("item", "none"), ("act", "withdraw")]
    done = await site.client.post("/content/bulk", data=pairs, allow_redirects=False)
    assert await shown(site) == set()
    page = await site.page(done.headers["Location"])
    assert "2件を取り下げました。" in page and "ほかの 1件は" in page
    undo = {"csrf": form["csrf"], "list": "/content", "undo": re.findall(r'name="undo" value="([^"]+)"', page)[0]}
    await log_in(site, "other", "editor", "")
    other = {**undo, "csrf": hidden_fields(await site.page("/content"))["csrf"]}
    assert (await site.client.post("/content/bulk", data=other)).status == 404
    await log_in(site, "editor")
    undo["csrf"] = hidden_fields(await site.page("/content"))["csrf"]
    page = await (await site.client.post("/content/bulk", data=undo)).text()
    assert "2件を戻しました。" in page and await shown(site) == {"news-1", "news-2"}


async def test_many_are_given_to_another_department_at_once_and_back(site: Site) -> None:
    await site.add_department("hall", "市民会館")
    await log_in(site, "editor", "editor", "")
    await up(site)
    form = hidden_fields(await site.page("/content"))
    pairs = [*form.items(), ("item", ITEM), ("item", "news-1"), ("act", "department"), ("department", "hall")]
    done = await site.client.post("/content/bulk", data=pairs, allow_redirects=False)
    page = await site.page(done.headers["Location"])
    assert "1件の担当を変えました。" in page and "ほかの 1件は" in page, "what a source gave is nobody's to give"
    assert (await kept(site)).department == "hall" and ITEM in await shown(site)
    undo = {"csrf": form["csrf"], "list": "/content", "undo": re.findall(r'name="undo" value="([^"]+)"', page)[0]}
    page = await (await site.client.post("/content/bulk", data=undo)).text()
    assert "1件を元に戻しました。" in page and (await kept(site)).department == LIBRARY


async def test_what_staff_say_of_a_sources_item_survives_its_next_fetch(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    page = await site.page("/content/news-2")
    assert "情報源のもの" in page and "The harbour" in page
    form = hidden_fields(page) | {"title_ja": "朝の港", "title_en": "", "pinned": "on"}
    sent = await site.client.post("/content/news-2/override", data=form, allow_redirects=False)
    assert sent.status == 303
    async with site.database.write() as connection:
        await replace_items(connection, "news", [an_item("news-2", title={"ja": "港の朝（更新）"})], NOW, whole=False)
    async with site.database.read() as connection:
        item = (await load_items(connection))[0]["news-2"]
    assert (item.title, item.pinned) == ({"ja": "朝の港"}, True)
    stale = await site.client.post("/content/news-2/override", data=form | {"title_ja": "あとから打った題"})
    both = await stale.text()
    assert stale.status == 409 and "あとから打った題" in both and "短い題名（日本語）" in both
    mine = hidden_fields(both) | {"title_ja": "あとから打った題"}
    sent = await site.client.post("/content/news-2/override", data=mine, allow_redirects=False)
    async with site.database.read() as connection:
        assert sent.status == 303 and (await load_overrides(connection))["news-2"].title == {"ja": "あとから打った題"}
    form = hidden_fields(await site.page("/content/news-2")) | {"title_ja": ""}
    await site.client.post("/content/news-2/override", data=form)
    async with site.database.read() as connection:
        assert await load_overrides(connection) == {}


async def test_a_deputy_opens_what_a_source_gave_the_department_they_stand_in_for(site: Site) -> None:
    await site.add_person("head", "approver", department=MUSEUM)
    await log_in(site, role="approver")
    await site.page("/content/news-1", 403)
    long = timedelta(days=9)
    async with site.database.write() as connection:
        await record_deputy(connection, Deputy("head", "taga", NOW - long, datetime.now(UTC) + long))
    assert "新しい駅" in await site.page("/content/news-1")


async def test_only_who_may_change_a_sources_item_is_told_that_the_change_stays(site: Site) -> None:
    stays, whose = "ここで変えたことは", "変えられるのは、担当の人と編集者です。"
    await log_in(site, "editor", "editor", "")
    assert stays in (page := await site.page("/content/news-2")) and whose not in page
    await log_in(site, "approver", "approver", LIBRARY)
    page = await site.page("/content/news-2")
    assert stays not in page and whose in page.partition('<dl class="given">')[0]
    await log_in(site, "author", "author", MUSEUM)
    page = await site.page("/content/news-1")
    assert stays not in page and "承認者・編集者・管理者" in page.partition('<dl class="given">')[0]


async def test_an_override_that_can_not_be_used_is_told(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    form = hidden_fields(await site.page("/content/news-1")) | {"title_ja": "長" * 200, "media": "none.jpg"}
    sent = await site.client.post("/content/news-1/override", data=form)
    page = await sent.text()
    assert sent.status == 422 and "題名は 120文字までです。" in page and "一覧から選び直してください。" in page


async def test_a_sources_item_is_copied_to_be_written_on(site: Site) -> None:
    await log_in(site)
    page = await site.page("/content/new?from=news-2")
    assert ">港の朝</textarea>" in page and ">The harbour</textarea>" in page and 'name="seen" value=""' in page


async def test_an_event_that_is_copied_keeps_its_other_days_on_the_slide_beside_it_and_once_it_is_saved(
    site: Site,
) -> None:
    begun = datetime.now(UTC).date() - timedelta(days=3)
    days = [begun, begun + timedelta(weeks=1), begun + timedelta(weeks=2)]
    fair = an_item("fair", kind="event", event=Event(occasions=tuple(Occasion(day, day) for day in days)))
    async with site.database.write() as connection:
        await replace_items(connection, "news", [fair], NOW, whole=False)
    await log_in(site)
    shown = {"kind": "event", "title_ja": "市", "first": f"{begun}", "display": "entrance"}

    async def check_slide(form: dict[str, str]) -> None:
        part = await (await site.client.post("/content/preview", data=form | shown)).text()
        [address, *_] = re.findall(r"/previews/\w{64}\.html", part)
        slide = await site.page(address)
        assert f"{days[1].month}月{days[1].day}日" in re.sub(r"<[^>]+>|\s", "", slide)

    page = await site.page("/content/new?from=fair")
    assert "ほかの開催日（そのまま残ります）" in page
    await check_slide(hidden_fields(page))
    sent = await site.client.post(f"/content/{ITEM}/draft", data=hidden_fields(page) | shown)
    event = (await kept(site)).item.event
    assert sent.status == 200 and event and [one.first for one in event.occasions] == days
    await check_slide(hidden_fields(await site.page(f"/content/{ITEM}")))


async def test_the_slide_beside_the_form_is_the_one_that_is_typed(site: Site) -> None:
    await log_in(site)
    form = hidden_fields(await site.page("/content/new"))
    sent = await site.client.post("/content/preview", data=form | {"title_ja": "いま打った題", "display": "entrance"})
    part = await sent.text()
    names = re.findall(r"/previews/(\w{64})\.html", part)
    assert sent.status == 200 and len(set(names)) == 2  # landscape and portrait
    slide = await site.page(f"/previews/{names[0]}.html")
    assert "いま打った" in re.sub("<[^>]+>", "", slide)
    assert "いちばん小さい文字" in part and "3 m から見るとき" not in part
    assert not await has(site, ITEM)


async def test_who_writes_in_english_alone_is_told_which_displays_stay_without_it(site: Site) -> None:
    await log_in(site)
    form = hidden_fields(await site.page("/content/new")) | {"title_en": "The harbour", "display": "entrance"}
    told = await (await site.client.post("/content/preview", data=form)).text()
    assert "日本語の題名がありません" in told and 'data-goes="title_ja"' in told
    both = await (await site.client.post("/content/preview", data=form | {"title_ja": "港"})).text()
    assert "日本語の題名がありません" not in both


async def test_an_erased_item_is_shown_to_nobody(site: Site) -> None:
    async with site.database.write() as connection:
        await erase_item(connection, "news-1", NOW)
    await log_in(site, "editor", "editor", "")
    await site.page("/content/news-1", 404)
    await site.page("/content/news-1/slide", 404)


async def test_the_page_says_which_displays_would_show_it_and_why_others_do_not(site: Site) -> None:
    await log_in(site)
    await a_draft(site)
    part = await site.page(f"/content/{ITEM}/reach", headers={"HX-Request": "true"})
    assert "どの画面にも映りません" in part and "2台には映りません" in part
    assert "どのプレイリストも、この画面を対象にしていません。" in await site.page(f"/content/{ITEM}/reach")
    await site.page(f"/content/staff-{new_ulid(NOW)}/reach", 404)


async def play(site: Site, **section: Any) -> None:
    """On every display."""
    playlist = Playlist(name="halls", sections=(Section(name="all", **section),))
    async with site.database.write() as connection:
        await replace_playlist(connection, PlaylistFile(playlist, (Rule(playlist="halls", number=1),)), "")


async def test_who_may_not_change_playlists_is_sent_to_an_editor_instead(site: Site) -> None:
    await play(site, items=("news-1",))
    await a_draft(site)
    await log_in(site)
    part = await site.page(f"/content/{ITEM}/reach?lang=ja")
    assert "編集者に相談してください。" in part and "プレイリストに区分を足す" not in part
    await log_in(site, "boss", "editor", "")
    part = await site.page(f"/content/{ITEM}/reach?lang=ja")
    assert '<a href="/playlists/halls">プレイリストに区分を足す</a>' in part and "編集者に相談" not in part


async def test_the_item_of_a_source_is_offered_no_field_that_its_page_lacks(site: Site) -> None:
    kept = an_item("news-1", title={"ja": "新しい駅"}, places=("library",))
    async with site.database.write() as connection:
        await replace_items(connection, "news", [kept], NOW, whole=False)
    await play(site)
    await log_in(site, "boss", "editor", "")
    part = await site.page("/content/news-1/reach?lang=ja")
    assert "映すところに選ばれていません。" in part and "#places" not in part
    await a_draft(site, places=("library",))
    assert "#places" in await site.page(f"/content/{ITEM}/reach?lang=ja")


async def test_how_often_it_shows_is_told_as_people_say_it(site: Site) -> None:
    await play(site)
    await log_in(site, "boss", "editor", "")
    assert re.search(r"<span>once in a loop of \d+:\d\d</span>", await site.page("/content/news-1/reach?lang=en"))
    assert re.search(r"<span>1周 \d+:\d\d に 1回</span>", await site.page("/content/news-1/reach?lang=ja"))


async def ticked(site: Site, *items: str, **fields: str) -> str:
    """The page after something was done to what was ticked."""
    form = hidden_fields(await site.page("/content"))
    pairs = [*form.items(), *(("item", item) for item in items), *fields.items()]
    return await (await site.client.post("/content/bulk", data=pairs)).text()


async def undone(site: Site, page: str) -> str:
    token = re.findall(r'name="undo" value="([^"]+)"', page)[0]
    form = {"csrf": hidden_fields(page)["csrf"], "list": "/content", "undo": token}
    return await (await site.client.post("/content/bulk", data=form)).text()


async def test_the_period_of_many_is_changed_at_once_and_back_again(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    live, draft = ITEM, f"staff-{new_ulid(NOW + timedelta(days=1))}"
    await up(site, live)
    before = await a_draft(site, draft)
    page = await ticked(site, live, draft, "news-1", act="period", ends="2099年3月31日")
    assert "2件の掲載終了を変えました。" in page and "ほかの 1件は変えていません。" in page
    ends = datetime(2099, 3, 31, 15, tzinfo=UTC)
    assert [(await kept(site, one)).item.period.ends_at for one in (live, draft)] == [ends, ends]
    assert ((await kept(site, live)).number, (await kept(site, live)).stage) == (2, "requested")
    assert "2件を元に戻しました。" in await undone(site, page)
    assert (await kept(site, live)).number == 1 and (await kept(site, draft)).item == before.item


async def test_the_theme_of_many_is_changed_and_what_can_not_be_meant_is_told(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    await a_draft(site, themes=("green",))
    assert "1件のテーマを変えました。" in await ticked(site, ITEM, act="theme", theme="")
    assert (await kept(site)).item.themes == ()
    assert "これからの日として読めません" in await ticked(site, ITEM, act="period", ends="いつか")
    assert "これからの日として読めません" in await ticked(site, ITEM, act="period", ends="2020-01-01")
    assert "1件も選ばれていません。" in await ticked(site, act="withdraw")


async def test_what_was_gone_on_with_is_not_undone(site: Site) -> None:
    await log_in(site, "editor", "editor", "")
    await a_draft(site)
    page = await ticked(site, ITEM, act="period", ends="2099-03-31")
    await write(site, title_ja="そのあとの題")
    assert "0件を元に戻しました。" in await undone(site, page)
    assert (await kept(site)).item.title == {"ja": "そのあとの題"}


async def test_nobody_changes_many_of_another_department(site: Site) -> None:
    await a_draft(site, department=MUSEUM)
    await log_in(site)
    before = await kept(site)
    await ticked(site, ITEM, "news-1", act="period", ends="2099-03-31")
    await ticked(site, ITEM, "news-1", act="withdraw")
    assert await kept(site) == before and "news-1" in await shown(site)


async def test_who_else_has_it_open_is_told(site: Site) -> None:
    await a_draft(site)
    await log_in(site, "mito", "editor", "")
    assert "も開いています" not in html.unescape(await site.page(f"/content/{ITEM}")).partition('data-says="')[0]
    await log_in(site)
    assert "ほかの担当者（mito）も開いています。</p>" in await site.page(f"/content/{ITEM}")
    assert await (await site.client.get(f"/content/{ITEM}/others")).json() == {"others": ["mito"]}
    await log_in(site, "museum", "author", MUSEUM)
    assert (await site.client.get(f"/content/{ITEM}/others")).status == 403


async def test_without_approval_an_author_publishes_and_it_is_written_down(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, approval=False)
    await log_in(site)
    page = await site.page("/content/new")
    assert 'value="publish"' in page and "承認を依頼する" not in page
    await write(site, title_ja="すぐに映る", act="publish")
    assert await shown(site) == {ITEM} and (await kept(site)).stage == "approved"
    async with site.database.read() as connection:
        assert [edit.act for edit in await load_edits(connection, "item", ITEM)] == ["publish", "begin"]


async def test_where_approval_is_asked_for_nobody_publishes_by_themselves(site: Site) -> None:
    await log_in(site)
    await write(site, title_ja="抜け道", act="publish")
    assert (await kept(site)).stage == "draft" and ITEM not in await shown(site)
