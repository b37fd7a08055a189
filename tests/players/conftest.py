"""A fake server and a fresh browser for each test, and words for what a test wants to know of a player's page.

Each test runs in the machine's Chromium and in 69, or in the engines that its mark names: @pytest.mark.engines("79").
"""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from tests.chromium import Browser, Page, chromium
from tests.engines import CURRENT, runs_here

from .server import FakeServer, serving
from .slides import Colour

SIZE = (640, 360)
OLDEST = "69"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("engines")
        metafunc.parametrize("engine", marked.args if marked else (CURRENT, OLDEST), indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """Its name. One after the other: pytest runs all tests of one before those of the next."""
    name: str = request.param
    if name != CURRENT and not runs_here():
        pytest.skip(f"Chromium {name} exists for 64-bit x86 under Linux only")
    return name


@pytest_asyncio.fixture(loop_scope="session")
async def server() -> AsyncIterator[FakeServer]:
    async with serving() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def one_browser(engine: str) -> AsyncIterator[Browser]:
    async with chromium(engine=engine) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser(one_browser: Browser) -> AsyncIterator[Browser]:
    """The browser without pages. Each server has a port and so an origin of its own: nothing kept is shared."""
    yield one_browser
    for page in list(one_browser.pages.values()):
        await page.close()


async def play(browser: Browser, server: FakeServer, token: str = "token", seat: str = "1") -> Page:
    """A player's page that has painted its first slide (or its first black)."""
    page = await browser.new_page(server.player_url(token, seat), *SIZE)
    await page.wait_for("window.signage && signage.paintings.length > 0")
    return page


async def state(page: Page) -> dict[str, Any]:
    """window.signage, without the manifests inside."""
    found: dict[str, Any] = await page.evaluate(
        "JSON.parse(JSON.stringify(signage, (key, value) => key === 'manifest' ? undefined : value))"
    )
    return found


async def wait_for_item(page: Page, item: str, seconds: float = 15) -> None:
    await page.wait_for(f"signage.onGlass.item === '{item}' && signage.onGlass.painted", seconds)


async def items(page: Page) -> list[str]:
    """What the glass has shown so far, in order."""
    found: list[str] = await page.evaluate("signage.paintings.map((painting) => painting.item)")
    return found


async def errors(page: Page) -> list[str]:
    """What the player has to tell, without slides that came late (E10): on a busy machine any may."""
    found: list[str] = await page.evaluate("signage.errors.map((error) => error.code)")
    return [code for code in found if code != "E10"]


async def colour(page: Page) -> Colour:
    """The colour in the middle of the glass, after any fade: once two looks agree."""
    await page.wait_for("signage.onGlass.painted && !document.querySelector('.fades')")
    seen = middle(await page.screenshot())
    while (again := middle(await page.screenshot())) != seen:
        seen = again
    return seen


def middle(picture: bytes) -> Colour:
    with Image.open(io.BytesIO(picture)) as image:
        red, green, blue = image.convert("RGB").resize((9, 9), Image.Resampling.BOX).getpixel((4, 4))  # type: ignore[misc]
        return red, green, blue


def looks_like(seen: Colour, wanted: Colour) -> bool:
    """Old engines' frames are off by some 15 of 255."""
    return all(abs(a - b) <= 25 for a, b in zip(seen, wanted, strict=True))


def is_blank(seen: Colour) -> bool:
    """White, black or nearly: no slide of these tests nor a blend of two looks so."""
    return min(seen) > 205 or max(seen) < 70
