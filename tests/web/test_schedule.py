"""番組表 and its rules, as staff use them: seen, made, moved, undone; in drafts, and only what is theirs."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.drafts import with_drafts
from signage.domain.playlist_file import parse_playlist
from signage.domain.schedule import Rule
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.drafts import load_drafts
from signage.store.playlists import replace_playlist
from signage.store.tables import users
from signage.web.staff.schedule.lanes import fill_address
from tests.chromium import Browser, Page, shared_chromium
from tests.factories import a_display, a_place, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page

ZONE = ZoneInfo("Asia/Tokyo")
NEWS = '[[section]]\nkinds = ["news"]\n'
FILES = {
    "base": f'title.ja = "基本"\n{NEWS}[[when]]\nplace_types = ["station"]\n',
    "evening": f'title.ja = "夜"\n{NEWS}[[when]]\ngroups = ["east"]\nhours = "16:00-20:00"\npriority = 10\n',
}
OWN = f'title.ja = "冬の光"\ntitle.en = "Winter light"\n{NEWS}[[when]]\ndisplays = ["gate"]\nhours = "10:00-12:00"\npriority = 20\n'
WEST = f'title.ja = "西口"\n{NEWS}[[when]]\ngroups = ["west"]\nhours = "10:00-12:00"\n'
DISPLAYS = (
    a_display("gate", name="駅 改札前", groups=("east",)),
    a_display("west", name="駅 西口", groups=("west",)),
    a_display("desk", name="市役所 窓口", place="hall"),
)
LOOK = "/schedule?lang=ja"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """A station and a hall, two playlists from files and two of staff's own; an editor is logged in."""
    made = await a_site(aiohttp_client, tmp_path, sqlite, ())
    now = datetime.now(UTC)
    async with sqlite.write() as connection:
        places = [
            a_place(hours="06:00-22:00"),
            a_place("hall", name={"ja": "市役所", "en": "City hall"}, type="city_hall", hours="09:00-17:00"),
        ]
        await record_places(connection, places)
        await record_displays(connection, DISPLAYS)
        await replace_items(connection, "news", [an_item()], whole=True, now=now)
        for name, text in FILES.items():
            await replace_playlist(connection, parse_playlist(text, f"{name}.toml"), f"playlists/{name}.toml")
        for name, text in (("winter", OWN), ("west", WEST)):
            await replace_playlist(connection, parse_playlist(text, f"{name}.toml"), "")
    await made.add_person(role="editor")
    await made.log_in()
    return made


def day(ahead: int = 1) -> str:
    return (datetime.now(ZONE) + timedelta(days=ahead)).date().isoformat()


def monday_to_wednesday() -> dict[str, str]:
    """Of a week that is still to come whenever the test runs, and within the year that is looked at."""
    today = datetime.now(ZONE).date()
    monday = today + timedelta(days=14 - today.weekday())
    return {"begins": f"{monday}", "ends": f"{monday + timedelta(days=2)}"}


async def rules(site: Site, playlist: str = "winter") -> list[Rule]:
    """As they would be, once the drafts are published."""
    async with site.database.read() as connection:
        catalogue = with_drafts(await site.desk.catalogue(), await load_drafts(connection))
    return [rule for rule in catalogue.rules if rule.playlist == playlist]


async def save(site: Site, page: str = "/schedule/rules/new", **fields: str) -> tuple[int, str]:
    """A rule of these fields; several values of one have blanks between them."""
    text = await site.page(page)
    csrf, seen = (re.findall(rf'name="{name}" value="(\w*)"', text.partition("<main")[2]) for name in ("csrf", "seen"))
    pairs = [("csrf", csrf[0]), *(("seen", one) for one in seen[:1])]
    pairs += [
        (name, one)
        for name, value in fields.items()
        for one in (value.split() if name in ("displays", "weekdays") else [value])
    ]
    answer = await site.client.post(
        page,
        data=urlencode(pairs),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        allow_redirects=False,
    )
    return answer.status, await answer.text()


def bars(page: str) -> list[str]:
    """The accessible names of all bars."""
    return re.findall(r'class="bar[^"]*">\s*<a[^>]*aria-label="([^"]*)"', page)


async def test_the_board_names_each_bar_with_where_and_when(site: Site) -> None:
    page = await site.page(f"{LOOK}&view=day&day={day()}")
    found = bars(page)
    assert any(re.fullmatch(r"基本、駅 改札前、(令和\d+年)?\d+月\d+日\(.\) 6:00から22:00", name) for name in found)
    assert any(re.fullmatch(r"冬の光、駅 改札前、.* 10:00から12:00", name) for name in found)
    assert any(re.fullmatch(r"空き時間、市役所、.* 9:00から17:00", name) for name in found)


@pytest.mark.parametrize("view", ["day", "week", "month"])
@pytest.mark.parametrize("table", ["", "&table=1"])
async def test_each_view_opens_and_leads_on(site: Site, view: str, table: str) -> None:
    page = await site.page(f"{LOOK}&view={view}&day={day()}{table}")
    assert "冬の光" in page
    for address in set(re.findall(r'href="(/schedule[^"]*)"', page)):
        await site.page(address.replace("&amp;", "&"))


async def test_what_an_address_cannot_mean_is_passed_over(site: Site) -> None:
    for query in ("view=year", "day=never", "day=9999-99-99", "where=place:nowhere", "open=x,y", "page=99", "page=-1"):
        assert "番組表" in await site.page(f"{LOOK}&{query}")


async def test_dead_air_is_told_with_a_form_that_would_fill_it(site: Site) -> None:
    page = await site.page(LOOK)
    assert "空き時間：市役所" in page
    assert re.search(r'埋める<span class="hidden-text">：空き時間：市役所', page), (
        "of links of one name each says which"
    )
    (address,) = set(re.findall(r'class="button" href="(/schedule/rules/new\?[^"]*)"', page))
    form = await site.page(address.replace("&amp;", "&"))
    assert re.search(r'value="desk" id="displays-desk"[^>]* checked', form)
    assert 'name="hours_from" type="text" value="09:00"' in form


async def test_a_rule_is_made_in_a_draft_and_undone(site: Site) -> None:
    status, _ = await save(site, playlist="winter", displays="desk", hours_from="9:00", hours_until="12:00")
    assert status == 303
    assert [rule.displays for rule in await rules(site)] == [("gate",), ("desk",)]
    assert len([rule for rule in (await site.desk.catalogue()).rules if rule.playlist == "winter"]) == 1
    page = await site.page(LOOK)
    assert "まだ公開していない変更が 1件あります" in page
    assert "元に戻す：「冬の光」の放映ルールを加えた" in page
    await site.send("/drafts/undo", LOOK, back=LOOK)
    assert len(await rules(site)) == 1
    assert "元に戻す：" not in await site.page(LOOK)


async def test_of_a_files_playlist_a_copy_bears_the_new_rule_alone(site: Site) -> None:
    status, _ = await save(site, playlist="copy:base", displays="desk")
    assert status == 303
    assert [(rule.name, rule.displays) for rule in await rules(site, "base-2")] == [("base-2#1", ("desk",))]
    assert "基本（写し）" in await site.page(LOOK)
    assert (await save(site, playlist="base", displays="desk"))[0] == 422


async def test_a_rule_of_a_file_is_read_only_and_can_be_copied(site: Site) -> None:
    page = await site.page("/schedule/rules/evening/1?lang=ja")
    assert "playlists/evening.toml" in page
    assert "写して編集" in page
    assert "16:00〜20:00" in page
    assert 'name="hours_from"' not in page
    csrf = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    answer = await site.client.post("/schedule/rules/evening/1", data={"csrf": csrf, "displays": "gate"})
    assert answer.status == 422


async def test_next_times_and_ties_are_shown_before_saving(site: Site) -> None:
    fields = {
        "playlist": "winter",
        "displays": "gate",
        "hours_from": "15:00",
        "hours_until": "17:00",
        "priority": "10",
        "look": "1",
    }
    status, page = await save(site, "/schedule/rules/new", **fields)
    assert status == 200
    outlook = re.sub(r"<[^>]+>|\s+", " ", page.partition('id="outlook"')[2])
    assert outlook.count("15:00〜17:00") == 5
    assert "「夜」と優先度が同じです" in outlook
    assert len(await rules(site)) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"playlist": "", "displays": "gate"}, "プレイリストを選んでください。"),
        ({}, "画面を選ぶか、「すべての画面」を選んでください。"),
        ({"displays": "elsewhere"}, "一覧から選び直してください。"),
        (
            {"displays": "gate", "begins": "2027-03-02", "ends": "2027-03-01"},
            "終わりを、始まり（2027-03-02）より後にしてください。",
        ),
        ({"displays": "gate", "begins": "いつか"}, "令和8年11月21日、11/21、明日"),
        ({"displays": "gate", "hours_from": "25時", "hours_until": "26:99"}, "8:30 のように入力してください"),
        ({"displays": "gate", "hours_from": "9:00"}, "8:30 のように入力してください"),
        ({"displays": "gate", "repeats": "nth-2"}, "曜日を選んでください。"),
        ({"displays": "gate", "repeats": "own", "rrule": "FREQ=HOURLY"}, "読み取れません。"),
        ({"displays": "gate", "priority": "1000"}, "−100〜100 の数にしてください。"),
        (
            {"displays": "desk", "hours_from": "20:00", "hours_until": "22:00"},
            "一度も当てはまりません（その時間は、どの場所も開いていません）",
        ),
        (
            {"displays": "gate", "begins": "2020-01-01", "ends": "2020-02-01"},
            "一度も当てはまりません（期間が終わっています）",
        ),
        (
            {"displays": "gate", "weekdays": "5", **monday_to_wednesday()},
            "期間の中に、その曜日がありません",
        ),
        ({"displays": "gate", "begins": "<script>alert(1)</script>"}, "令和8年11月21日"),
    ],
)
async def test_what_cannot_be_comes_back_as_it_was_typed(site: Site, fields: dict[str, str], says: str) -> None:
    await site.page(LOOK)
    status, page = await save(site, "/schedule/rules/new", **{"playlist": "winter"} | fields)
    assert status == 422
    assert says in page
    assert "<script>alert" not in page
    assert len(await rules(site)) == 1


@pytest.mark.parametrize("name", ["places", "groups", "place_types", "displays", "targets", "weekdays"])
async def test_what_is_wrong_with_boxes_is_told_at_them_and_the_summary_leads_there(site: Site, name: str) -> None:
    wrong = {"weekdays": {"displays": "gate", "repeats": "nth-2"}, "targets": {}}
    status, page = await save(site, playlist="winter", **wrong.get(name, {name: "nowhere"}))
    group = page.partition(f'<fieldset id="{"weekdays" if name == "weekdays" else "targets"}"')[2].partition(
        "</fieldset>"
    )[0]
    assert status == 422 and f'href="#{name}"' in page and len(re.findall(f' id="{name}"', page)) == 1
    of_group = group.partition(">")[0]
    assert "wrong-field" in of_group and re.search(rf'aria-describedby="[^"]*\b{name}-error"', of_group)
    assert f'id="{name}-error"' in group


async def test_a_rule_is_changed_and_the_second_of_two_sees_what_the_first_did(site: Site) -> None:
    page = "/schedule/rules/winter/1?lang=ja"
    first = await site.page(page)
    assert (await save(site, page, displays="gate", hours_from="11:00", hours_until="13:00", priority="20"))[0] == 303
    form = dict(re.findall(r'name="(csrf|seen)" value="(\w+)"', first.partition("<main")[2]))
    typed = {**form, "displays": "gate", "hours_from": "9:30", "hours_until": "13:00", "priority": "20"}
    answer = await site.client.post("/schedule/rules/winter/1", data=typed, allow_redirects=False)
    text = await answer.text()
    assert answer.status == 409
    assert "ほかの人が、先にこの放映ルールを変えました" in text
    assert re.search(r"<td>9:30</td><td>11:00</td>", text)
    seen = re.findall(r'name="seen" value="(\w+)"', text)[0]
    again = await site.client.post("/schedule/rules/winter/1", data=typed | {"seen": seen}, allow_redirects=False)
    assert again.status == 303
    (rule,) = await rules(site)
    assert rule.hours
    assert f"{rule.hours[0]:%H:%M}" == "09:30"


async def test_a_rule_is_taken_out_and_comes_back_by_undo(site: Site) -> None:
    await site.send("/schedule/rules/winter/1/remove", "/schedule/rules/winter/1")
    assert await rules(site) == []
    await site.send("/drafts/undo", LOOK)
    assert len(await rules(site)) == 1


def seen_on(page: str) -> str:
    """What the bar of the playlist “winter” says that it was drawn from."""
    return next(iter(re.findall(r'data-rule="winter" [^>]*data-seen="(\w+)"', page)), "")


async def move(site: Site, **fields: str) -> str:
    given = {
        "playlist": "winter",
        "number": "1",
        "day": day(),
        "begins": f"{day()}T11:00",
        "ends": f"{day()}T13:30",
    } | fields
    page = await site.page(f"{LOOK}&view=day&day={day()}")
    carried = {"csrf": re.findall(r'name="csrf" value="(\w+)"', page)[0], "seen": seen_on(page)}
    answer = await site.client.post("/schedule/move", data=carried | given, allow_redirects=False)
    assert answer.status in (303, 403, 404, 422)
    return answer.headers.get("Location", str(answer.status))


async def test_a_bar_that_was_dragged_changes_the_hours_of_its_rule(site: Site) -> None:
    assert await move(site, back=f"{LOOK}&view=day") == "/schedule?view=day&done=moved"
    (rule,) = await rules(site)
    assert rule.hours
    assert [f"{clock:%H:%M}" for clock in rule.hours] == ["11:00", "13:30"]


async def test_a_bar_of_an_older_board_moves_nothing_that_a_colleague_has_changed(site: Site) -> None:
    shown = seen_on(await site.page(f"{LOOK}&view=day&day={day()}"))
    assert shown
    await move(site)
    assert "done=stale" in await move(site, seen=shown, begins=f"{day()}T15:00", ends=f"{day()}T16:00")
    (rule,) = await rules(site)
    assert rule.hours and rule.hours[0].hour == 11
    assert "ほかの人が先に変えました。" in await site.page(f"{LOOK}&done=stale")


async def test_a_bar_whose_rule_a_colleague_has_taken_out_says_so_on_the_board(site: Site) -> None:
    assert await move(site, number="2", back=f"{LOOK}&view=day") == "/schedule?view=day&done=stale"


async def test_a_bar_of_many_days_is_not_dragged_to_another_one(site: Site) -> None:
    assert "done=many" in await move(site, begins=f"{day(2)}T11:00", ends=f"{day(2)}T12:00")
    assert "いくつもの日に当てはまります" in await site.page(f"{LOOK}&done=many")


async def test_a_bar_of_no_length_or_of_no_time_is_not_moved_and_the_board_says_why(site: Site) -> None:
    assert "done=length" in await move(site, ends=f"{day()}T11:00")
    assert "15分から24時間まで" in await site.page(f"{LOOK}&done=length")
    assert "done=time" in await move(site, begins="9999-12-31T11:00", ends="9999-12-31T12:00")
    assert "done=time" in await move(site, day="0001-01-01")
    assert "この日時には動かせません。" in await site.page(f"{LOOK}&done=time")


async def test_what_cannot_be_moved_is_refused(site: Site) -> None:
    assert await move(site, playlist="base") == "422"
    for field in ("day", "begins", "ends"):
        assert await move(site, **{field: "soon"}) == "422"
    assert await move(site, begins=f"{day()}T11:00+09:00") == "422"
    assert await move(site, back="https://evil.example/") == "/schedule?done=moved"


async def test_an_editor_of_some_groups_changes_nothing_on_displays_of_others(site: Site) -> None:
    async with site.database.write() as connection:
        await connection.execute(users.update().values(groups='["east"]'))
    await site.log_in_anew()
    assert await move(site, playlist="west", begins=f"{day()}T10:30", ends=f"{day()}T12:00") == "403"
    assert (await save(site, playlist="winter", displays="west"))[0] == 403
    assert (await save(site, playlist="winter", everywhere="on"))[0] == 403
    assert (await save(site, playlist="winter", displays="gate", hours_from="13:00", hours_until="14:00"))[0] == 303
    page = await site.page("/schedule/rules/west/1?lang=ja")
    assert "ほかのグループの画面があります" in page
    assert 'name="hours_from"' not in page
    csrf = re.findall(r'name="csrf" value="(\w+)"', page)[0]
    for path, fields in (("", {"displays": "gate"}), ("/remove", {})):
        answer = await site.client.post(
            f"/schedule/rules/west/1{path}", data={"csrf": csrf} | fields, allow_redirects=False
        )
        assert answer.status == 403
    assert "display-west" not in page


async def test_a_viewer_looks_and_changes_nothing(site: Site) -> None:
    await site.add_person("viewer", "viewer")
    await site.log_in_anew(name="viewer")
    page = await site.page(LOOK)
    assert "冬の光" in page
    assert "data-rule" not in page
    assert "放映ルールを作る" not in page
    assert "直せるのは編集者です。" in await site.page("/schedule/rules/winter/1?lang=ja")


async def test_markup_in_titles_stays_text(site: Site) -> None:
    evil = "<img src=x onerror=alert(1)>\\\"'"
    async with site.database.write() as connection:
        text = f'title.ja = "{evil}"\n{NEWS}[[when]]\n'
        await replace_playlist(connection, parse_playlist(text, "evil.toml"), "")
    for path in (
        LOOK,
        f"{LOOK}&view=month",
        f"{LOOK}&table=1",
        "/schedule/rules/evil/1",
        "/schedule/rules/new",
        "/now",
    ):
        assert "<img src=x" not in await site.page(path)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with shared_chromium() as one:
        yield one


async def bar_of(page: Page, rule: str = "winter") -> str:
    """JavaScript that names the first bar of a rule, once the page hears keys."""
    selector = f"document.querySelector('.bar a[data-rule={rule}]')"
    await page.wait_for(f"document.readyState === 'complete' && !!{selector}")
    return selector


async def test_a_form_of_more_displays_than_are_ever_ticked_by_hand_is_read_whole(site: Site) -> None:
    many = " ".join(f"display-of-the-city-{number}" for number in range(2500))
    status, page = await save(site, playlist="winter", displays=f"gate {many}")
    assert status == 422 and "一覧から選び直してください。" in page  # not “too large”, not “200 at most”
    assert re.search(r'id="displays-gate"[^>]* checked', page)


def test_what_an_address_cannot_name_the_form_of_dead_air_tells() -> None:
    now = datetime.now(UTC)
    address = fill_address(tuple(f"display-{n}" for n in range(180)), (now, now + timedelta(hours=1)), ZONE)
    assert address.count("display=") == 50 and "others=130&" in address


async def test_the_form_of_dead_air_says_how_many_displays_are_not_chosen_yet(site: Site) -> None:
    page = await site.page("/schedule/rules/new?lang=ja&display=gate&others=1300")
    assert "同じ空き時間の画面が、ほかに 1,300台あります。" in page
    assert "同じ空き時間" not in await site.page("/schedule/rules/new?lang=ja&display=gate&others=%3Cb%3E")


@pytest.mark.browser
async def test_the_board_in_a_real_browser(site: Site, browser: Browser) -> None:
    """Dragged by a pointer, moved and resized by keys, walked through by arrows; and good for all."""
    look = f"{LOOK}&view=day&day={day()}"
    page = await open_page(browser, site, look)
    bar = await bar_of(page)
    box = await page.evaluate(
        f"(() => {{ const b = {bar}.querySelector('.body').getBoundingClientRect(); return [b.left, b.top, b.width, b.height] }})()"
    )
    hour = box[2] / 2
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    for kind, at in (
        ("mousePressed", x),
        ("mouseMoved", x + 10),
        ("mouseMoved", x + hour),
        ("mouseReleased", x + hour),
    ):
        await page.command("Input.dispatchMouseEvent", type=kind, x=at, y=y, button="left", clickCount=1)
    await page.wait_for("location.search.includes('done=moved')")
    (rule,) = await rules(site)
    assert rule.hours
    assert [f"{clock:%H:%M}" for clock in rule.hours] == ["11:00", "13:00"]
    bar = await bar_of(page)
    await page.evaluate(f"window.before = true, {bar}.focus()")
    for key in ("r", "ArrowRight", "ArrowRight", "Enter"):
        await press(page, key)
    await page.wait_for("!window.before && !!document.querySelector('[data-undo]')")
    bar = await bar_of(page)
    await page.wait_for(f"{bar} && {bar}.dataset.ends.endsWith('13:30')")
    bar = await bar_of(page)
    await page.evaluate(f"{bar}.focus()")
    for key in ("m", "ArrowLeft", "Escape"):
        await press(page, key)
    assert await page.evaluate(f"{bar}.dataset.begins.endsWith('11:00')")
    await press(
        page,
        "ArrowUp"
        if await page.evaluate(f"!!{bar}.closest('.row').previousElementSibling.matches('.row')")
        else "ArrowDown",
    )
    assert await page.evaluate(f"document.activeElement !== {bar} && !!document.activeElement.closest('.bar')")
    assert await page.evaluate("document.querySelectorAll('.row .bar a[tabindex=\"0\"]').length") == 1
    await page.close()
    for path in (
        look,
        "/schedule",
        "/schedule?view=month",
        "/schedule?table=1",
        "/schedule/rules/new",
        "/schedule/rules/winter/1",
        "/schedule/rules/base/1",
    ):
        await check_page(browser, site, path)


async def press(page: Page, key: str) -> None:
    for kind in ("keyDown", "keyUp"):
        text = {"text": key} if len(key) == 1 and kind == "keyDown" else {}
        await page.command("Input.dispatchKeyEvent", type=kind, key=key, code=key, **text)
