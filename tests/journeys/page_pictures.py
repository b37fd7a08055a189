"""Takes the pictures of the staff's pages, on a desk and on a telephone (make pictures)."""

import asyncio
import io
import json
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import aiohttp
from PIL import Image

from tests.chromium import Browser, Page
from tests.journeys.demo_process import DemoProcess, manifest
from tests.journeys.troubled_demo import EVERY_SECONDS, FROZEN, try_in_vain

BELIEVED_SECONDS = 100
"""After a start silence counts after 75 s; and what a reload did not change is told after a minute."""
LONGEST = 5_000
ON_PAPER = 1_080
SLOT_SECONDS = 14


class Shot(NamedTuple):
    """`width` and `height` in px of the page, of which no more than `height` is taken; `scale` is that of the device."""

    name: str
    path: str
    width: int = 1440
    scale: float = 1
    language: str = "ja"
    height: int = LONGEST


PHONE_HEIGHT = 1_500
ENTRANCE = (Shot("login", "/login"), Shot("login-phone", "/login", 375, 1.5))
PAGES = (
    Shot("home", "/home"),
    Shot("home-en", "/home", language="en"),
    Shot("home-phone", "/home", 375, 1.5, height=PHONE_HEIGHT),
    Shot("fleet", "/displays"),
    Shot("fleet-en", "/displays", language="en"),
    Shot("fleet-phone", "/displays", 375, 1.5, height=PHONE_HEIGHT),
    Shot("display", f"/displays/{FROZEN}"),
    Shot("display-en", f"/displays/{FROZEN}", language="en"),
    Shot("display-phone", f"/displays/{FROZEN}", 375, 1.5, height=PHONE_HEIGHT),
    Shot("technician", f"/t/{FROZEN}"),
    Shot("technician-phone", f"/t/{FROZEN}", 375, 1.5),
    Shot("technician-phone-en", f"/t/{FROZEN}", 375, 1.5, language="en"),
    Shot("visit-phone", f"/t/{FROZEN}/visit", 375, 1.5),
    Shot("pairing", "/pair"),
    Shot("pairing-phone", "/pair", 375, 1.5),
    Shot("settings", "/settings"),
    Shot("settings-phone", "/settings", 375, 1.5),
    Shot("settings-display", "/settings/displays/juo-station"),
    Shot("settings-display-en", "/settings/displays/juo-station", language="en"),
    Shot("settings-display-phone", "/settings/displays/juo-station", 375, 1.5),
    Shot("settings-place", "/settings/places/memorial-library"),
    Shot("settings-sources", "/settings/sources"),
    Shot("settings-brand", "/settings/brand"),
    Shot("settings-calendar", "/settings/calendars/memorial-library"),
    Shot("here-phone", "/here/city-hall", 375, 1.5, height=PHONE_HEIGHT),
    Shot("account", "/account"),
    Shot("account-phone", "/account", 375, 1.5),
)

LIST_HEIGHT = 1_300
TOMORROW = datetime.now(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=1)
MOMENT = f"/time?display=hitachi-station&at={TOMORROW}T12:00:00"
OFFICE = (
    Shot("content", "/content", height=LIST_HEIGHT),
    Shot("library", "/library"),
    Shot("schedule", "/schedule", height=LIST_HEIGHT),
    Shot("schedule-phone", "/schedule", 375, 1.5, height=PHONE_HEIGHT),
    Shot("publish", "/publish", height=LIST_HEIGHT),
    Shot("time", MOMENT),
    Shot("time-en", MOMENT, language="en"),
    Shot("statistics", "/statistics", height=LIST_HEIGHT),
    Shot("results", "/results"),
    Shot("results-en", "/results", language="en"),
    Shot("results-phone", "/results", 375, 1.5, height=PHONE_HEIGHT),
    Shot("history", "/history", height=LIST_HEIGHT),
)
"""The pages on which what shows is written, arranged and looked at."""

REQUEST = {
    "kind": "notice",
    "title_ja": "「電動キックボードのシェアリング実証実験」体験談",
    "title_en": "E-scooter sharing trial: a user’s story",
    "text_ja": "日立駅と常陸多賀駅の周辺で乗れる電動キックボードを試しました。",
    "text_en": "A rider on commuting by e-scooter.",
    "theme": "mobility",
    "where": "all",
    "department": "kyoso",
    "ends": "3/31",
    "seen": "",
}
"""What an author writes, as the form sends it."""

JAPANESE_FONT = """(() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { font-family: Telephone, sans-serif !important }')
  document.adoptedStyleSheets.push(sheet)
  const faces = [['400', '400Regular'], ['700', '700Bold']].map(([weight, name]) =>
    new FontFace('Telephone', `url(/static/vendor/BIZUDPGothic_${name}.woff2)`, { weight }))
  faces.forEach((face) => document.fonts.add(face))
  return Promise.all(faces.map((face) => face.load())).then(() => true)
})()"""
"""On a telephone pages are set in its own font; a server's browser has none for Japanese."""

Save = Callable[[bytes, str, int], Any]


async def take_page_pictures(demo: DemoProcess, browser: Browser, save: Save) -> None:
    """Of a troubled demo that has just started. `save` is given each picture, its name and its width."""
    await asyncio.sleep(2 * SLOT_SECONDS + EVERY_SECONDS)  # until the frozen picture has been seen twice
    await _send_screenshot(demo, browser)
    await try_in_vain(demo)
    await asyncio.sleep(BELIEVED_SECONDS - 2 * SLOT_SECONDS)
    approval = await ask_for_approval(demo)
    for shot in ENTRANCE:
        await _take(demo, browser, shot, save)
    await log_in(demo, browser)
    for shot in (*PAGES, Shot("approval", approval), Shot("approval-phone", approval, 375, 1.5)):
        await _take(demo, browser, shot, save)
    await take_office_pictures(demo, browser, save)


async def take_office_pictures(demo: DemoProcess, browser: Browser, save: Save) -> None:
    """As an administrator sees them, who is logged in."""
    playlist, item = await change_a_playlist(demo, browser), await write_item(demo)
    own = (
        Shot("item", item),
        Shot("item-phone", item, 375, 1.5, height=PHONE_HEIGHT),
        Shot("playlist", playlist, height=LIST_HEIGHT),
    )
    for shot in (*own, *OFFICE):
        await _take(demo, browser, shot, save)


async def change_a_playlist(demo: DemoProcess, browser: Browser) -> str:
    """The path of a copy of the stations' playlist with more of its key message: not published yet."""
    page = await browser.new_page(f"{demo.ready['url']}/playlists/stations", 1440, 900)
    for button in ("form[action$='/copy'] button", "form:has([value='message']) button[value='2']"):
        before = await page.evaluate("performance.timeOrigin")
        await page.evaluate(f"document.querySelector({json.dumps(button)}).click()")
        await page.wait_for(f"performance.timeOrigin !== {before} && document.readyState === 'complete'")
    path = str(await page.evaluate("location.pathname"))
    await page.close()
    return path


async def ask_for_approval(demo: DemoProcess) -> str:
    """The path of the page of a request that an author has made."""
    return f"{await write_item(demo, 'request', 'asked')}/approval"


async def write_item(demo: DemoProcess, act: str = "save", done: str = "saved") -> str:
    """The path of an item that an author has written by the form, and what was `done` with it by the button `act`."""
    address, jar = demo.ready["url"], aiohttp.CookieJar(unsafe=True)
    person = next(one for one in demo.ready["people"] if one["name"] == "author")
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        await session.post(f"{address}/login", data=await _csrf(session, f"{address}/login") | person)
        form = await _csrf(session, f"{address}/content/new")
        path = form.pop("action")
        async with session.post(f"{address}{path}", data=form | REQUEST | {"act": act}) as answer:
            assert answer.url.query.get("done") == done, await answer.text()
        return path


async def _csrf(session: aiohttp.ClientSession, address: str) -> dict[str, str]:
    """The word that a page's forms carry, and where the last of its forms leads."""
    async with session.get(address) as answer:
        page = await answer.text()
    found = {"csrf": re.findall(r'name="csrf" value="(\w+)"', page)[-1]}
    actions = re.findall(r'action="(/content/staff-\w+)"', page)
    return found | ({"action": actions[-1]} if actions else {})


async def _take(demo: DemoProcess, browser: Browser, shot: Shot, save: Save) -> None:
    page = await browser.new_page("about:blank", shot.width, 1000 if shot.width > 720 else 700, shot.scale)
    await page.navigate(f"{demo.ready['url']}{shot.path}{'&' if '?' in shot.path else '?'}lang={shot.language}")
    if shot.width < 720 or shot.path.startswith("/t/"):
        await page.evaluate(JAPANESE_FONT)
    await _whole(page, shot)
    save(await page.screenshot(), shot.name, min(ON_PAPER, round(shot.width * shot.scale)))
    await page.close()


async def log_in(demo: DemoProcess, browser: Browser, role: str = "administrator") -> None:
    person = next(one for one in demo.ready["people"] if one["name"] == role)
    page = await browser.new_page(f"{demo.ready['url']}/login", 1440, 900)
    for field in ("name", "password"):
        await page.evaluate(f"void (document.querySelector('[name={field}]').value = {json.dumps(person[field])})")
    await page.evaluate("document.querySelector('main form button').click()")
    await page.wait_for("location.pathname !== '/login' && document.readyState === 'complete'")
    await page.close()


async def _whole(page: Page, shot: Shot) -> None:
    """The window as high as the page, and every slide in it drawn."""
    await asyncio.sleep(1)
    await page.wait_for("document.readyState === 'complete' && !document.querySelector('meta[http-equiv=refresh]')", 60)
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.resize(shot.width, min(height, shot.height), shot.scale)
    await asyncio.sleep(4)


async def _send_screenshot(demo: DemoProcess, browser: Browser) -> None:
    """What the frozen display really shows: the slide that was on when it froze."""
    number = next(n for n, one in enumerate(demo.ready["displays"]) if one["id"] == FROZEN)
    served = await manifest(demo, number)
    page = await browser.new_page(f"{demo.ready['url']}/slides/{served['slides'][0]['slide']}.html", 1920, 1080)
    await asyncio.sleep(2)
    out = io.BytesIO()
    with Image.open(io.BytesIO(await page.screenshot())) as image:
        image.convert("RGB").resize((1280, 720)).save(out, "WEBP", quality=80)
    await page.close()
    headers = {
        "Authorization": f"Bearer {demo.ready['displays'][number]['token']}",
        "Content-Type": "image/webp",
        "Signage-At": str(round(time.time() * 1000)),
    }
    address = f"{demo.ready['url']}/api/v1/player/screenshots"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=out.getvalue(), headers=headers) as answer,
    ):
        assert answer.status == 204, await answer.text()
