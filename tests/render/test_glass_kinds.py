"""Every kind with its shapes, languages, pictures and codes as it stands in a real browser, and a film in its slot."""

import asyncio
import contextlib
import hashlib
import io
from collections.abc import AsyncIterator

import msgspec
import pytest
import zxingcpp
from PIL import Image

from signage.brand import Brand
from signage.domain.media import Media, Rendition
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.measure import typeface
from signage.render.slides import build_slide
from tests.chromium import Page, shared_chromium

from .gallery import FORMATS, NEWS, PICTURES, SHAPES, Case, cases
from .glass import MEASURE, faults, glass, tolerance
from .media_samples import film
from .pictures import blobs
from .test_glass import read_code, violations

pytestmark = pytest.mark.browser

Shared = tuple[Assets, dict[str, bytes]]
KINDS = ("report", "theme", "history", "link", "notice", "voice", "picture", "film")
STANDING = """document.readyState === 'complete' && document.fonts.status === 'loaded'
  && [...document.images].every(image => image.complete)"""


def chosen(part: int) -> list[tuple[Case, str]]:
    """Every case of these kinds, and news with a picture or a code, in two shapes; elsewhere some of them (`make sheets`
    measures all).
    """
    told = [case for case in cases() if case.kind in KINDS or (case.kind == "news" and (case.media or case.qr))]
    drawn = [case for case in told if not case.clock]
    pairs = [(case, face) for face in ("l", "p") for case in drawn]
    pairs += [(case, "w") for case in drawn[::2]]
    pairs += [(case, face) for face in FORMATS if face not in SHAPES for case in drawn[::5] if case.every]
    return pairs[part::2]


@pytest.mark.parametrize("part", [0, 1])
async def test_every_kind_stands_on_the_glass_as_it_was_computed(
    brand: Brand, shared: Shared, vendor: object, part: int
) -> None:
    assets, files = shared
    widths = {name: typeface(str(vendor), name) for name in ("bold", "regular", "semibold", "medium")}
    found: dict[str, list[str]] = {}
    async with glass({**files, **blobs()}) as server, shared_chromium() as browser:
        page = await browser.new_page()
        for case, face in chosen(part):
            name, format = f"{case.kind}-{case.name}-{face}", FORMATS[face]
            try:
                slide = build_slide(case.subject(format), brand, assets)
            except RenderError as problem:
                assert "leave it out" in str(problem), name
                continue
            await page.resize(format.width, format.height)
            await page.navigate(server.address("slide", slide))
            await page.wait_for(STANDING)
            seen = await page.evaluate(MEASURE)
            problems = faults(seen, format.k, widths, tolerance(browser.version)) + violations(page)
            if problems:
                found[name] = problems
            page.console.clear()
    assert found == {}


@pytest.mark.parametrize("face", ["l", "p", "l4x3"])
async def test_a_phone_reads_the_code_of_news_from_the_glass(brand: Brand, shared: Shared, face: str) -> None:
    slide = build_slide(
        Case(kind="news", name="", items=(NEWS["mid"],), qr=True).subject(FORMATS[face]), brand, shared[0]
    )
    async with glass(shared[1]) as server, shared_chromium() as browser:
        page = await browser.new_page(width=FORMATS[face].width, height=FORMATS[face].height)
        await page.navigate(server.address("news", slide))
        await page.wait_for("document.querySelector('#code').width > 300")
        png = await page.screenshot()
    assert read_code(png) == [NEWS["mid"].url]
    with Image.open(io.BytesIO(png)) as picture:
        small = picture.convert("L").resize((picture.width // 3, picture.height // 3))
        assert [code.text for code in zxingcpp.read_barcodes(small)] == [NEWS["mid"].url]


# ---- a film in its slot

SECONDS = 6


def a_film() -> tuple[Media, dict[str, bytes]]:
    content, first = film("libvpx", "webm", frames=SECONDS * 15), io.BytesIO()
    Image.new("RGB", (320, 180), (200, 30, 30)).save(first, "JPEG")
    named = {
        f"/media/{hashlib.sha256(body).hexdigest()}.{extension}": body
        for body, extension in ((content, "webm"), (first.getvalue(), "jpg"))
    }
    moving, still = (Rendition(path.removeprefix("/media/"), 320, 180, len(body)) for path, body in named.items())
    return Media(name="film.webm", renditions=(still,), film=moving, film_ms=SECONDS * 1000), named


@contextlib.asynccontextmanager
async def player(brand: Brand, shared: Shared, *, silent: bool = False) -> AsyncIterator[Page]:
    """A page that holds a film's slide in a frame, as a player does before it shows it."""
    media, files = a_film()
    item = msgspec.structs.replace(PICTURES["short"], kind="film")
    slide = build_slide(Case(kind="film", name="", items=(item,), media=media).subject(SHAPES["l"]), brand, shared[0])
    async with glass({**shared[1], **files}) as server, shared_chromium() as browser:
        page = await browser.new_page(f"{server.url}/parent")
        await page.evaluate(f"(window.silent = {str(silent).lower()}, 1)")
        await page.evaluate(f"open_slide('{server.address('film', slide)}')")
        await page.wait_for("said.length")
        yield page


FILM_AT = "slide().document.querySelector('video').currentTime"
PAUSED = "slide().document.querySelector('video').paused"


def show(at_ms: int, length_ms: int = SECONDS * 1000) -> str:
    return f"send({{show: {{now: {1_000_000 + at_ms}, begins: 1000000, ends: {1_000_000 + length_ms}}}}})"


async def test_a_film_is_ready_with_its_first_frame_and_waits_to_be_shown(brand: Brand, shared: Shared) -> None:
    async with player(brand, shared) as page:
        assert await page.evaluate("said") == [{"signage": 1, "ready": True}]
        assert await page.evaluate("slide().document.querySelector('video').readyState >= 2")
        await asyncio.sleep(1.3)
        assert await page.evaluate(PAUSED)
        assert await page.evaluate(FILM_AT) == 0


async def test_a_film_plays_from_its_beginning_each_time_it_is_shown(brand: Brand, shared: Shared) -> None:
    async with player(brand, shared) as page:
        for _ in range(2):
            await page.evaluate(show(0))
            await page.wait_for(f"{FILM_AT} > 0.3")
            assert await page.evaluate(FILM_AT) < 3
            await page.evaluate("send({hide: true})")
            await page.wait_for(f"{PAUSED} && {FILM_AT} === 0")


async def test_a_film_joined_in_the_middle_of_its_slot_is_where_its_neighbours_are(
    brand: Brand, shared: Shared
) -> None:
    async with player(brand, shared) as page:
        await page.evaluate("window.from = performance.now()")
        await page.evaluate(show(2500))
        await page.wait_for(f"{FILM_AT} > 2.9")
        due = 2.5 + await page.evaluate("(performance.now() - from) / 1000")
        assert abs(await page.evaluate(FILM_AT) - due) < 0.5


async def test_a_slot_longer_than_its_film_holds_the_last_frame(brand: Brand, shared: Shared) -> None:
    async with player(brand, shared) as page:
        await page.evaluate(show(20_000, 30_000))
        await page.wait_for(f"{FILM_AT} > {SECONDS - 0.2}")
        assert await page.evaluate(PAUSED)
        await page.evaluate(show(int(SECONDS * 1000) - 500, 30_000))
        await page.wait_for("slide().document.querySelector('video').ended")
        assert await page.evaluate(FILM_AT) > SECONDS - 0.2


async def test_a_film_that_nobody_asks_for_shows_itself(brand: Brand, shared: Shared) -> None:
    async with player(brand, shared, silent=True) as page:
        await page.wait_for(f"{FILM_AT} > 0.2")


async def test_a_film_that_cannot_be_played_says_so(brand: Brand, shared: Shared) -> None:
    media, files = a_film()
    assert media.film
    files[media.film.path] = b"no film at all" * 100
    item = msgspec.structs.replace(PICTURES["short"], kind="film")
    slide = build_slide(Case(kind="film", name="", items=(item,), media=media).subject(SHAPES["l"]), brand, shared[0])
    async with glass({**shared[1], **files}) as server, shared_chromium() as browser:
        page = await browser.new_page(f"{server.url}/parent")
        await page.evaluate(f"open_slide('{server.address('film', slide)}')")
        await page.wait_for("said.length")
        (said,) = await page.evaluate("said")
    assert said["failed"] == f"film {media.film.path}"
