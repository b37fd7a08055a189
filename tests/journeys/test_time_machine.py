"""The time machine's picture is that of the running player at the same moment."""

import asyncio
import base64
import io
import json

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from tests.chromium import Browser, Page
from tests.journeys.demo_process import DemoProcess, manifest, open_players, sizes

pytestmark = pytest.mark.browser

REACH = 2 + 4
"""Pixels by which a player's picture wanders on its panel (players/kiosk/shift.js), and those by which a page that draws it at a
third of its width rounds where it begins."""
BLUR = ImageFilter.BoxBlur(2)
"""Edges fall on other pixels where a page draws a slide at another scale."""
ALIKE = 2.0
"""Mean difference, of 255; the progress line, which goes on, is in it. Another slide differs by several times as much."""


async def log_in(page: Page, demo: DemoProcess) -> None:
    who = next(one for one in demo.ready["people"] if one["name"] == "viewer")
    await page.evaluate(
        f"document.querySelector('[name=name]').value = {json.dumps(who['name'])},"
        f"document.querySelector('[name=password]').value = {json.dumps(who['password'])},"
        "document.querySelector('main form').submit()"
    )
    await page.wait_for("!location.pathname.startsWith('/login')", 20)


def slide_url(demo: DemoProcess, slide: str) -> str:
    return f"{demo.ready['url']}/slides/{slide}.html"


async def glass(demo: DemoProcess, number: int, page: Page) -> tuple[Image.Image, str, int]:
    """A picture of a player in the middle of a slide, that slide, and when it was taken.

    Of a slot that shows its own slide (on a busy machine one may not be ready in time, and another stands in), as the newest manifest
    plans it (a server that has just come back publishes anew, and a player shows the slot it is in to its end).
    """
    settled = "Date.now() - signage.onGlass.painted > 1500 && signage.onGlass.ends - Date.now() > 3000"
    planned = "!signage.waiting && signage.step.entry && (signage.step.entry.item || null) === signage.step.item"
    slot = "[signage.etag, signage.onGlass.slide, signage.onGlass.begins]"
    for _ in range(5):
        await page.wait_for(f"signage.onGlass.painted && {settled} && {planned}", 60)
        newest = (await manifest(demo, number))["etag"]
        before, at = await page.evaluate(f"[{slot}, Date.now()]")
        picture = await page.screenshot()
        if before == await page.evaluate(slot) and before[0] == newest == (await manifest(demo, number))["etag"]:
            return Image.open(io.BytesIO(picture)).convert("RGB"), before[1], at
    raise AssertionError(f"no quiet slot: {before}, the newest is {newest}")


async def least_difference(seen: Image.Image, page: Page, width: int) -> float:
    """Of a player's picture and the page's frame, which is painted a little after its page says that it is ready."""
    for _ in range(10):
        await asyncio.sleep(1)
        found = difference(seen, await framed(page, width))
        if found < ALIKE:
            break
    return found


async def framed(page: Page, width: int) -> Image.Image:
    """What the page's frame holds, as wide as the player's picture."""
    x, y, its_width, height = await page.evaluate(
        "(({x, y, width, height}) => [x + scrollX, y + scrollY, width, height])"
        "(document.querySelector('#on-glass .fit').getBoundingClientRect())"
    )
    clip = {"x": x, "y": y, "width": its_width, "height": height, "scale": width / its_width}
    answer = await page.command("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
    return Image.open(io.BytesIO(base64.b64decode(answer["data"]))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """In colour, where the two lie best on one another: a player's picture may lie anywhere within REACH."""
    one, other = one.filter(BLUR), other.resize(one.size, Image.Resampling.LANCZOS).filter(BLUR)
    inner = (2 * REACH, 2 * REACH, one.width - 2 * REACH, one.height - 2 * REACH)
    grey, there = one.convert("L"), other.convert("L").crop(inner)
    places = [(right, down) for right in range(-REACH, REACH + 1) for down in range(-REACH, REACH + 1)]
    best = min(places, key=lambda place: _mean(ImageChops.offset(grey, *place).crop(inner), there))
    return _mean(ImageChops.offset(one, *best).crop(inner), other.crop(inner))


def _mean(one: Image.Image, other: Image.Image) -> float:
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


async def test_the_page_shows_what_the_player_showed_at_that_moment(demo: DemoProcess, browser: Browser) -> None:
    players, shapes = await open_players(demo, browser), await sizes(demo)
    desk = await browser.new_page(demo.ready["url"] + "/login", 1440, 1200)
    await log_in(desk, demo)
    for number, (player, (width, _)) in enumerate(zip(players, shapes, strict=True)):
        display = demo.ready["displays"][number]
        seen, slide, at = await glass(demo, number, player)
        await desk.navigate(f"{demo.ready['url']}/time?display={display['id']}&at={at}")
        await desk.wait_for("!!document.querySelector('#on-glass iframe')", 20)
        assert await desk.evaluate("document.querySelector('#on-glass iframe').src") == slide_url(demo, slide)
        assert await least_difference(seen, desk, width) < ALIKE, (display["id"], at)
        await desk.evaluate("document.getElementById('after').click()")
        await desk.wait_for(f"Number(document.getElementById('on-glass').dataset.begins) > {at}", 20)
        await asyncio.sleep(2)
        assert difference(seen, await framed(desk, width)) > ALIKE
    begins = "Number(document.getElementById('on-glass').dataset.begins)"
    before = await desk.evaluate(begins)
    await desk.evaluate("document.getElementById('play').click()")
    await desk.wait_for(f"{begins} > {before}", 60)
    assert not [line for line in desk.console if "Content Security" in line or "Uncaught" in line]
