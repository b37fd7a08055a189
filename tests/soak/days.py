"""Nothing grows: what the page holds after thousands of changes against what it held after the first two hundred.

JS heap after a forced collection, DOM nodes, documents, and the renderer's anonymous memory (of all of this browser's
renderers), after the browser was told that memory is short: what it then keeps is held, the rest is cache. Shared and
file-backed memory is not counted: it is the browser's cache of decoded pictures, given back under pressure. At each look
the same slide stands on the glass: one with a photograph holds a third more than one without.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.chromium import Page
from tests.players.server import FakeServer

CHANGES, FIRST, LOOKS = 3000, 200, 4
SETTLED_SECONDS, STANDING_MS = 3, 5_000
_SLOT_MS = "(signage.onGlass.ends - signage.onGlass.begins)"
MORE = 1.10
"""What may have been added."""


class Held(NamedTuple):
    heap_mb: float
    nodes: int
    documents: int
    rss_anon_mb: float


async def held(page: Page, profile: Path) -> Held:
    """After the garbage is collected."""
    await page.command("Memory.simulatePressureNotification", level="critical")
    await asyncio.sleep(SETTLED_SECONDS)
    await page.command("HeapProfiler.collectGarbage")
    await page.command("Performance.enable")
    metrics = {row["name"]: row["value"] for row in (await page.command("Performance.getMetrics"))["metrics"]}
    await page.command("Performance.disable")
    anonymous = sum(_rss_anon_kb(process) for process in _renderers(profile))
    return Held(
        round(metrics["JSHeapUsedSize"] / 1e6, 2),
        round(metrics["Nodes"]),
        round(metrics["Documents"]),
        round(anonymous / 1024, 1),
    )


def _renderers(profile: Path) -> list[Path]:
    """/proc of the renderers of the browser with this profile."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            line = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
        except OSError:
            continue
        if b"--type=renderer" in line and _of(process, profile):
            found.append(process)
    return found


def _of(process: Path, profile: Path) -> bool:
    """Whether one of its forebears was started with the profile: renderers themselves are not told of it."""
    wanted = f"--user-data-dir={profile}".encode()
    while process.name not in ("0", "1"):
        try:
            if wanted in (process / "cmdline").read_bytes():
                return True
            parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            return False
        process = process.parent / parent
    return False


def _rss_anon_kb(process: Path) -> int:
    try:
        found = re.search(r"RssAnon:\s+(\d+)", (process / "status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


async def let_be(page: Page) -> None:
    """As a player is that nobody watches: what DevTools would keep of each document and message is no part of it."""
    for domain in ("Page", "Runtime", "Log"):
        await page.command(f"{domain}.disable")


async def changed(page: Page, count: int, seconds: float) -> None:
    await page.wait_for(f"signage.changes >= {count}", seconds)


@asynccontextmanager
async def standing(page: Page, server: FakeServer) -> AsyncIterator[None]:
    """One slide on the glass, the same each time; afterwards the loop goes on."""
    moving = server.manifests["token"]
    slides = [slide | {"ms": STANDING_MS} for slide in moving["slides"]]
    loop = {"ms": STANDING_MS, "order": [0]}
    server.publish("token", moving | {"etag": "standing", "slides": slides, "loops": {"L1": loop}})
    await page.wait_for(f"{_SLOT_MS} === {STANDING_MS} && signage.onGlass.painted", 60)
    first = await page.evaluate("signage.onGlass.begins")
    await page.wait_for(f"signage.onGlass.begins > {first} && signage.onGlass.painted", 60)
    yield
    server.publish("token", moving)
    await page.wait_for(f"{_SLOT_MS} < {STANDING_MS}", 60)


async def days_on_end(page: Page, server: FakeServer, profile: Path, changes: int = CHANGES) -> dict[str, Any]:
    """Plays `changes` changes; what was held after FIRST and LOOKS times from there to the end, and the end over the first."""
    await let_be(page)
    looks = []
    for count in (FIRST, *(FIRST + (changes - FIRST) * look // LOOKS for look in range(1, LOOKS + 1))):
        await changed(page, count, count * 3)
        async with standing(page, server):
            looks.append(await held(page, profile))
    grown = {name: round(getattr(looks[-1], name) / getattr(looks[0], name), 3) for name in Held._fields}
    errors = await page.evaluate("signage.errors.map((one) => one.code + ' ' + one.count)")
    return {
        "changes": changes,
        "held": [look._asdict() for look in looks],
        "grown": grown,
        "history": await page.evaluate("history.length"),
        "errors": errors,
        "good": all(part <= MORE for part in grown.values()),
    }
