"""Neighbours in step: two browsers, one of them with its clock three minutes off.

When a change is planned on each is told by how far each page's idea of the server's time is from this machine's monotonic
time; when it was painted by the player's own `painted`, brought to the same time.
"""

import asyncio
import math
from typing import Any

from tests.chromium import Page

OFF_MS = 180_000
PLANNED_MS, PAINTED_P95_MS, PAINTED_MAX_MS = 5, 50, 150
SHIFT = f"Date.now = ((real) => () => real() + {OFF_MS})(Date.now.bind(Date))"
"""For run_before_load: the page's own clock is wrong, its performance clock is not."""

IDEA = "signage.now - (performance.timeOrigin + performance.now())"
PAINTINGS = "signage.paintings.map((one) => [one.begins, one.painted])"


async def idea_ms(page: Page) -> float:
    """How far the page's idea of the server's time is from the machine's: the middle of several looks."""
    looks = sorted([float(await page.evaluate(IDEA)) for _ in range(9)])
    return looks[4]


async def in_step(left: Page, right: Page, changes: int) -> dict[str, Any]:
    """Watches until both have painted `changes` slots in common."""
    ideas: list[float] = []
    painted: dict[int, float] = {}
    while len(painted) < changes:
        await asyncio.sleep(3)
        ideas.append(await idea_ms(left) - await idea_ms(right))
        one, other = [dict(await page.evaluate(PAINTINGS)) for page in (left, right)]
        between = ideas[-1]
        painted.update({begins: one[begins] - other[begins] - between for begins in one.keys() & other.keys()})
    apart = sorted(abs(ms) for ms in painted.values())
    found = {
        "changes": len(apart),
        "planned_apart_ms": round(max(map(abs, ideas)), 2),
        "painted_p95_ms": round(apart[math.ceil(len(apart) * 0.95) - 1], 1),
        "painted_max_ms": round(apart[-1], 1),
    }
    bars = (("planned_apart_ms", PLANNED_MS), ("painted_p95_ms", PAINTED_P95_MS), ("painted_max_ms", PAINTED_MAX_MS))
    return found | {"good": all(found[name] <= bar for name, bar in bars)}
