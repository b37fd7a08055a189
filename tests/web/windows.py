"""A real browser on the pages of a site, logged in: for what only a browser can tell."""

import re

from tests.axe import violations
from tests.chromium import Browser, Page
from tests.web.sites import Site

SHAPES = ((1440, 900), (375, 700))
"""A desk and a telephone."""
NARROW = 320
HEADER_HEIGHT = "Math.max(0, ...[...document.querySelectorAll('header.top')].map((one) => one.offsetHeight))"
HEADER_LINE = 58
"""Px of the header that is one line, of two rows of small letters at most, with its rule."""


async def open_page(browser: Browser, site: Site, path: str, width: int = 1440, height: int = 900) -> Page:
    page = await browser.new_page("about:blank", width, height)
    address = str(site.client.make_url("/"))
    for cookie in site.client.session.cookie_jar:
        await page.command("Network.setCookie", name=cookie.key, value=cookie.value, url=address, httpOnly=True)
    await page.navigate(str(site.client.make_url(path)))
    return page


async def check_page(browser: Browser, site: Site, path: str) -> None:
    """Open to all: nothing that axe finds on a desk in Japanese and on a telephone in English, in both languages nothing
    wider than the window, a header of one line, nothing that the policy had to hold back.
    """
    for language, shapes in (("ja", SHAPES), ("en", SHAPES[::-1])):
        width, height = shapes[0]
        page = await open_page(browser, site, f"{path}{'&' if '?' in path else '?'}lang={language}", width, height)
        await page.wait_for("document.readyState === 'complete'")
        assert await violations(page) == [], (path, language, width)
        for width, height in shapes:
            await page.resize(width, height)
            assert await page.evaluate(HEADER_HEIGHT) <= HEADER_LINE, (path, language, width)
        await page.resize(NARROW, SHAPES[1][1])
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW, (path, language)
        held = [line for line in page.console if re.search("Content Security|Refused|exception", line)]
        assert not held, (path, language, held)
        await page.close()
