"""The typefaces of the slides, and their set-up: `python -m signage.render.fonts NODE_MODULES VENDOR_FOLDER`.

One TTF a face is measured on the server; one WOFF2 made from that same file is what screens load, so that a
line is as wide on the glass as it was computed. Third-party files are made at set-up and never committed.
"""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from fontTools.ttLib import TTFont

from signage.errors import RenderError

RECIPE = 1
"""Raised when the way of making these files changes, so that the next set-up makes them again."""

QR_SOURCE = "qrcode-generator/dist/qrcode.js"
QR_SCRIPT = "qrcode.js"
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

    Raises RenderError when a package is not installed.
    """
    vendor.mkdir(parents=True, exist_ok=True)
    stamp = _load_stamp(vendor / STAMP)
    made = [face.woff2 for face in FACES.values() if _renew(node_modules / face.source, vendor, stamp, _make_face)]
    if _renew(node_modules / QR_SOURCE, vendor, stamp, _copy):
        made.append(QR_SCRIPT)
    (vendor / STAMP).write_text(json.dumps(stamp, indent=1, sort_keys=True))
    return made


def _load_stamp(path: Path) -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _renew(source: Path, vendor: Path, stamp: dict[str, str], make: Callable[[Path, Path], None]) -> bool:
    """Calls `make` unless the stamp says that this very source has been used; whether it did."""
    try:
        digest = f"{RECIPE}-{hashlib.sha256(source.read_bytes()).hexdigest()}"
    except OSError as error:
        raise RenderError("this front-end package is not installed; run the set-up (npm ci)", str(source)) from error
    if stamp.get(source.name) == digest and all((vendor / name).exists() for name in _products(source)):
        return False
    make(source, vendor)
    stamp[source.name] = digest
    return True


def _products(source: Path) -> tuple[str, ...]:
    return (source.name, source.with_suffix(".woff2").name) if source.suffix == ".ttf" else (source.name,)


def _copy(source: Path, vendor: Path) -> None:
    shutil.copyfile(source, vendor / source.name)


def _make_face(source: Path, vendor: Path) -> None:
    """The TTF as it is, and the whole of it as WOFF2; no time stamp is renewed, so equal input gives equal bytes."""
    _copy(source, vendor)
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = "woff2"
    font.save(vendor / source.with_suffix(".woff2").name)


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
