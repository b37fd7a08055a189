"""The files that all slides share: one stylesheet, one script, the typefaces. Made once, named by their hash."""

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from ..errors import RenderError
from .fonts import FACES, QR_SCRIPT, Face
from .measure import typeface
from .parts import parts_of, unicode_range

_STATIC = Path(__file__).parent.parent / "static" / "slide"
VENDOR = Path(__file__).parent.parent / "static" / "vendor"
"""Files of others, as the set-up made them."""


File = tuple[str, int]
"""A file's address and how many bytes it has."""


class Assets(msgspec.Struct, frozen=True):
    """The shared files by their addresses; small enough to send to a worker with each batch.

    `common` are those of every slide, `parts` those of the Japanese faces by name, of which a slide loads what it says.
    `vendor` is the folder of the TTFs that text is measured with: the very fonts that these files were made from.
    """

    stylesheet: str
    script: str
    script_sha256_base64: str
    common: tuple[File, ...]
    parts: dict[str, tuple[File, ...]]
    vendor: str

    @property
    def files(self) -> tuple[File, ...]:
        """Every shared file that a slide may load."""
        return (*self.common, *(file for files in self.parts.values() for file in files))

    @property
    def spare(self) -> tuple[File, ...]:
        """The parts of Japanese faces: what a player or a new slide may have to say is not known beforehand, so that every screen
        keeps them all."""
        return self.files[len(self.common) :]

    def used_by(self, html: bytes) -> tuple[File, ...]:
        """Those that this document loads."""
        return (*self.common, *(file for file in self.spare if file[0].encode() in html))


def load_assets(vendor: Path) -> tuple[Assets, dict[str, bytes]]:
    """The shared files, and their bytes by address, to be kept as blobs.

    Raises RenderError when `vendor` was not made (python -m signage.render.fonts).
    """
    fonts = _load_fonts(vendor)
    blobs = {address: content for files in fonts.values() for address, content in files.items()}
    latin = {name: next(iter(files)) for name, files in fonts.items() if FACES[name].fallback}
    # Blocked, never swapped: a line in another font is a wrong line.
    rules = "".join(_rule(FACES[name], address, "block") for name, address in latin.items())
    style = (rules + (_STATIC / "slide.css").read_text("utf-8")).encode()
    script = _load(vendor / QR_SCRIPT) + b"\n" + (_STATIC / "slide.js").read_bytes()
    stylesheet, script_address = _address(style, "css"), _address(script, "js")
    blobs |= {stylesheet: style, script_address: script}
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    common = tuple((address, len(blobs[address])) for address in (stylesheet, script_address, *latin.values()))
    parts = {
        name: tuple((address, len(content)) for address, content in files.items())
        for name, files in fonts.items()
        if name not in latin
    }
    return Assets(stylesheet, script_address, digest, common, parts, str(vendor)), blobs


def faces_css(assets: Assets, said: Mapping[str, frozenset[str]]) -> str:
    """The rules that give a slide the parts of Japanese faces which hold what it says: characters by the face's name.

    The letters are there as a whole, for what a script writes.
    """
    return "".join(
        _rules(assets, name, frozenset(map(ord, said[name]))) for name in sorted(said) if name in assets.parts
    )


def _rules(assets: Assets, name: str, said: frozenset[int]) -> str:
    parts = _parts(assets.vendor, name)[1:]
    wanted = [_letters(assets.vendor, name), *(unicode_range(part & said, said) for part in parts)]
    files = zip(wanted, assets.parts[name], strict=True)
    return "".join(_rule(FACES[name], address, "block", within) for within, (address, _) in files if within)


def fonts_stylesheet(vendor: Path) -> str:
    """The slides' typefaces for a page beside them, at the slides' own addresses: a screen keeps each file once.

    Words come first there, in whatever font the device has. Raises RenderError when `vendor` was not made.
    """
    return "".join(_swapped(FACES[name], list(files), str(vendor)) for name, files in _load_fonts(vendor).items())


def _swapped(face: Face, addresses: list[str], vendor: str) -> str:
    if face.fallback:
        return _rule(face, addresses[0], "swap")
    every = typeface(vendor, face.name).characters
    parts = zip(_parts(vendor, face.name), addresses, strict=True)
    return "".join(_rule(face, address, "swap", unicode_range(part, every)) for part, address in parts)


def _load_fonts(vendor: Path) -> dict[str, dict[str, bytes]]:
    """By the face's name: the files that screens load, by address."""
    return {
        name: {_address(content, "woff2"): content for content in (_load(vendor / file) for file in face.files)}
        for name, face in FACES.items()
    }


@lru_cache(maxsize=8)
def _letters(vendor: str, name: str) -> str:
    """The range of the first part: the same for every slide, and of a whole typeface's characters to be sorted."""
    return unicode_range(_parts(vendor, name)[0], typeface(vendor, name).characters)


@lru_cache(maxsize=8)
def _parts(vendor: str, name: str) -> tuple[frozenset[int], ...]:
    return tuple(map(frozenset, parts_of(typeface(vendor, name).characters)))


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


def _rule(face: Face, address: str, display: str, characters: str = "") -> str:
    within = f"unicode-range:{characters};" if characters else ""
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};font-display:{display};{within}'
        f'src:url({address}) format("woff2")}}\n'
    )
