"""axe-core in a page of a real browser: what it finds against WCAG 2.2 AA and good practice.

It is put in by DevTools, which the page's policy does not hold back. Slides in frames are pictures here and are not looked into.
"""

import json
from pathlib import Path

from tests.chromium import Page

SOURCE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """axe.run(document, {iframes: false, resultTypes: ['violations']}).then((found) => found.violations.map(
  (one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.target.join(' ')).join(' | ')}`))"""


async def violations(page: Page) -> list[str]:
    """Each broken rule in one line, with where it is broken."""
    await page.command("Runtime.evaluate", expression=SOURCE.read_text("utf-8"))
    found = await page.evaluate(_RUN)
    assert isinstance(found, list), json.dumps(found)
    return found
