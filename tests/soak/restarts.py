"""The server killed and started again while screens play: nothing of it may be seen."""

import asyncio
import io
import signal
from itertools import pairwise
from typing import Any

from PIL import Image

from tests.bench.glass import is_blank
from tests.chromium import Frame, Page
from tests.journeys.demo_process import DemoProcess

LATE_MS = 500
UP_SECONDS = 3


async def killed_and_back(demo: DemoProcess, page: Page, times: int) -> dict[str, Any]:
    """Kills the server without warning and starts it, `times` times; every slot must follow the one before, on time.

    It stays up for UP_SECONDS at a time, so that some kills meet players that have come back and some that have not.
    """
    began = await page.evaluate("signage.now")
    seen: dict[int, dict[str, Any]] = {}
    async with page.screencast() as frames:
        for _ in range(times):
            await demo.end(signal.SIGKILL)
            await page.wait_for("!signage.stream", 60)
            await demo.start()
            await asyncio.sleep(UP_SECONDS)
            # The page keeps the last few hundred only.
            seen |= {one["begins"]: one for one in await page.evaluate("signage.paintings")}
    blank = [frame for frame in frames if is_blank(frame.jpeg)]
    paintings = [one for begins, one in sorted(seen.items()) if begins > began]
    gaps = [(before, after) for before, after in pairwise(paintings) if before["ends"] != after["begins"]]
    found = {
        "restarts": times,
        "slots": len(paintings),
        "gaps": len(gaps),
        "gap_when": [_between(*gap) for gap in gaps[:5]],
        "late": sum(one["painted"] - one["begins"] > LATE_MS for one in paintings[1:]),
        "frames": len(frames),
        "blank": len(blank),
        "blank_when": [_when(frame, paintings) for frame in blank[:5]],
        "corner": await page.evaluate("document.getElementById('corner').textContent"),
        "told": await page.evaluate("signage.errors.map((one) => `${one.code} ${one.count} ${one.detail || ''}`)"),
    }
    return found | {"good": not (found["gaps"] or found["blank"] or found["corner"])}


def _between(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Where slots are missing between two that were painted, or the one before was cut."""
    return f"{before['item']} should end at {before['ends']}, {after['item']} begins {after['begins'] - before['ends']} ms later"


def _when(frame: Frame, paintings: list[dict[str, Any]]) -> str:
    """What a blank frame looked like, and how long after which slide's turn it was seen: so that it can be looked into."""
    at = frame.at * 1000
    colour = Image.open(io.BytesIO(frame.jpeg)).convert("RGB").resize((1, 1)).getpixel((0, 0))
    last = max((one for one in paintings if one["begins"] <= at), key=lambda one: one["begins"], default=None)
    return (
        f"{colour} {round(at - last['begins'])} ms into {last['item']}" if last else f"{colour} before the first slide"
    )
