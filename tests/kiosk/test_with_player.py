"""The launcher and the real player: commands of the server carried out on the box, and what heartbeats carry of it."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from signage.kiosk import showing
from tests.players.server import FakeServer, serving
from tests.players.slides import COLOURS, make_manifest, make_slide, slot

from .conftest import Launch

pytestmark = [pytest.mark.browser]


@pytest_asyncio.fixture
async def playing_server() -> AsyncIterator[FakeServer]:
    async with serving() as server:
        server.publish("token", make_manifest([slot("red", 120_000)]))
        yield server


async def beat(server: FakeServer, **wanted: Any) -> dict[str, Any]:
    """The first heartbeat of a player that has painted and heard of its box, with these values of it."""
    async with asyncio.timeout(90):
        while True:
            for one in list(server.heartbeats["token"]):
                if one["painted"] and one["box"] and all(one["box"][name] == value for name, value in wanted.items()):
                    return one
            await asyncio.sleep(0.1)


async def outcome(server: FakeServer, number: str) -> dict[str, Any]:
    async with asyncio.timeout(90):
        while not (found := [one for one in server.answers if one["id"] == number]):
            await asyncio.sleep(0.1)
    return found[0]


async def test_commands_reach_the_box_and_their_outcomes_the_server(playing_server: FakeServer, launch: Launch) -> None:
    server = playing_server
    async with launch(f"http://127.0.0.1:{server.port}", token="token") as kiosk:
        told = await beat(server)
        assert {"screenshot", "restart_browser", "identify"} <= set(told["can"]) and "panel_off" not in told["can"]
        assert told["box"]["launcher"].startswith("signage ") and told["box"]["browser_restarts"] == 0

        await kiosk.sees("!document.querySelector('.fades')")
        number = server.command("token", "screenshot")
        assert (await outcome(server, number))["ok"]
        [(content, kind, at)] = server.screenshots
        with Image.open(io.BytesIO(content)) as image:
            pixel = image.convert("RGB").resize((1, 1)).getpixel((0, 0))
        assert kind == "image/webp" and abs(at - server.now()) < 30_000
        assert all(abs(a - b) < 40 for a, b in zip(pixel, COLOURS["red"], strict=True))  # type: ignore[arg-type]

        number = server.command("token", "restart_browser")
        assert (await outcome(server, number))["ok"]
        assert [one["id"] for one in server.answers].count(number) == 1

        number = server.command("token", "panel_off")
        assert not (await outcome(server, number))["ok"]
        async with asyncio.timeout(90):
            # The browser was just started again: until its first slide stands, the glass is black.
            while not (glass := server.heartbeats["token"][-1]["glass"]) or glass["black"]:
                await asyncio.sleep(0.1)
        assert len(glass["fingerprint"]) == 16


async def test_a_picture_that_stays_while_slides_go_on_is_told_at_once(
    playing_server: FakeServer, launch: Launch
) -> None:
    """Three slides that look the same stand in for a glass that stands still."""
    server = playing_server
    for word in "abc":
        server.files.update(make_slide("red", word).files)
    server.publish("token", make_manifest([slot("red", 5000, "cut", word=word) for word in "abc"]))
    server.next_ms = 300_000
    async with launch(f"http://127.0.0.1:{server.port}", token="token"), asyncio.timeout(90):
        while not any(one["glass"] and one["glass"]["frozen"] for one in list(server.heartbeats["token"])):
            await asyncio.sleep(0.1)


async def test_an_unpaired_screen_keeps_its_code_until_it_is_paired(
    playing_server: FakeServer, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "FIRST_ANSWER_SECONDS", 4)
    server = playing_server
    async with launch(f"http://127.0.0.1:{server.port}") as kiosk:
        code = await kiosk.sees("document.body.innerText.replace(/\\s/g, '').match(/\\d{6}/)[0]")
        await asyncio.sleep(5)
        assert code == server.code and len(server.pairings) == 1


async def test_a_planned_night_lets_the_panel_sleep(
    playing_server: FakeServer, launch: Launch, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    xset = programs / "xset"
    xset.write_text("#!/bin/sh\n")
    xset.chmod(0o755)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    server = playing_server
    server.publish("token", make_manifest([slot("red", 2000)], off_until=server.now() + 3_600_000))
    async with launch(f"http://127.0.0.1:{server.port}", token="token", panel="dpms"):
        assert (await beat(server, panel="off"))["slide"] is None
        server.publish("token", make_manifest([slot("red", 2000)]))
        server.heartbeats.clear()
        assert "panel_off" in (await beat(server, panel="on"))["can"]
