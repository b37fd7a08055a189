"""Makes the pictures of the documents from a real demo (make pictures): posters, slides, then the staff's pages."""

import asyncio
import io
import re
import tempfile
from pathlib import Path

import aiohttp
from PIL import Image

from tests.chromium import Browser, chromium
from tests.journeys.demo_process import DemoProcess, manifest
from tests.journeys.page_pictures import take_page_pictures
from tests.journeys.poster_pictures import take_poster_pictures
from tests.journeys.troubled_demo import troubled_demo

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
TOKENS = Path(__file__).parents[2] / "signage" / "static" / "pages" / "tokens.css"
COLOURS = sorted(set(re.findall(r": #([0-9a-f]{6});", TOKENS.read_text("utf-8"))))
WANTED = (
    ("news-landscape", "city-hall", "日立駅前", 960),
    ("event-landscape", "hitachi-station", "バス教室", 960),
    ("survey-portrait", "omika-station", "survey", 540),
    ("about-landscape", "hitachi-station", "key-message", 960),
)


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    take_poster_pictures(_save)
    with tempfile.TemporaryDirectory() as folder:
        demo = DemoProcess(Path(folder))
        await demo.start()
        try:
            async with chromium() as browser:
                for name, display, item, width in WANTED:
                    await _slide(demo, browser, name, display, item, width)
        finally:
            await demo.end()
    with tempfile.TemporaryDirectory() as folder:
        async with troubled_demo(Path(folder)) as demo, chromium() as browser:
            await take_page_pictures(demo, browser, _save_page)


async def _slide(demo: DemoProcess, browser: Browser, name: str, display: str, item: str, width: int) -> None:
    """The slide of a display whose item's id or title holds the words."""
    number = next(n for n, one in enumerate(demo.ready["displays"]) if one["id"] == display)
    found = await manifest(demo, number)
    size = found["display"]["width"], found["display"]["height"]
    urls = {f"{demo.ready['url']}/slides/{slide['slide']}.html": slide.get("item", "") for slide in found["slides"]}
    for url, about in urls.items():
        if item in about or item in await _text(url):
            page = await browser.new_page(url, *size)
            await asyncio.sleep(2)  # one that hears nothing shows itself after a second
            _save(await page.screenshot(), name, width)
            return
    raise SystemExit(f"no slide of {display} holds {item}")


async def _text(url: str) -> str:
    """The words of a slide, without their lines' markup."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return re.sub(r"<[^>]*>", "", await answer.text())


def _save(png: bytes, name: str, width: int) -> None:
    with Image.open(io.BytesIO(png)) as image:
        small = image.convert("RGB").resize(
            (width, round(image.height * width / image.width)), Image.Resampling.LANCZOS
        )
        small.save(PICTURES / f"{name}.png", optimize=True)


def _save_page(png: bytes, name: str, width: int) -> None:
    """A page is paper and ink: 256 colours are enough, if those that mean something are among them as they are."""
    _save(png, name, width)
    with Image.open(PICTURES / f"{name}.png") as image:
        ours = [int(hue[at : at + 2], 16) for hue in COLOURS for at in (0, 2, 4)]
        palette = Image.new("P", (1, 1))
        palette.putpalette((ours + (image.quantize(256 - len(COLOURS)).getpalette() or []))[: 256 * 3])
        few = image.quantize(palette=palette, dither=Image.Dither.NONE)
        few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
