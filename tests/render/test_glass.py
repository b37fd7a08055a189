import asyncio
import io
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from signage.domain.content import Item
from signage.domain.displays import Format
from signage.render.assets import Assets
from signage.render.measure import typeface
from tests.chromium import Page, shared_chromium

from . import samples
from .conftest import Build
from .glass import MEASURE, faults, glass, tolerance
from .samples import ABOUT, LANDSCAPE, PORTRAIT, STRIP, SURVEY, news

pytestmark = pytest.mark.browser

Shared = tuple[Assets, dict[str, bytes]]
THEMES = ("", "green", "health", "mobility", "smart_housing", "citizen")
LOADED = "document.readyState === 'complete' && document.fonts.status === 'loaded'"


def themed(title: str, theme: str, english: str = samples.ENGLISH[0]) -> Item:
    return news(title, samples.TEXT, *((theme,) if theme else ()), english=english)


def cases(k: float = 1.0) -> dict[str, tuple[Item | None, Format, str]]:
    """Every kind × shape × short and long × both languages; news in every theme."""
    made: dict[str, tuple[Item | None, Format, str]] = {}
    for shape, size in (("l", LANDSCAPE), ("p", PORTRAIT), ("w", STRIP)):
        format = Format(size.width, size.height, k)
        for index, title in enumerate(samples.TITLES):
            made[f"title{index}-{shape}"] = (themed(title, THEMES[index % len(THEMES)]), format, "ja")
        for theme in THEMES:
            made[f"short-{theme}-{shape}"] = (themed("水素で走る", theme), format, "ja")
        for index, title in enumerate(samples.ENGLISH):
            made[f"english{index}-{shape}"] = (themed("題", THEMES[index], title), format, "en")
        for language in ("ja", "en"):
            made[f"about-{shape}-{language}"] = (ABOUT, format, language)
            made[f"fallback-{shape}-{language}"] = (None, format, language)
            if shape != "w":
                made[f"survey-{shape}-{language}"] = (SURVEY, format, language)
    return made


def read_code(png: bytes) -> list[str]:
    with Image.open(io.BytesIO(png)) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]


def violations(page: Page) -> list[str]:
    return [line for line in page.console if "violat" in line.lower() or "Refused" in line or "rror" in line]


@pytest.mark.parametrize("k", [1.0, 1.2, 1.35, 1.8, 2.4, 3.2])
async def test_every_slide_stands_on_the_glass_as_it_was_computed(
    build: Build, shared: Shared, vendor: Path, k: float
) -> None:
    widths = {name: typeface(str(vendor), name) for name in ("bold", "regular", "semibold", "medium")}
    chosen = cases(k)
    if k > 1:
        chosen = {name: case for name, case in chosen.items() if re.match(r"title[012]|english|about|fallb|surv", name)}
    found: dict[str, list[str]] = {}
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page()
        for name, (item, format, language) in chosen.items():
            await page.resize(format.width, format.height)
            await page.navigate(server.address(name, build(item, format, language)))
            await page.wait_for(LOADED)
            problems = faults(await page.evaluate(MEASURE), k, widths, tolerance(browser.version)) + violations(page)
            if problems:
                found[name] = problems
            page.console.clear()
    assert found == {}


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(1920, 1080, 1), (1080, 1920, 1), (1366, 768, 1), (3840, 2160, 1), (1280, 720, 1.5)]
)
async def test_a_phone_reads_the_code_from_the_glass(
    build: Build, shared: Shared, width: int, height: int, scale: float
) -> None:
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page(width=width, height=height, scale=scale)
        slide = build(SURVEY, LANDSCAPE if width > height else PORTRAIT)
        await page.navigate(server.address("survey", slide))
        await page.wait_for("document.querySelector('#code').width > 300")
        png = await page.screenshot()
    assert read_code(png) == [SURVEY.url]
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("L").resize((picture.width // 3, picture.height // 3))
        assert [code.text for code in zxingcpp.read_barcodes(small)] == [SURVEY.url]


async def test_a_code_is_drawn_in_whole_device_pixels_with_its_quiet_zone(build: Build, shared: Shared) -> None:
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page()
        await page.navigate(server.address("survey", build(SURVEY)))
        await page.wait_for("document.querySelector('#code').width > 300")
        left, top, side = await page.evaluate(
            "(() => { const r = document.querySelector('#code').getBoundingClientRect(); return [r.left, r.top, r.width] })()"
        )
        png = await page.screenshot()
    with Image.open(io.BytesIO(png)) as picture:
        code = picture.convert("L").crop((round(left), round(top), round(left + side), round(top + side)))
    assert set(code.tobytes()) == {0, 255}
    module = 16
    assert side == 41 * module
    assert code.point(lambda value: 255 - value).getbbox() == (64, 64, 656 - 64, 656 - 64)


async def test_a_code_follows_the_window_that_its_slide_stands_in(build: Build, shared: Shared) -> None:
    """A box that starts before its television has a window of some size, then the real one; the slide may stay for weeks."""
    boxes = "(['#code', '#card'].map(name => { const b = document.querySelector(name).getBoundingClientRect(); return [b.width, b.height] }))"
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page(width=1024, height=768)
        await page.navigate(server.address("survey", build(SURVEY)))
        await page.wait_for("document.querySelector('#code').width > 300")
        (before, card_before) = await page.evaluate(boxes)
        await page.resize(1920, 1080)
        await page.wait_for("document.querySelector('#code').width === 656")
        (after, card_after) = await page.evaluate(boxes)
        png = await page.screenshot()
        await page.resize(192, 108)  # no phone reads a code so small: it stands in its place all the same
        await page.wait_for("document.querySelector('#code').getBoundingClientRect().width < 70")
    assert after[0] / card_after[0] == pytest.approx(before[0] / card_before[0], abs=0.01)
    assert after == [656, 656] and read_code(png) == [SURVEY.url]


async def test_a_screen_adds_its_spot_to_a_link_and_to_nothing_else(build: Build, shared: Shared) -> None:
    plain, link = build(SURVEY).html, "https://signage.example.jp/q/7K4"
    linked = plain.replace(b' data-qr="', f' data-link="{link}" data-qr="'.encode())
    expected = {
        (linked, "#at=ABC7"): f"{link}-ABC7",
        (linked, ""): SURVEY.url,
        (linked, "#at=A"): SURVEY.url,
        (linked, "#at=ABCDEFG"): SURVEY.url,
        (linked, "#at=AB0O"): SURVEY.url,
        (linked, "#at=ABC7&x=1"): SURVEY.url,
        (plain, "#at=ABC7"): SURVEY.url,
    }
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page()
        for number, ((html, fragment), address) in enumerate(expected.items()):
            await page.navigate(server.address(f"spot{number}", html) + fragment)
            await page.wait_for("document.querySelector('#code').width > 300")
            assert read_code(await page.screenshot()) == [address]


async def test_a_slide_says_once_that_it_is_ready_and_runs_its_horizon_when_shown(build: Build, shared: Shared) -> None:
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page(f"{server.url}/parent")
        address = server.address("news", build(news()))
        await page.evaluate(f"open_slide('{address}')")
        await page.wait_for("said.length")
        await asyncio.sleep(1.3)
        assert await page.evaluate("said") == [{"signage": 1, "ready": True}]
        assert await page.evaluate("line()") == 0
        await page.evaluate("send({show: {now: 1000000, begins: 990000, ends: 1010000}})")
        await asyncio.sleep(0.3)
        assert 0.5 <= await page.evaluate("line()") <= 0.56
        await page.evaluate("send({hide: true})")
        await asyncio.sleep(0.1)
        assert await page.evaluate("line()") == 0
        await page.evaluate("send({show: {now: 2000000, begins: 2000000, ends: 2001000}})")
        await asyncio.sleep(1.3)
        assert await page.evaluate("line()") == 1
        assert violations(page) == []


async def test_a_slide_that_hears_nothing_shows_itself(build: Build, shared: Shared) -> None:
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page(f"{server.url}/parent")
        await page.evaluate("(window.silent = true, 1)")
        await page.evaluate(f"open_slide('{server.address('news', build(news()))}')")
        await page.wait_for("said.length")
        assert await page.evaluate("line()") == 0
        await asyncio.sleep(1.3)
        assert await page.evaluate("line()") == 1


async def test_a_slide_obeys_only_its_parent(build: Build, shared: Shared) -> None:
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page(f"{server.url}/parent")
        await page.evaluate(f"open_slide('{server.address('news', build(news()))}')")
        await page.wait_for("said.length")
        forged = "slide().eval('postMessage({signage: 1, show: {now: 5, begins: 0, ends: 10}}, \"*\")')"
        await page.evaluate(f"(() => {{ try {{ {forged} }} catch (error) {{ return 1 }} }})()")
        await page.evaluate(
            "slide().dispatchEvent(new MessageEvent('message', {data: {signage: 1, show: {now: 5, begins: 0, ends: 10}}}))"
        )
        await asyncio.sleep(0.2)
        assert await page.evaluate("line()") == 0


@pytest.mark.parametrize("lost", ["woff2", "css"])
async def test_a_slide_without_its_files_says_why_it_failed(build: Build, shared: Shared, lost: str) -> None:
    async with glass(shared[1]) as server, shared_chromium() as browser:
        server.missing.add(lost)
        page = await browser.new_page(f"{server.url}/parent")
        await page.evaluate(f"open_slide('{server.address('news', build(news()))}')")
        await page.wait_for("said.length")
        (said,) = await page.evaluate("said")
    assert said["signage"] == 1
    assert said["failed"]
    assert "ready" not in said
