"""Contact sheets of every kind of slide in every shape, and what is wrong with any of them (`make sheets`).

    python -m tests.sheets               # all
    python -m tests.sheets event news    # these kinds only
    python -m tests.sheets --faces l p   # these formats only

Real documents in a real Chromium: each is measured on the glass and photographed; the pictures go to build/sheets/.
Exits 1 when a text is cut, stands on another one, on a picture, the QR code or the horizon, leaves the safe area, or
is smaller than it can be read. From far away a text of 80 characters may be shortened: staff are told, and so are you.
"""

import argparse
import asyncio
import base64
import io
import itertools
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
from PIL import Image, ImageDraw, ImageFont

from signage.domain.content import KINDS
from signage.domain.displays import Format
from signage.domain.finding_words import in_one_line
from signage.errors import RenderError
from signage.render.assets import load_assets
from signage.render.fonts import make_vendor
from signage.render.layouts import LAYOUTS
from signage.render.measure import typeface
from signage.render.slides import Slide, build_slide

from .chromium import Browser, BrowserError, Page, chromium
from .render.gallery import FORMATS, SHAPES, Case, cases
from .render.glass import MEASURE, Glass, faults, glass, tolerance
from .render.pictures import blobs
from .render.samples import BRAND

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "signage" / "static" / "vendor"
OUT = ROOT / "build" / "sheets"
ALL_KINDS = (*KINDS, "coming", "fallback")

PAGES = 3
"""Windows at work at once: two cores are then always busy."""

STANDING = """document.readyState === 'complete' && document.fonts.status === 'loaded'
  && [...document.images].every(image => image.complete)
  && [...document.querySelectorAll('canvas')].every(canvas => canvas.width > 300)
  && [...document.querySelectorAll('time')].every(clock => clock.textContent)"""

COLUMNS = {"l": (3, 640), "p": (5, 384), "w": (2, 960)}
"""Pictures in a row of a sheet, and the width of each."""

PER_SHEET = {"l": 15, "p": 10, "w": 16}


class Shot(msgspec.Struct, frozen=True):
    """A slide as it stood: its picture (JPEG), what is wrong with it, and what staff are told of it anyway.

    No picture where it could not be made.
    """

    case: Case
    face: str
    picture: bytes | None
    faults: list[str]
    notes: list[str] = []

    @property
    def caption(self) -> str:
        return f"{self.case.kind} {self.case.name}  {self.face}"


def wanted(kinds: set[str], faces: set[str]) -> Iterator[tuple[Case, str]]:
    """Case × format, format by format, so that a window is seldom resized."""
    drawn = [case for case in cases() if case.template in LAYOUTS and (not kinds or case.kind in kinds)]
    for face in FORMATS:
        if not faces or face in faces:
            yield from ((case, face) for case in drawn if case.every or face in SHAPES)


def is_left_out(problem: RenderError) -> bool:
    """What a strip or a far screen can't hold says so plainly: that is no fault."""
    return "leave it out" in str(problem)


class Studio:
    """Builds, shows and photographs slides, one after the other in each window."""

    def __init__(self, server: Glass, browser: Browser, assets: object) -> None:
        self.server, self.browser, self.assets = server, browser, assets
        self.widths = {name: typeface(str(VENDOR), name) for name in ("bold", "regular", "semibold", "medium")}
        self.numbers = itertools.count()

    async def shoot(self, page: Page, case: Case, face: str) -> Shot:
        format = FORMATS[face]
        try:
            slide = build_slide(case.subject(format), BRAND, self.assets)  # type: ignore[arg-type]
        except RenderError as problem:
            return Shot(case, face, None, [] if is_left_out(problem) else [f"not made: {problem}"])
        except Exception as problem:  # noqa: BLE001 the sheet of all others is still wanted
            return Shot(case, face, None, [f"{type(problem).__name__}: {problem}"])
        return await self._show(page, case, face, format, slide)

    async def _show(self, page: Page, case: Case, face: str, format: Format, slide: Slide) -> Shot:
        await page.resize(format.width, format.height)
        page.console.clear()
        name = f"slide{next(self.numbers)}"
        await page.navigate(self.server.address(name, slide))
        found = [in_one_line([one]) for one in slide.findings if face in SHAPES and one.code == "cut"]
        try:
            await page.wait_for(STANDING, 5)
        except BrowserError as problem:
            found.append(str(problem).partition("\n")[0])
        found += faults(await page.evaluate(MEASURE), format.k, self.widths, tolerance(self.browser.version))
        found += [line for line in page.console if "violat" in line.lower() or "Refused" in line or "rror" in line]
        self.server.pages.pop(name)
        return Shot(
            case,
            face,
            await self._photograph(page, face, format),
            found,
            [in_one_line([one]) for one in slide.findings],
        )

    async def _photograph(self, page: Page, face: str, format: Format) -> bytes:
        scale = min(1.0, COLUMNS[face[0]][1] / format.width)
        clip = {"x": 0, "y": 0, "width": format.width, "height": format.height, "scale": scale}
        answer = await page.command("Page.captureScreenshot", format="jpeg", quality=92, clip=clip)
        return base64.b64decode(answer["data"])


async def shoot_all(chosen: list[tuple[Case, str]]) -> list[Shot]:
    make_vendor(ROOT / "node_modules", VENDOR)
    assets, files = load_assets(VENDOR)
    shots: dict[int, Shot] = {}
    async with glass({**files, **blobs()}) as server, chromium() as browser:
        studio, waiting = Studio(server, browser, assets), iter(enumerate(chosen))

        async def work() -> None:
            page = await browser.new_page()
            for number, (case, face) in waiting:
                shots[number] = await studio.shoot(page, case, face)

        await asyncio.gather(*(work() for _ in range(PAGES)))
    return [shots[number] for number in sorted(shots)]


def write_sheets(shots: list[Shot]) -> int:
    """The pictures of each kind and format on sheets with captions; a fault is told in red. Returns how many sheets."""
    OUT.mkdir(parents=True, exist_ok=True)
    written = 0
    for (kind, face), group in itertools.groupby(
        sorted((shot for shot in shots if shot.picture), key=lambda shot: (shot.case.kind, shot.face)),
        key=lambda shot: (shot.case.kind, shot.face),
    ):
        for number, batch in enumerate(_batches(list(group), PER_SHEET[face[0]]), 1):
            _sheet(batch, face).save(OUT / f"{kind}-{face.replace('@', '-k')}-{number}.png")
            written += 1
    return written


def _sheet(batch: list[Shot], face: str) -> Image.Image:
    columns, width = COLUMNS[face[0]]
    format, font = FORMATS[face], ImageFont.truetype(str(VENDOR / "BIZUDPGothic_400Regular.ttf"), 17)
    height, gap, label = round(width * format.height / format.width), 16, 30
    rows = -(-len(batch) // columns)
    columns = min(columns, len(batch))
    sheet = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + label + gap) + gap), "#5A6068")
    drawn = ImageDraw.Draw(sheet)
    for number, shot in enumerate(batch):
        x, y = gap + number % columns * (width + gap), gap + number // columns * (height + label + gap)
        with Image.open(io.BytesIO(shot.picture or b"")) as picture:
            sheet.paste(picture.resize((width, height)), (x, y))
        words = shot.caption if not shot.faults else f"{shot.caption}: {shot.faults[0]}"
        drawn.text((x, y + height + 6), words[: width // 9], font=font, fill="#FFB199" if shot.faults else "#FFFFFF")
    return sheet


def _batches(shots: list[Shot], size: int) -> Iterator[list[Shot]]:
    for start in range(0, len(shots), size):
        yield shots[start : start + size]


def report(shots: list[Shot]) -> int:
    """Prints every fault; returns how many slides have one."""
    faulty = [shot for shot in shots if shot.faults]
    for shot in faulty:
        for fault in shot.faults:
            print(f"{shot.caption}: {fault}")
    for shot in shots:
        for note in (note for note in shot.notes if note not in shot.faults):
            print(f"({shot.caption}: {note})")
    kinds = Counter(shot.case.kind for shot in shots if shot.picture)
    out = Counter(shot.case.kind for shot in shots if not shot.picture and not shot.faults)
    for kind, count in kinds.items():
        left = f", {out[kind]} left out where there is no room" if out[kind] else ""
        print(f"{kind}: {count} slides, {sum(shot.case.kind == kind for shot in faulty)} with faults{left}")
    return len(faulty)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help="only these kinds")
    parser.add_argument("--faces", nargs="*", choices=list(FORMATS), default=[], help="only these formats")
    asked = parser.parse_args(arguments)
    started = time.perf_counter()
    shots = asyncio.run(shoot_all(list(wanted(set(asked.kinds), set(asked.faces)))))
    sheets, faulty = write_sheets(shots), report(shots)
    missing = [kind for kind in ALL_KINDS if (KINDS[kind].template if kind in KINDS else f"{kind}.html") not in LAYOUTS]
    if missing:
        print(f"not drawn yet: {', '.join(missing)}")
    print(f"{len(shots)} slides, {sheets} sheets in {OUT.relative_to(ROOT)}, {time.perf_counter() - started:.0f} s")
    return 1 if faulty else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
