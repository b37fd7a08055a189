"""The oldest engine that panels carry sets the slides as the current one does: no text cut, no overlap, no font missing."""

from collections.abc import Iterator

import pytest

from signage.brand import Brand
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.measure import typeface
from signage.render.slides import Slide, build_slide
from tests.chromium import chromium
from tests.engines import runs_here

from .gallery import SHAPES, Case, cases
from .glass import MEASURE, faults, glass, tolerance
from .pictures import blobs
from .test_glass import violations
from .test_glass_kinds import STANDING

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not runs_here(), reason="Chromium 69 exists for 64-bit x86 under Linux only"),
]
TOLD = "[...document.querySelectorAll('time[data-clock]')].every(clock => clock.textContent)"


def sample() -> list[Case]:
    """The first and the last case of each kind: a few words, and the most there is."""
    first: dict[str, Case] = {}
    last: dict[str, Case] = {}
    for case in cases():
        first.setdefault(case.kind, case)
        last[case.kind] = case
    return [*first.values(), *last.values()]


def slides(brand: Brand, assets: Assets, shape: str) -> Iterator[tuple[str, Slide]]:
    for case in sample():
        try:
            yield f"{case.kind}-{case.name}", build_slide(case.subject(SHAPES[shape]), brand, assets)
        except RenderError as problem:
            assert "leave it out" in str(problem), case.name


@pytest.mark.parametrize("shape", SHAPES)
async def test_chromium_69_sets_every_kind_as_it_was_computed(
    brand: Brand, shared: tuple[Assets, dict[str, bytes]], vendor: object, shape: str
) -> None:
    assets, files = shared
    widths = {name: typeface(str(vendor), name) for name in ("bold", "regular", "semibold", "medium")}
    found: dict[str, list[str]] = {}
    async with glass({**files, **blobs()}) as server, chromium(engine="69") as browser:
        page = await browser.new_page(width=SHAPES[shape].width, height=SHAPES[shape].height)
        for name, slide in slides(brand, assets, shape):
            await page.navigate(server.address("slide", slide))
            await page.wait_for(f"{STANDING} && {TOLD}")
            seen = await page.evaluate(MEASURE)
            if problems := faults(seen, 1, widths, tolerance(browser.version)) + violations(page):
                found[name] = problems
            page.console.clear()
    assert found == {}
