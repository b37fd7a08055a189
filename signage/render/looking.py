"""One slide looked at through glass: what is wrong with it on any screen of its pixels, and on one at its distances."""

from typing import NamedTuple

from PIL import Image

from ..domain.legibility import Finding, Viewing, judge
from ..errors import RenderError
from .camera import is_read
from .glass import Glass
from .pixels import contrasts, stirred
from .seen import Edges, Seen, faults_of, measures_of

A_SECOND = tuple(number / 12 for number in range(13))
LATER = (2.0, 4.0, 8.0)
"""When what moves is looked at, seconds after it came: six flashes a second are seen as such, twice of what is dangerous
(WCAG 2.3.1), and slow changes too.
"""

ROUND_CODE = 0.35
"""What a camera sees beside a code, on each side, of the code's own side."""


class Looked(NamedTuple):
    """A slide on a glass of so many px: its `findings` there, and its code's picture (with what is round it) and words."""

    seen: Seen
    findings: tuple[Finding, ...]
    code: Image.Image | None = None
    says: str = ""


async def look(glass: Glass, html: bytes, width: int, height: int, spot: str = "") -> Looked:
    """What is wrong wherever a screen has so many pixels. A slide that says it failed has that one finding.

    Raises BrowserError.
    """
    try:
        await glass.open(html, width, height, spot)
    except RenderError as problem:
        empty = Seen(width=width, height=height, lines=())
        return Looked(empty, (Finding("not-drawn", "wrong", given=problem.message),))
    seen, lettered = await glass.seen(), await glass.lettered()
    whole = lettered.whole
    found = [*faults_of(seen), *contrasts(lettered, seen), *await _strangers(glass), *await _movements(glass, whole)]
    found += [Finding("other", "note", given=said) for said in dict.fromkeys(glass.complaints)]
    code = _round(whole, seen.code) if seen.code else None
    return Looked(seen, tuple(found), code, await glass.says())


async def look_at_code(glass: Glass, html: bytes, width: int, height: int, spot: str = "") -> Looked:
    """Its code alone. Raises RenderError where the slide says it failed, BrowserError."""
    await glass.open(html, width, height, spot)
    seen, whole = await glass.seen(), await glass.picture()
    return Looked(seen, (), _round(whole, seen.code) if seen.code else None, await glass.says())


def look_from(looked: Looked, viewing: Viewing) -> list[Finding]:
    """What is wrong where people stand before a screen of those pixels. Raises RenderError without zxing-cpp."""
    found = list(judge(measures_of(looked.seen), viewing))
    if looked.code and not is_read(looked.code, looked.says, viewing.mm_per_px, viewing.scan_m):
        found.append(Finding("qr-unread", "wrong", "qr", looked.says, f"{viewing.scan_m:g}"))
    return found


async def _strangers(glass: Glass) -> list[Finding]:
    """Letters in a typeface of the machine: the slide's own have none of them, and every screen would draw another."""
    return [
        Finding("lacks-characters", "wrong", element, "、".join(sorted(strange)))
        for element, fonts in (await glass.fonts()).items()
        if (strange := {font.strip("()") for font in fonts if font.startswith("(")})
    ]


async def _movements(glass: Glass, whole: Image.Image) -> list[Finding]:
    """Nothing may change but the horizon's line, a clock and a film (docs/protocol.md)."""
    names = await glass.moving()
    if not names:
        await glass.show(1.0)
        return _stirs("", whole, [await glass.picture()], (await glass.seen()).movers)
    pictures = []
    for seconds in (*A_SECOND, *LATER):
        await glass.seek(seconds)
        pictures.append(await glass.picture())
    found = _stirs(names[0], pictures[0], pictures[1:], (await glass.seen()).movers)
    return found or [Finding("moves", "wrong", name) for name in names]


def _stirs(element: str, first: Image.Image, others: list[Image.Image], apart: tuple[Edges, ...]) -> list[Finding]:
    changes = [stirred(one, other, apart) for one, other in zip([first, *others], others, strict=False)]
    if turns := sum(flash for _, flash in changes[: len(A_SECOND)]):
        return [Finding("flashes", "wrong", element, str(-(-turns // 2)))]
    part = max((part for part, _ in changes), default=0.0)
    return [Finding("moves", "wrong", element, f"{100 * part:.0f}")] if part else []


def _round(whole: Image.Image, code: Edges) -> Image.Image:
    around = (code[2] - code[0]) * ROUND_CODE
    left, top = max(0, round(code[0] - around)), max(0, round(code[1] - around))
    right, bottom = min(whole.width, round(code[2] + around)), min(whole.height, round(code[3] + around))
    return whole.crop((left, top, right, bottom))
