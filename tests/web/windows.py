"""A real browser on the pages of a site, logged in: for what only a browser can tell."""

import re
from functools import cache
from pathlib import Path

from signage.render.assets import VENDOR, load_assets
from signage.store.blobs import Blobs
from signage.web.public import BLOBS
from tests.axe import violations
from tests.chromium import Browser, Page
from tests.web.sites import Site

SHAPES = ((1440, 900), (375, 700))
"""A desk and a telephone."""
NARROW = 320
HEADER_HEIGHT = "Math.max(0, ...[...document.querySelectorAll('header.top')].map((one) => one.offsetHeight))"
HEADER_LINE = 58
"""Px of the header that is one line, of two rows of small letters at most, with its rule."""


async def open_page(browser: Browser, site: Site, path: str = "", width: int = 1440, height: int = 900) -> Page:
    """A window of the browser with the cookies of the site's client; without a path it is empty yet."""
    page = await browser.new_page("about:blank", width, height)
    _lay_out(site.client.app[BLOBS])
    address = str(site.client.make_url("/"))
    for cookie in site.client.session.cookie_jar:
        await page.command("Network.setCookie", name=cookie.key, value=cookie.value, url=address, httpOnly=True)
    if path:
        await page.navigate(str(site.client.make_url(path)))
    return page


@cache
def _assets() -> dict[str, bytes]:
    return load_assets(VENDOR)[1]


def _lay_out(blobs: Blobs) -> None:
    """What slides in a page ask for: their style sheet, script and fonts."""
    for address, content in _assets().items():
        file = blobs.path(Path(address).name)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


async def press_enter(page: Page) -> None:
    """The key itself, as a person presses it where the focus is: a form is sent by it, or not."""
    for kind in ("keyDown", "keyUp"):
        await page.command(
            "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", text="\r", windowsVirtualKeyCode=13
        )


async def sendings(page: Page, button: str) -> object:
    """How often a form is sent by a button that is pressed twice in a row. It is held back at last: the page stays."""
    return await page.evaluate(
        f"""(() => {{ let sent = 0; const pressed = document.querySelector({button!r})
        addEventListener('submit', (event) => {{ if (!event.defaultPrevented) {{ sent += 1; event.preventDefault() }} }})
        pressed.click(); pressed.click(); return sent }})()"""
    )


async def check_page(browser: Browser, site: Site, path: str) -> None:
    """Open to all: nothing that axe finds on a desk in Japanese and on a telephone in English, in both languages nothing
    wider than the window, a header of one line, nothing that the policy had to hold back.
    """
    page = await open_page(browser, site)
    for language, shapes in (("ja", SHAPES), ("en", SHAPES[::-1])):
        width, height = shapes[0]
        await page.resize(width, height)
        await page.navigate(str(site.client.make_url(f"{path}{'&' if '?' in path else '?'}lang={language}")))
        assert await violations(page) == [], (path, language, width)
        for width, height in shapes:
            await page.resize(width, height)
            assert await page.evaluate(HEADER_HEIGHT) <= HEADER_LINE, (path, language, width)
        await page.resize(NARROW, SHAPES[1][1])
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW, (path, language)
        held = [line for line in page.console if re.search("Content Security|Refused|exception", line)]
        assert not held, (path, language, held)
    await page.close()
