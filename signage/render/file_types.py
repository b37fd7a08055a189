"""What a file is, by its content: a name says nothing."""

import re

from ..errors import MediaError

PICTURES = ("jpeg", "png", "gif", "webp", "avif", "heic")
FILMS = {"mp4": "mov", "matroska": "matroska"}
"""Films that may be looked into, with the one demuxer that opens each: playlists, which name further files, are not."""

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"#!", "program"),
    (b"BM", "old picture"),
    (b"II*\0", "old picture"),
    (b"MM\0*", "old picture"),
    (b"8BPS", "old picture"),
    (b"%!PS", "old picture"),
    (b"FLV", "old film"),
    (b"0&\xb2u\x8ef\xcf\x11", "old film"),
    (b"\0\0\x01\xba", "old film"),
    (b"\0\0\x01\xb3", "old film"),
)
_SVG = re.compile(
    rb"\s*(?:(?><\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:>|\[.*?\]\s*>))\s*)*<(?:\w+:)?svg[\s>]", re.DOTALL
)
"""Each part before the drawing ends where it first can (atomic): tried at every later end, many would take for ever."""

_SAVE = {
    "program": (
        "this is a program, whatever its name says; it is not opened",
        "名前に関わらず、中身はプログラムです。開いていません",
    ),
    "old picture": ("save the picture as JPEG or PNG", "画像は JPEG または PNG で保存してください"),
    "old film": (
        "save the film as MP4 with H.264 (1080p)",
        "動画は MP4（H.264、1080p）で保存してください",
    ),
    "office": (
        "save it as PDF: File → Export → PDF",
        "PDF で保存してください：［ファイル］→［エクスポート］→ PDF",
    ),
    "": (
        "this is no picture, film or PDF; save a picture as JPEG or PNG, a film as MP4 (H.264), anything else as PDF",
        "画像・動画・PDF ではありません。画像は JPEG か PNG、動画は MP4（H.264）、ほかは PDF で保存してください",
    ),
}


def type_of(body: bytes) -> str:
    """One of PICTURES, "svg", "pdf", a key of FILMS, or "presentation". Raises MediaError saying how to save anything else."""
    found = _named(body)
    if found in _SAVE:
        english, japanese = _SAVE[found]
        raise MediaError(english, japanese=japanese)
    return found


def _named(body: bytes) -> str:
    if body[4:8] == b"ftyp":
        return _of_brands(body)
    if body[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip"):  # QuickTime before brands
        return "mp4"
    if body[:4] == b"RIFF":
        return {b"WEBP": "webp", b"AVI ": "old film"}.get(body[8:12], "")
    if body[:4] == b"PK\x03\x04" or body[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "presentation" if _is_presentation(body) else "office"
    if body[:1] == b"G" and body[188:189] == b"G" and body[376:377] == b"G":  # MPEG-TS packets
        return "old film"
    start = next((name for sign, name in _STARTS if body.startswith(sign)), "")
    return start or ("svg" if _SVG.match(body[:100_000].removeprefix(b"\xef\xbb\xbf")) else "")


def _of_brands(body: bytes) -> str:
    end = min(int.from_bytes(body[:4], "big"), 400)
    brands = {body[at : at + 4] for at in (8, *range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return "avif"
    return "heic" if brands & _HEIF_BRANDS else "mp4"


def _is_presentation(body: bytes) -> bool:
    """PowerPoint's, old and new, or OpenDocument's; one with macros in it is none."""
    if body.startswith(b"PK"):
        named = b"application/vnd.oasis.opendocument.presentation" in body[:200] or b"ppt/presentation.xml" in body
        return named and b"vbaProject.bin" not in body
    return "PowerPoint Document".encode("utf-16-le") in body
