"""The typefaces of the slides, and the set-up of all front-end files: `python -m signage.render.fonts NODE_MODULES VENDOR_FOLDER`.

One TTF a face is measured on the server; one WOFF2 made from that same file is what screens load, so that a
line is as wide on the glass as it was computed. Scripts come as they are: QR for slides and player, htmx and charts for
the staff pages. Third-party files are made at set-up and never committed.
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
from fontTools.ttLib import TTFont

from ..errors import RenderError

RECIPE = 1
"""Raised when the way of making these files changes, so that the next set-up makes them again."""

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
    """A typeface as CSS names it, its file in node_modules, and the face that lends it missing characters."""

    name: str
    family: str
    weight: int
    source: str
    fallback: str | None = None

    @property
    def ttf(self) -> str:
        return Path(self.source).name

    @property
    def woff2(self) -> str:
        return Path(self.source).with_suffix(".woff2").name


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

    The first time takes some 30 s of CPU (two whole Japanese fonts), each process one font; afterwards 0.1 s.
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
    return [name for source in stale for name in _products(source)[-1:]]


def _load_stamp(path: Path) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _digest(source: Path) -> str:
    try:
        return f"{RECIPE}-{hashlib.sha256(source.read_bytes()).hexdigest()}"
    except OSError as error:
        raise RenderError("this front-end package is not installed; run the set-up (npm ci)", str(source)) from error


def _products(source: Path) -> tuple[str, ...]:
    """The files made of a source: a font as it is and as WOFF2, a script as it is."""
    return (source.name, source.with_suffix(".woff2").name) if source.suffix == ".ttf" else (source.name,)


def _lacks(vendor: Path, source: Path) -> bool:
    return not all((vendor / name).exists() for name in _products(source))


def _make(source: Path, vendor: Path) -> None:
    """The source as it is; of a font the whole of it as WOFF2 too. No time is renewed: equal input, equal bytes."""
    if source.suffix == ".ttf":
        font, packed = TTFont(source, recalcTimestamp=False), io.BytesIO()
        font.flavor = "woff2"
        font.save(packed)
        _write(vendor / source.with_suffix(".woff2").name, packed.getvalue())
    _write(vendor / source.name, source.read_bytes())


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
