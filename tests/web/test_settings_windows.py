"""The pages that set everything up, in a real browser: reachable for everybody, and what stands beside a form follows it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.store.database import Database
from signage.store.displays import load_displays
from tests.chromium import Browser, Page, shared_chromium
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page

pytestmark = pytest.mark.browser

PAGES = (
    "/settings",
    "/settings/places/station",
    "/settings/displays/entrance",
    "/settings/sources/new",
    "/settings/brand",
)


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person(role="administrator")
    await site.log_in()
    return site


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with shared_chromium() as browser:
        yield browser


async def typed(page: Page, field: str, text: str) -> None:
    await page.evaluate(
        f"(() => {{ const field = document.getElementById({field!r}); field.focus(); field.value = {text!r};"
        " field.dispatchEvent(new Event('input', {bubbles: true})) })()"
    )


async def test_every_page_is_open_to_all_and_holds_to_its_policy(site: Site, browser: Browser) -> None:
    for path in PAGES:
        await check_page(browser, site, path)


async def test_what_can_be_read_follows_the_distance_as_it_is_typed(site: Site, browser: Browser) -> None:
    page = await open_page(browser, site, "/settings/displays/entrance?lang=ja")
    says = "document.querySelector('[data-part=view]').textContent"
    assert "12.5" not in await page.evaluate(says)
    await typed(page, "distance_m", "12.5")
    await page.wait_for(f"{says}.includes('12.5') && {says}.includes('遠くから見る形')")
    await page.wait_for("document.querySelectorAll('[data-part=samples]').length === 1", 60)
    assert await page.evaluate("document.querySelectorAll('[data-part=samples] iframe').length") == 1
    assert await page.evaluate("document.activeElement.id") == "distance_m"
    assert await page.evaluate("document.querySelector('[data-for=distance_m]').value") == "12.5"
    await page.close()


async def test_slides_take_the_brands_colour_while_it_is_chosen_and_nothing_is_kept(
    site: Site, browser: Browser
) -> None:
    page = await open_page(browser, site, "/settings/brand?lang=ja")
    shown = "[...document.querySelectorAll('#preview iframe')].map((slide) => slide.getAttribute('src')).join()"
    before = await page.evaluate(shown)
    await typed(page, "colour", "#7A1F5C")
    await page.wait_for(f"!document.querySelector('[data-coming]') && {shown} !== {before!r}", 60)
    assert await page.evaluate("document.querySelectorAll('#preview iframe').length") == 3
    slide = "document.querySelector('.sample-news iframe')?.contentDocument?.body"
    await page.wait_for(f"{slide}?.childElementCount > 0")
    assert await page.evaluate(f"getComputedStyle({slide}).backgroundColor") != "rgb(232, 240, 244)"
    assert site.desk.brands.in_force.colour == ""
    await page.close()


async def test_a_display_is_added_with_the_keyboard_alone(site: Site, browser: Browser) -> None:
    page = await open_page(browser, site, "/settings/displays/new?place=station&lang=en")
    await page.evaluate("document.getElementById('name').focus()")
    await page.command("Input.insertText", text="Waiting room")
    for kind in ("keyDown", "keyUp"):
        await page.command(
            "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13
        )
    await page.wait_for("location.pathname === '/pair'")
    async with site.database.read() as connection:
        assert (await load_displays(connection))["station"].name == "Waiting room"
    await page.close()
