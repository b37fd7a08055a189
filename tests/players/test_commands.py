"""Commands: once each, with an outcome that survives a restart; what they put on the glass; what only a launcher can do."""

import asyncio
import base64
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.chromium import Browser, Page, chromium

from .conftest import SIZE, colour, looks_like, middle, play, wait_for_item
from .server import FakeServer
from .slides import COLOURS, make_manifest, make_slide, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 120_000
# Stands in for the launcher: it notes what it is asked, and speaks once.
LAUNCHER = """
  window.asked = []
  window.signageLauncher = (message) => asked.push(JSON.parse(message))
  window.launcherSays = () => signageBox.says({
    box: { launcher: '1.0', temperature_c: 51.5, panel: 'on', memory_free_bytes: 'much' },
    glass: { at: Date.now(), fingerprint: 'ab12', black: false },
    can: ['screenshot', 'reboot', 'panel_off', 'panel_on'],
  })
"""


async def outcome(server: FakeServer, number: str) -> dict[str, Any]:
    for _ in range(300):
        if found := server.outcomes(number):
            return found[0]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no outcome of {number}: {server.answers}")


async def beats(server: FakeServer, count: int, token: str = "token") -> None:
    """Until so many more heartbeats have come: each hands every open command out again."""
    wanted = len(server.heartbeats[token]) + count
    while len(server.heartbeats[token]) < wanted:
        await asyncio.sleep(0.05)


def shown(name: str) -> str:
    return f"!document.querySelector('.{name}').hidden"


@pytest.mark.engines("current")
async def test_a_command_it_does_not_know_is_answered_once(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    await play(browser, server)
    number = server.command("token", "levitate")
    assert (await outcome(server, number))["ok"] is False
    await beats(server, 2)
    assert len(server.outcomes(number)) == 1


async def test_identify_shows_name_and_place_and_an_alert_is_never_covered(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", LONG)], name="JR日立駅 中央口"))
    page = await play(browser, server)
    number = server.command("token", "identify", place="日立市幸町1丁目")
    await page.wait_for(shown("identify"))
    text = await page.evaluate("document.querySelector('.identify').innerText")
    assert "JR日立駅 中央口" in text
    assert "日立市幸町1丁目" in text
    assert not looks_like(await colour(page), COLOURS["red"])
    assert (await outcome(server, number))["ok"] is True
    slide = make_slide("yellow", "alert")
    alert = {"id": "a", "slide": slide, "from": server.now(), "until": server.now() + LONG}
    server.publish("token", make_manifest([slot("red", LONG)], name="JR日立駅 中央口", alerts=[alert]))
    await page.wait_for(f"signage.onGlass.slide === '{slide.sha256}' && signage.onGlass.painted", 15)
    assert looks_like(await colour(page), COLOURS["yellow"])


@pytest.mark.engines("current")
async def test_an_expired_command_is_left_alone(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    number = server.command("token", "identify")
    server.commands[-1]["expires_at"] = server.now() - 1
    server.commands.append(server.commands[-1] | {"id": "late", "expires_at": server.now() - 1000})
    await beats(server, 3)
    assert server.outcomes("late") == []
    # The stream had brought the first one in time.
    assert await page.evaluate(shown("identify")) == bool(server.outcomes(number))


async def test_reload_begins_anew_once_and_says_so_afterwards(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    await page.wait_for("signage.stream")
    await page.evaluate("window.before = true")
    number = server.command("token", "reload")
    await page.wait_for("!window.before && window.signage && signage.onGlass.painted")
    assert (await outcome(server, number))["ok"] is True
    await page.evaluate("window.before = true")
    await beats(server, 3)
    assert await page.evaluate("window.before")
    assert len(server.outcomes(number)) == 1


async def test_an_outcome_that_was_not_heard_is_told_after_a_restart(
    server: FakeServer, tmp_path: Path, engine: str
) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await play(browser, server)
        await page.wait_for("signage.stream")
        server.refuses = {"/api/v1/player/commands/command-1": 503}
        number = server.command("token", "identify")
        await page.wait_for(shown("identify"))
        await asyncio.sleep(1.5)
        browser.switch_off()
    server.refuses = {}
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await play(browser, server)
        assert (await outcome(server, number))["ok"] is True
        # Told, not done again.
        assert not await page.evaluate(shown("identify"))


async def test_maintenance_stays_over_a_restart_and_ends_when_its_time_is_over(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    number = server.command("token", "maintenance_on", until=server.now() + 3_600_000)
    await page.wait_for(shown("maintenance"))
    assert (await outcome(server, number))["ok"] is True
    assert "保守中" in await page.evaluate("document.querySelector('.maintenance').innerText")
    await page.navigate(f"http://127.0.0.1:{server.port}/player/?seat=1")
    await page.wait_for("window.signage && signage.onGlass.painted")
    assert await page.evaluate(shown("maintenance"))
    server.shift_ms = 3_601_000
    await page.wait_for(f"!({shown('maintenance')})", 15)
    assert looks_like(await colour(page), COLOURS["red"])


@pytest.mark.engines("current")
async def test_maintenance_is_turned_off_for_good(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    server.command("token", "maintenance_on")
    await page.wait_for(shown("maintenance"))
    number = server.command("token", "maintenance_off")
    await page.wait_for(f"!({shown('maintenance')})")
    assert (await outcome(server, number))["ok"] is True
    await page.navigate(f"http://127.0.0.1:{server.port}/player/?seat=1")
    await page.wait_for("window.signage && signage.onGlass.painted")
    assert not await page.evaluate(shown("maintenance"))


async def test_clear_cache_fetches_every_file_anew_while_the_glass_stays(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG), slot("green", LONG)], anchor=server.now()))
    page = await play(browser, server)
    await page.wait_for("signage.cached[0] === signage.cached[1]")
    paintings = await page.evaluate("signage.paintings.length")
    server.asked.clear()
    number = server.command("token", "clear_cache")
    assert (await outcome(server, number))["ok"] is True
    files = set(server.manifests["token"]["assets"])
    while not files <= set(server.asked):
        await asyncio.sleep(0.1)
    await page.wait_for("signage.cached[0] === signage.cached[1]")
    assert await page.evaluate("signage.paintings.length") == paintings
    assert looks_like(await colour(page), COLOURS["red"])


async def test_the_test_card_shows_the_clock_and_every_pixel_to_the_edge(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    server.command("token", "test_card")
    await page.wait_for(shown("test-card"))
    await page.wait_for(r"/\d\d:\d\d:\d\d/.test(document.querySelector('.test-card').innerText)")
    text = await page.evaluate("document.querySelector('.test-card').innerText")
    assert f"{SIZE[0]} × {SIZE[1]} px" in text
    assert "ms ±" in text
    with Image.open(io.BytesIO(await page.screenshot())) as picture:
        card = picture.convert("L")
        edge = [(x, y) for x in (0, SIZE[0] - 1) for y in (0, SIZE[1] // 3, SIZE[1] - 1)]
        assert all(card.getpixel(place) > 240 for place in edge)  # type: ignore[operator]
        # Eleven greys, each lighter than the one before.
        row = [card.getpixel((x, round(SIZE[1] / 2 + 2 * SIZE[1] / 9))) for x in range(SIZE[0])]
        assert {(255 * step + 5) // 10 for step in range(11)} <= set(row)


async def launched(page: Page) -> None:
    await page.evaluate(LAUNCHER)
    await page.evaluate("launcherSays()")


@pytest.mark.engines("current")
async def test_without_a_launcher_what_needs_one_is_answered_so(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    await play(browser, server)
    for name in ("screenshot", "restart_browser", "reboot", "panel_on", "panel_off"):
        found = await outcome(server, server.command("token", name))
        assert found["ok"] is False
        assert "ランチャー" in found["detail"]
        assert "launcher" in found["detail"]
    able = {"reload", "identify", "test_card", "clear_cache", "maintenance_on", "maintenance_off"}
    await beats(server, 1)
    assert set(server.heartbeats["token"][-1]["can"]) == able


async def test_a_launcher_takes_the_picture_and_its_values_go_with_the_heartbeat(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    await launched(page)
    alive = await page.evaluate("launcherSays()")
    assert set(alive) >= {"painted", "slide", "begins", "now"}
    await beats(server, 2)
    beat = server.heartbeats["token"][-1]
    assert (beat["box"]["temperature_c"], beat["box"]["memory_free_bytes"]) == (51.5, None)
    assert beat["glass"]["fingerprint"] == "ab12"
    assert {"screenshot", "reboot"} <= set(beat["can"]) and "restart_browser" not in beat["can"]
    number = server.command("token", "screenshot")
    await page.wait_for("asked.length === 1")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "WEBP")
    content = base64.b64encode(picture.getvalue()).decode()
    await page.evaluate(f"signageBox.picture(asked[0].id, '{content}', Date.now())")
    assert (await outcome(server, number))["ok"] is True
    [(sent, kind, at)] = server.screenshots
    assert (sent, kind) == (picture.getvalue(), "image/webp")
    assert abs(at - server.now()) < 10_000


@pytest.mark.engines("current")
async def test_a_reboot_that_happens_is_told_after_it_and_one_that_fails_at_once(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await play(browser, server)
    await launched(page)
    refused = server.command("token", "reboot")
    await page.wait_for("asked.length === 1 && asked[0].ask === 'reboot'")
    await page.evaluate("signageBox.answer(asked[0].id, false, 'no right to reboot')")
    assert (await outcome(server, refused))["detail"] == "no right to reboot"
    done = server.command("token", "reboot")
    await page.wait_for("asked.length === 2")
    await page.evaluate("signageBox.answer(asked[1].id, true, '')")
    await beats(server, 2)
    assert server.outcomes(done) == []
    await page.navigate(f"http://127.0.0.1:{server.port}/player/?seat=1")
    assert (await outcome(server, done))["ok"] is True


@pytest.mark.engines("current")
async def test_what_is_laid_over_the_stage_lets_it_go_on_beneath(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 1500), slot("green", 1500)]))
    page = await play(browser, server)
    server.command("token", "maintenance_on")
    await page.wait_for(shown("maintenance"))
    count = await page.evaluate("signage.paintings.length")
    await page.wait_for(f"signage.paintings.length > {count + 2}")
    assert not looks_like(middle(await page.screenshot()), COLOURS["red"])
    server.command("token", "maintenance_off")
    await wait_for_item(page, "red")
