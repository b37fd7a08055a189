"""A new member of staff puts a poster on three stations for a week, by what the pages say and nothing else."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from PIL import Image, ImageDraw

from signage.domain.showing import showing
from tests.chromium import Browser, shared_chromium
from tests.journeys.demo_process import DemoProcess, items_of, manifest
from tests.journeys.hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

TOKYO = ZoneInfo("Asia/Tokyo")
STATIONS = {
    "hitachi-taga-station": ("JR常陸多賀駅", "Hitachi-Taga Station"),
    "juo-station": ("JR十王駅", "Juo Station"),
    "ogitsu-station": ("JR小木津駅", "Ogitsu Station"),
}
TITLE = {"ja": "秋の図書館まつり", "en": "Autumn library fair"}
OWN_PASSWORD = "four words in a row"
DESK, PHONE = (1440, 900), (375, 812)
MOST_CLICKS = {"author": 23, "approver": 5}
"""More of them means that a page leads people round about."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def office(made_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoProcess]:
    """One demo for the file: each of its tests brings people and a poster of its own."""
    data = tmp_path_factory.mktemp("office") / "data"
    shutil.copytree(made_demo, data)
    running = DemoProcess(data)
    await running.start()
    yield running
    await running.end()


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def windows() -> AsyncIterator[Browser]:
    async with shared_chromium() as opened:
        yield opened


Week = tuple[date, date]


def next_week() -> Week:
    """Its Monday and its Sunday, in the stations' city."""
    today = datetime.now(TOKYO).date()
    monday = today + timedelta(days=7 - today.weekday())
    return monday, monday + timedelta(days=6)


def typed(day: date, language: str) -> str:
    """As people in an office type a day."""
    return f"{day.month}/{day.day}" if language == "ja" else f"{day.day} {day:%B}"


def a_poster(folder: Path, language: str) -> Path:
    file = folder / f"poster-{language}.png"
    image = Image.new("RGB", (1920, 1080), "#a44a2f" if language == "ja" else "#23465c")
    draw = ImageDraw.Draw(image)
    for n in range(24):
        draw.ellipse((n * 80, 300 + n * 97 % 500, n * 80 + 240, 540 + n * 97 % 500), fill=(250, 250 - 8 * n, 200))
    image.save(file)
    return file


async def at_a_desk(browser: Browser, office: DemoProcess, language: str, size: tuple[int, int]) -> Hand:
    """A window at the log-in; whoever was logged in before is forgotten."""
    page = await browser.new_page("about:blank", *size)
    await page.command("Network.clearBrowserCookies")
    await page.navigate(f"{office.ready['url']}/login?lang={language}")
    return Hand(page, language)


async def log_in(hand: Hand, name: str, password: str) -> None:
    await hand.fill("職員番号", "Staff number", name)
    await hand.fill("パスワード", "Password", password)
    await hand.follow("ログイン", "Log in")


async def choose_a_password(hand: Hand, given: str) -> None:
    await hand.fill("いまのパスワード", "Present password", given)
    await hand.fill("新しいパスワード", "New password", OWN_PASSWORD)
    await hand.follow("パスワードを変える", "Change the password")


async def ask_to_show(hand: Hand, poster: Path, week: Week, language: str) -> str:
    """From the home page to the request for approval; the id of the item."""
    await hand.follow("コンテンツを作る", "New content")
    await hand.choose("種類", "Kind", hand.words("写真・ポスター", "Picture or poster"))
    await hand.give_file("パソコンから追加する", "Add from this computer", poster)
    await hand.reads(f"「{poster.stem}」を追加して、選びました", f"“{poster.stem}” was added and chosen", 60)
    await hand.fill("題名", "Title", TITLE["ja"])  # the stations' screens are in Japanese
    if language == "en":
        await hand.press("English", "English (none yet)")
        await hand.fill("題名", "Title", TITLE["en"])
    await sees_the_picture(hand, "#preview .frame iframe")
    for label, day in zip((("掲載開始", "From"), ("掲載終了", "Until")), week, strict=True):
        await hand.fill(*label, typed(day, language))
    await hand.press("選んだところだけ", "Only the places chosen here")
    await hand.press("場所", "Places")
    for station in STATIONS.values():
        await hand.press(*station)
    await hand.follow("承認を依頼する", "Ask for approval")
    await hand.reads("承認を依頼しました", "Approval was asked for")
    return str(await hand.page.evaluate("location.pathname.split('/').pop()"))


async def sees_the_picture(hand: Hand, frame: str) -> None:
    """The slide in the frame has its picture, whole and drawn."""
    images = f"[...(document.querySelector('{frame}')?.contentDocument?.images ?? [])]"
    await hand.page.wait_for(f"{images}.some((one) => one.complete && one.naturalWidth >= 1000)")


async def approve(hand: Hand, title: str) -> None:
    """From the task on the approver's home page, past the slide and where it will be."""
    await hand.follow(f"見て承認する：{title}", f"Review: {title}")
    await sees_the_picture(hand, "#outlook iframe")
    for station in STATIONS.values():
        await hand.reads(*station)
    await hand.follow("承認する", "Approve")
    await hand.reads("承認しました", "is approved")


async def look_in_the_time_machine(hand: Hand, display: str, at: datetime, language: str) -> str:
    """The address of the slide that stands in its frame."""
    await hand.press("メニュー", "Menu")
    await hand.follow("日時で見る", "Time machine")
    await hand.choose("画面", "Display", display)
    await hand.fill("日付", "Date", typed(at.date(), language))
    await hand.fill("時刻", "Time", f"{at:%H:%M:%S}")
    await hand.follow("表示する", "Show")
    await sees_the_picture(hand, "#on-glass iframe")
    return str(await hand.page.evaluate("document.querySelector('#on-glass iframe').getAttribute('src')"))


async def until_on_air(office: DemoProcess, item: str, number: int) -> dict[str, Any]:
    """The first manifest of the display that has the item."""
    async with asyncio.timeout(20):
        while item not in items_of(found := await manifest(office, number)):
            await asyncio.sleep(0.1)
    return found


def days_of(found: dict[str, Any], item: str) -> set[date]:
    """The local days on which a manifest has the item in a loop."""
    slides = {n for n, slide in enumerate(found["slides"]) if slide.get("item") == item}
    days: set[date] = set()
    for segment in found["segments"]:
        if segment["loop"] is not None and slides.intersection(found["loops"][segment["loop"]]["order"]):
            first, last = (
                datetime.fromtimestamp(ms / 1000, TOKYO).date() for ms in (segment["from"], segment["until"] - 1)
            )
            days |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
    return days


def a_showing_of(found: dict[str, Any], item: str) -> tuple[str, datetime]:
    """The slide of the item, and the middle of its first stretch."""
    t = found["from"]
    while (shown := showing(found, t)).item != item:
        t = shown.ends
    assert shown.slide
    return shown.slide, datetime.fromtimestamp((shown.begins + shown.ends) / 2000, TOKYO)


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_somebodys_first_poster_stands_on_three_stations_next_week_and_nowhere_else(
    office: DemoProcess, windows: Browser, tmp_path: Path, language: str
) -> None:
    name = f"new-{language}"
    said = await office.command("user", "add", name, "--role", "author", "--department", "kyoso")
    (given,) = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", said)

    author = await at_a_desk(windows, office, language, DESK)
    await log_in(author, name, given)
    await choose_a_password(author, given)
    monday, sunday = week = next_week()  # asked once: on Sunday at midnight it becomes another
    item = await ask_to_show(author, a_poster(tmp_path, language), week, language)
    assert all([item not in items_of(await manifest(office, n)) for n in range(20)]), "nobody has approved it"

    approver = await at_a_desk(windows, office, language, PHONE)
    word = next(one["password"] for one in office.ready["people"] if one["name"] == "approver")
    await log_in(approver, "approver", word)
    await approve(approver, TITLE[language])

    numbers = {one["id"]: n for n, one in enumerate(office.ready["displays"])}
    for station in STATIONS:
        found = await until_on_air(office, item, numbers[station])
        reach = datetime.fromtimestamp(found["until"] / 1000 - 1, TOKYO).date()
        days = days_of(found, item)
        assert (min(days), max(days)) == (monday, min(sunday, reach)), station
    for display in numbers.keys() - STATIONS.keys():
        assert item not in items_of(await manifest(office, numbers[display])), display

    slide, at = a_showing_of(found, item)
    name_there = office.ready["displays"][numbers[station]]["name"]
    clicks = approver.clicks
    assert await look_in_the_time_machine(approver, name_there, at, language) == f"/slides/{slide}.html"
    print(f"\n{language}: author {author.told}; approver {approver.told}")
    assert author.clicks <= MOST_CLICKS["author"] and clicks <= MOST_CLICKS["approver"]
