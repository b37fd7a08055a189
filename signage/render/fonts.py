"""The typefaces of the slides, and the set-up of all front-end files: `python -m signage.render.fonts NODE_MODULES VENDOR_FOLDER`.

One TTF a face is measured on the server; what screens load is made from that same file, so that a line is as wide on the
glass as it was computed: WOFF2, a Japanese face in parts (parts.py). Pages for staff load a Japanese face whole. Scripts
come as they are: QR for slides and player, htmx and charts for the staff pages. Third-party files are made at set-up and
never committed.
"""

import hashlib
import io
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import msgspec
from fontTools import subset
from fontTools.ttLib import TTFont

from ..errors import RenderError
from .parts import PARTS, parts_of

RECIPE = f"3-{hashlib.sha256(Path(__file__).with_name('parts.py').read_bytes()).hexdigest()[:12]}"
"""The number is raised when the way of making these files changes; which part holds what is read there by slides too. The next set-up
makes them again."""

FEATURES = ["ccmp", "liga"]
"""What joins letters: all that parts keep of a typeface's ways with them."""

QR_SCRIPT = "qrcode.js"
QR_MODULE = "qrcode.mjs"
SCRIPTS = (
    f"qrcode-generator/dist/{QR_SCRIPT}",
    f"qrcode-generator/dist/{QR_MODULE}",
    "htmx.org/dist/htmx.min.js",
    "sortablejs/Sortable.min.js",
    "uplot/dist/uPlot.iife.min.js",
    "uplot/dist/uPlot.min.css",
)
"""Of front-end packages, taken as they are."""

STAMP = "made.json"


class Face(msgspec.Struct, frozen=True):
    """A typeface as CSS names it, its file in node_modules, and the face that lends it missing characters: a Latin one."""

    name: str
    family: str
    weight: int
    source: str
    fallback: str | None = None

    @property
    def css(self) -> str:
        """As slides name it to their script: `700 BIZ UDPGothic`."""
        return f"{self.weight} {self.family}"

    @property
    def ttf(self) -> str:
        return Path(self.source).name

    @property
    def whole(self) -> str:
        return Path(self.source).with_suffix(".woff2").name

    @property
    def files(self) -> tuple[str, ...]:
        """What screens load: the one of a Latin face, the parts of a Japanese one in the order of parts_of()."""
        if self.fallback:
            return (self.whole,)
        return tuple(f"{Path(self.source).stem}.{number:02}.woff2" for number in range(PARTS))


_BIZ = "@expo-google-fonts/biz-udpgothic"
_BARLOW = "@expo-google-fonts/barlow-semi-condensed"

FACES: dict[str, Face] = {
    face.name: face
    for face in (
        Face("bold", "BIZ UDPGothic", 700, f"{_BIZ}/700Bold/BIZUDPGothic_700Bold.ttf"),
        Face("regular", "BIZ UDPGothic", 400, f"{_BIZ}/400Regular/BIZUDPGothic_400Regular.ttf"),
        # The fallback is the weight that CSS font matching takes: 600 → 700, 500 → 400.
        Face("semibold", "Barlow SC", 600, f"{_BARLOW}/600SemiBold/BarlowSemiCondensed_600SemiBold.ttf", "bold"),
        Face("medium", "Barlow SC", 500, f"{_BARLOW}/500Medium/BarlowSemiCondensed_500Medium.ttf", "regular"),
    )
}


def make_vendor(node_modules: Path, vendor: Path) -> list[str]:
    """Makes what is missing or out of date in `vendor`; returns the names of the files made.

    The first time takes some 60 s of CPU (two Japanese fonts, whole and in parts), each process one font; afterwards 0.1 s.
    Raises RenderError when a package is not installed.
    """
    vendor.mkdir(parents=True, exist_ok=True)
    sources = [node_modules / source for source in (*(face.source for face in FACES.values()), *SCRIPTS)]
    digests = {source.name: _digest(source) for source in sources}
    stamp = _load_stamp(vendor / STAMP)
    stale = [source for source in sources if stamp.get(source.name) != digests[source.name] or _lacks(vendor, source)]
    if stale:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
            list(processes.map(_make, stale, [vendor] * len(stale)))
        _write(vendor / STAMP, json.dumps(digests, indent=1).encode())
    return [source.name for source in stale]


def _load_stamp(path: Path) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _digest(source: Path) -> str:
    """Of what products are made of: the source, and the code that says how."""
    try:
        return f"{RECIPE}-{hashlib.sha256(source.read_bytes()).hexdigest()}"
    except OSError as error:
        raise RenderError("this front-end package is not installed; run the set-up (npm ci)", str(source)) from error


def _products(source: Path) -> tuple[str, ...]:
    """The files made of a source, itself first: of a font WOFF2 too, whole and in parts; a script as it is."""
    face = next((face for face in FACES.values() if face.ttf == source.name), None)
    return (source.name, *dict.fromkeys((face.whole, *face.files))) if face else (source.name,)


def _lacks(vendor: Path, source: Path) -> bool:
    return not all((vendor / name).exists() for name in _products(source))


def _make(source: Path, vendor: Path) -> None:
    """All products of a source. No time is renewed: equal input, equal bytes."""
    _, *packed = _products(source)
    if packed:
        _write(vendor / packed[0], _packed(TTFont(source, recalcTimestamp=False)))
    if len(packed) > 1:
        with TTFont(source, lazy=True) as font:
            parts = parts_of(font.getBestCmap())
        for name, characters in zip(packed[1:], parts, strict=True):
            _write(vendor / name, _packed(_part(source, characters)))
    _write(vendor / source.name, source.read_bytes())


def _part(source: Path, characters: tuple[int, ...]) -> TTFont:
    """The glyphs of these characters, and of what joins among them; what sets them upright or fits them to a grid of pixels is not
    needed: slides have linear advances (slide.css); engines of today hint none of them, and Chromium 69 draws as well without.
    """
    options = subset.Options(
        layout_features=FEATURES,
        drop_tables=["meta", "vhea", "vmtx"],
        hinting=False,
        notdef_outline=True,
        recalc_timestamp=False,
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


def _packed(font: TTFont) -> bytes:
    packed = io.BytesIO()
    font.flavor = "woff2"
    font.save(packed)
    return packed.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: another set-up may run beside this one."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m signage.render.fonts NODE_MODULES VENDOR_FOLDER", file=sys.stderr)
        return 2
    try:
        made = make_vendor(Path(arguments[0]), Path(arguments[1]))
    except RenderError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"fonts: made {', '.join(made)}" if made else "fonts: up to date")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
