"""What a passer-by sees: slots on time, changes, no gap."""

import asyncio
import hashlib
import statistics
from itertools import pairwise
from pathlib import Path

import pytest

from tests.chromium import Browser

from .conftest import SIZE, colour, errors, is_blank, items, looks_like, middle, play, state, wait_for_item
from .server import FakeServer
from .slides import COLOURS, DAY, Slide, make_manifest, make_slide, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

VECTORS = Path(__file__).parents[1] / "vectors" / "showing.json"
LONG = 120_000


@pytest.mark.engines("current", "79", "69")
async def test_showing_agrees_with_the_oracle_in_chromium(server: FakeServer, browser: Browser) -> None:
    page = await browser.new_page(f"http://127.0.0.1:{server.port}/player/", *SIZE)
    wrong = await page.evaluate(
        f"""import('/player/showing.js').then(({{ showing }}) => {{
          const {{ manifests, cases }} = {VECTORS.read_text("utf-8")}
          const differs = ([index, t, expected]) => {{
            const shown = showing(manifests[index], t)
            return Object.keys(expected).some((key) => shown[key] !== expected[key])
          }}
          return {{ count: cases.length, wrong: cases.filter(differs).slice(0, 3) }}
        }})"""
    )
    assert wrong["count"] >= 2000
    assert wrong["wrong"] == []


@pytest.mark.alone
async def test_slots_play_on_time_and_in_order(server: FakeServer, browser: Browser) -> None:
    slots = [slot("red", 1500), slot("green", 1500, "cut"), slot("blue", 1500)]
    server.publish("token", make_manifest(slots))
    page = await play(browser, server)
    await page.wait_for("signage.paintings.length >= 7", 30)
    paintings = (await state(page))["paintings"][1:7]
    assert [p["item"] for p in paintings[:3]] in (
        ["red", "green", "blue"],
        ["green", "blue", "red"],
        ["blue", "red", "green"],
    )
    for before, after in pairwise(paintings):
        assert before["ends"] == after["begins"]
    late = [p["painted"] - p["begins"] for p in paintings]
    assert min(late) >= 0
    assert statistics.median(late) < 500
    # A machine under load may be late once, and says so.
    assert await errors(page) == []


def slow_slide(server: FakeServer, name: str) -> Slide:
    """One that takes 0.9 s to get ready."""
    red, green, blue = COLOURS[name]
    page = (
        f'<!doctype html><meta charset="utf-8"><style>html{{background:rgb({red},{green},{blue})}}</style>'
        "<script>onload = () => setTimeout(() => parent.postMessage({signage: 1, ready: true}, origin), 900)</script>"
    ).encode()
    slide = Slide(hashlib.sha256(page).hexdigest(), {})
    server.files[slide.path] = page
    return slide._replace(files={slide.path: page})


@pytest.mark.alone
async def test_a_device_too_slow_for_its_slots_still_shows_each_slide_in_its_own_time(
    server: FakeServer, browser: Browser
) -> None:
    rows = [slot(name, 600, "cut") | {"slide": slow_slide(server, name)} for name in COLOURS]
    server.publish("token", make_manifest(rows))
    page = await play(browser, server)
    await page.wait_for("signage.paintings.length > 4", 30)
    for painting in (await state(page))["paintings"][1:]:
        assert painting["begins"] <= painting["painted"] < painting["ends"] + 300
    assert len(set(await items(page))) >= 2


async def test_what_the_glass_shows_is_what_the_server_is_told(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG), slot("green", LONG)], anchor=server.now()))
    page = await play(browser, server)
    assert looks_like(await colour(page), COLOURS["red"])
    for _ in range(50):
        # The first is sent before anything was painted; what is painted while it is on its way is told with the next, at once.
        if server.heartbeats["token"] and server.heartbeats["token"][-1]["painted"]:
            break
        await asyncio.sleep(0.1)
    beat = server.heartbeats["token"][-1]
    assert beat["slide"] == make_slide("red").sha256
    assert beat["etag"] == server.manifests["token"]["etag"]
    assert beat["screen"] == list(SIZE)
    assert beat["cached"][0] == beat["cached"][1] > 0
    assert beat["painted"] >= beat["begins"] > 0
    assert beat["errors"] == []


LATE_FADES = """
Array.from(document.styleSheets).pop().insertRule('iframe.fades { transition-duration: 1500ms !important }')
window.least = 1
window.faded = 0
const look = () => {
  const seen = Array.from(document.querySelectorAll('iframe'), (one) => Number(getComputedStyle(one).opacity))
  window.least = Math.min(window.least, Math.max(...seen))
  window.faded += seen.some((one) => one > 0.1 && one < 0.9)
  requestAnimationFrame(look)
}
look()
"""


async def test_a_slide_stays_until_the_next_has_covered_it_however_late_its_fade(
    server: FakeServer, browser: Browser
) -> None:
    """A fade begins when its slide has been drawn: on a busy device its end is not where the clock has it."""
    server.publish("token", make_manifest([slot("red", 3000), slot("green", 3000)]))
    page = await play(browser, server)
    await page.wait_for("!document.querySelector('.fades')")
    await page.evaluate(LATE_FADES)
    seen = await page.evaluate("signage.paintings.length")
    await page.wait_for(f"signage.paintings.length >= {seen + 3}", 30)
    assert await page.evaluate("least") == 1
    assert await page.evaluate("faded") > 10


async def test_a_change_is_taken_over_when_the_slot_ends(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 12_000), slot("green", 12_000)], anchor=server.now()))
    page = await play(browser, server)
    # So much of the slot is left that the change comes within it.
    slot_ends = await page.wait_for(
        "signage.onGlass.item === 'red' && signage.onGlass.painted && "
        "signage.onGlass.ends - signage.now > 6000 && signage.onGlass.ends",
        40,
    )
    # When that slot ends, the first one of the change has begun 3 s before.
    change = make_manifest([slot("blue", 12_000), slot("violet", 12_000)], anchor=slot_ends - 27_000)
    server.publish("token", change)
    await page.wait_for("!signage.waiting && signage.onGlass.item !== 'red' && signage.onGlass.painted", 30)
    shown = (await state(page))["onGlass"]
    assert shown["item"] == "blue"
    assert slot_ends <= shown["painted"] < slot_ends + 3000
    assert (await items(page))[-2:] == ["red", "blue"]


async def test_a_withdrawn_item_leaves_at_once(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG), slot("green", LONG)], anchor=server.now()))
    page = await play(browser, server)
    await wait_for_item(page, "red")
    server.publish("token", make_manifest([slot("green", LONG)], withdrawn=["red"]))
    await wait_for_item(page, "green", 5)
    assert looks_like(await colour(page), COLOURS["green"])


async def test_a_slide_that_waits_for_its_turn_is_told_a_new_spot_of_its_display(
    server: FakeServer, browser: Browser
) -> None:
    slots = [slot("red", 5000), slot("green", 5000)]
    server.publish("token", make_manifest(slots))
    page = await play(browser, server)
    frames, shown = "[...document.querySelectorAll('iframe')]", "document.querySelector('.shown.above')"
    await page.wait_for(
        f"{frames}.every(({{ contentWindow }}) => contentWindow.location.pathname.startsWith('/slides/'))"
    )
    server.publish("token", make_manifest(slots, spot="7K4"))
    await page.wait_for(f"{shown} && {shown}.contentWindow.location.hash === '#at=7K4'", 30)
    assert await errors(page) == []


async def test_an_alert_comes_and_goes_at_once(server: FakeServer, browser: Browser) -> None:
    calm = make_manifest([slot("red", LONG)])
    server.publish("token", calm)
    page = await play(browser, server)
    await wait_for_item(page, "red")
    alarm = make_slide("violet", "alert")
    now = server.now()
    alert = {"id": "fire", "slide": alarm, "from": now - 1000, "until": now + DAY, "wake": False}
    server.publish("token", make_manifest([slot("red", LONG)], alerts=[alert]))
    await page.wait_for(f"signage.onGlass.slide === '{alarm.sha256}'", 5)
    assert looks_like(await colour(page), COLOURS["violet"])
    server.publish("token", calm)
    await wait_for_item(page, "red", 5)


async def test_planned_off_is_black_and_ends_on_time(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)], off=True))
    page = await play(browser, server)
    assert await colour(page) == (0, 0, 0)
    opens = server.now() + 4000
    server.publish("token", make_manifest([slot("red", LONG)], off_until=opens))
    await wait_for_item(page, "red", 30)
    assert opens <= await page.evaluate("signage.onGlass.painted") < opens + 3000
    assert looks_like(await colour(page), COLOURS["red"])
    assert await errors(page) == []


@pytest.mark.alone
async def test_forty_changes_show_no_blank_frame_though_the_server_goes_away_and_comes_back(
    server: FakeServer, browser: Browser
) -> None:
    names = ("red", "green", "blue", "yellow", "violet", "teal")
    slots = [slot(name, 1000, "cut" if i % 3 == 2 else "fade") for i, name in enumerate(names)]
    server.publish("token", make_manifest(slots))
    page = await play(browser, server)
    await page.wait_for("signage.cached[0] === signage.cached[1]")
    await page.wait_for("signage.onGlass.painted && Date.now() - signage.onGlass.painted > 700")
    async with page.screencast(96, 54) as frames:
        before = len(await items(page))
        await page.wait_for(f"signage.paintings.length > {before + 6}", 30)
        await server.stop()
        await page.wait_for(f"signage.paintings.length > {before + 16}", 30)
        assert not await page.evaluate("signage.stream")
        await server.start()
        await page.wait_for(f"signage.paintings.length > {before + 40}", 60)
    seen = [middle(frame.jpeg) for frame in frames]
    assert len(seen) >= 40
    assert [colours for colours in seen if is_blank(colours)] == []
    for name in names:
        assert any(looks_like(colours, COLOURS[name]) for colours in seen)
    assert await page.evaluate("document.getElementById('corner').textContent") == ""
    assert await page.evaluate("history.length") <= 3
    await page.wait_for("signage.stream", 30)


async def test_three_seats_play_in_one_browser(server: FakeServer, browser: Browser) -> None:
    colours = {"1": "red", "2": "green", "3": "blue"}
    for seat, name in colours.items():
        server.publish(f"token-{seat}", make_manifest([slot(name, LONG)], name=f"Screen {seat}"))
    pages = {seat: await play(browser, server, f"token-{seat}", seat) for seat in colours}
    for seat, page in pages.items():
        assert looks_like(await colour(page), COLOURS[colours[seat]])
        server.publish(f"token-{seat}", make_manifest([slot("teal", LONG)], withdrawn=[colours[seat]]))
    for page in pages.values():
        await wait_for_item(page, "teal", 10)


async def test_the_token_leaves_the_address_and_is_kept(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    assert "token" not in await page.evaluate("location.href")
    await page.navigate(f"http://127.0.0.1:{server.port}/player/?seat=1")
    await page.wait_for("window.signage && signage.onGlass.item === 'red'")
