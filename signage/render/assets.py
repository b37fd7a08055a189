"""The files that all slides share: one stylesheet, one script, the fonts. Made once, named by their hash."""

import base64
import hashlib
from pathlib import Path

import msgspec

from ..errors import RenderError
from .fonts import FACES, QR_SCRIPT

_STATIC = Path(__file__).parent.parent / "static" / "slide"
VENDOR = Path(__file__).parent.parent / "static" / "vendor"
"""Files of others, as the set-up made them."""


class Assets(msgspec.Struct, frozen=True):
    """The shared files by their addresses; small enough to send to a worker with each batch.

    `files` lists every file a slide may load, with its bytes' count. `vendor` is the folder of the TTFs that
    text is measured with: the very fonts that the addresses in `files` were made from.
    """

    stylesheet: str
    script: str
    script_sha256_base64: str
    files: tuple[tuple[str, int], ...]
    vendor: str


def load_assets(vendor: Path) -> tuple[Assets, dict[str, bytes]]:
    """The shared files, and their bytes by address, to be kept as blobs.

    Raises RenderError when `vendor` was not made (python -m signage.render.fonts).
    """
    fonts = {face.name: _load(vendor / face.woff2) for face in FACES.values()}
    addresses = {name: _address(content, "woff2") for name, content in fonts.items()}
    # Blocked, never swapped: a line in another font is a wrong line.
    style = (_faces_css(addresses, "block") + (_STATIC / "slide.css").read_text("utf-8")).encode()
    script = _load(vendor / QR_SCRIPT) + b"\n" + (_STATIC / "slide.js").read_bytes()
    blobs = {_address(style, "css"): style, _address(script, "js"): script}
    blobs |= {addresses[name]: content for name, content in fonts.items()}
    stylesheet, script_address = list(blobs)[:2]
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    files = tuple((address, len(content)) for address, content in blobs.items())
    return Assets(stylesheet, script_address, digest, files, str(vendor)), blobs


def fonts_stylesheet(vendor: Path) -> str:
    """The slides' typefaces for a page beside them, at the slides' own addresses: a screen keeps each file once.

    Words come first there, in whatever font the device has. Raises RenderError when `vendor` was not made.
    """
    addresses = {face.name: _address(_load(vendor / face.woff2), "woff2") for face in FACES.values()}
    return _faces_css(addresses, "swap")


def blobs_of(assets: Assets) -> list[str]:
    """The names of the shared files among the blobs: the next slide may need any of them."""
    return [address.rpartition("/")[2] for address, _ in assets.files]


def _load(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RenderError("this shared file of the slides is missing; run the set-up", str(path)) from error


def _address(content: bytes, extension: str) -> str:
    return f"/media/{hashlib.sha256(content).hexdigest()}.{extension}"


def _faces_css(addresses: dict[str, str], display: str) -> str:
    return "".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-display:{display};'
        f'src:url({addresses[name]}) format("woff2")}}\n'
        for name, face in FACES.items()
    )
