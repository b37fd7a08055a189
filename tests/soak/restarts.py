"""The server killed and started again while screens play: nothing of it may be seen."""

import asyncio
import signal
from itertools import pairwise
from typing import Any

from tests.bench.glass import is_blank
from tests.chromium import Page
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
    paintings = [one for begins, one in sorted(seen.items()) if begins > began]
    found = {
        "restarts": times,
        "slots": len(paintings),
        "gaps": sum(before["ends"] != after["begins"] for before, after in pairwise(paintings)),
        "late": sum(one["painted"] - one["begins"] > LATE_MS for one in paintings[1:]),
        "frames": len(frames),
        "blank": sum(is_blank(frame.jpeg) for frame in frames),
        "corner": await page.evaluate("document.getElementById('corner').textContent"),
    }
    return found | {"good": not (found["gaps"] or found["blank"] or found["corner"])}
