"""A film goes with its slot: H.264 in the current Chromium and in 79, VP8 in 69, which has no other codec of ours."""

import statistics
from typing import Any

import pytest

from tests.chromium import Browser

from .conftest import colour, errors, play, wait_for_item
from .films import CODECS, film_slide
from .server import FakeServer
from .slides import COLOURS, Slide, make_manifest, slot

pytestmark = [
    pytest.mark.browser,
    pytest.mark.engines("current", "79", "69"),
    pytest.mark.asyncio(loop_scope="session"),
]

SHOWN = "document.querySelector('iframe.shown').contentDocument.querySelector('video')"
# Seconds by which the film is not where its slot is.
APART = f"(signage.now - signage.onGlass.begins) / 1000 - {SHOWN}.currentTime"
# Looks at both frames every 50 ms: what waits, and how far what is shown has gone.  One look may fall between a film's leaving the glass
# and its hearing so: a film has begun too early if the next look finds it so, too.
WATCH = """new Promise((resolve) => {
  const seen = { waited: 0, early: [], apart: {} }, running = new Set()
  const look = setInterval(() => {
    const frames = Array.from(document.querySelectorAll('iframe'))
    const film = (frame) => frame.contentDocument && frame.contentDocument.querySelector('video')
    for (const frame of frames.filter((one) => !one.classList.contains('shown') && film(one))) {
      seen.waited += 1
      const runs = !film(frame).paused || film(frame).currentTime > 0
      if (runs && running.has(frame)) seen.early.push(film(frame).currentTime)
      if (runs) running.add(frame); else running.delete(frame)
    }
    const shown = frames.filter((one) => one.classList.contains('shown'))
    shown.forEach((one) => running.delete(one))
    const { item, begins } = signage.onGlass
    const age = signage.now - begins
    if (shown.length === 1 && film(shown[0]) && age > 1000) {
      const key = item + ' ' + begins
      seen.apart[key] = (seen.apart[key] || []).concat(age / 1000 - film(shown[0]).currentTime)
    }
    if (Object.keys(seen.apart).length === 4) { clearInterval(look); resolve(seen) }
  }, 50)
})"""


def film_slot(server: FakeServer, slide: Slide, ms: int, item: str = "film") -> dict[str, Any]:
    server.files.update(slide.files)
    return slot("red", ms) | {"slide": slide, "item": item}


def nearest(seen: tuple[int, int, int]) -> str:
    return min(COLOURS, key=lambda name: sum(abs(a - b) for a, b in zip(seen, COLOURS[name], strict=True)))


async def test_a_film_joined_in_its_slot_plays_from_there_and_holds_its_last_frame(
    server: FakeServer, browser: Browser, engine: str
) -> None:
    slide = film_slide(engine, ["red", "red", "red", "green", "green", "green", "blue", "blue", "violet", "violet"])
    server.publish("token", make_manifest([film_slot(server, slide, 60_000)], anchor=server.now() - 6000))
    page = await play(browser, server)
    await wait_for_item(page, "film")
    assert await page.evaluate(f"{SHOWN}.muted")
    await page.wait_for(f"!{SHOWN}.paused && Math.abs({APART}) < 0.5", 5)
    await page.wait_for(f"{SHOWN}.ended", 15)
    assert nearest(await colour(page)) == "violet"
    assert await errors(page) == []


async def test_a_film_waits_for_its_turn_and_begins_anew_each_time(
    server: FakeServer, browser: Browser, engine: str
) -> None:
    slides = [film_slide(engine, ["red", "green", "blue", "teal"]), film_slide(engine, ["violet"] * 4, "山")]
    server.publish(
        "token",
        make_manifest([film_slot(server, slide, 2000, slide.sha256[:6]) for slide in slides], anchor=server.now()),
    )
    page = await play(browser, server)
    seen = await page.evaluate(WATCH)
    assert seen["waited"] > 10
    assert seen["early"] == []
    assert all(abs(statistics.median(apart)) < 0.6 for apart in seen["apart"].values())


async def test_an_engine_plays_the_films_it_is_given_here(browser: Browser, engine: str) -> None:
    page = await browser.new_page()
    asks = {"libx264": 'video/mp4; codecs="avc1.42E01E"', "libvpx": 'video/webm; codecs="vp8"'}
    plays = [
        codec
        for codec, kind in asks.items()
        if await page.evaluate(f"document.createElement('video').canPlayType('{kind}')")
    ]
    assert plays == (["libvpx"] if engine == "69" else ["libx264", "libvpx"])
    assert CODECS[engine][0] in plays
