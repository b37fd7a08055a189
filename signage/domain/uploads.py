"""Files that staff send in parts: what may begin, and what they are called once they are whole."""

import re
from datetime import datetime, timedelta

import msgspec

from ..errors import MediaError
from .typed import plain_line

PART_BYTES = 4_000_000
"""So much is sent at once: on a line that breaks off each minute it still comes through."""

KEPT = timedelta(days=1)
"""So long a file that was broken off can be gone on with."""

AT_ONCE = 100
"""Files of one person that may be under way."""

NAME_LETTERS = 200
_SHA256 = re.compile("[0-9a-f]{64}")

EXTENSIONS = {
    "jpeg": "jpg",
    "png": "png",
    "gif": "gif",
    "webp": "webp",
    "avif": "avif",
    "heic": "heic",
    "svg": "svg",
    "pdf": "pdf",
    "presentation": "pptx",
    "mp4": "mp4",
    "matroska": "mkv",
}
"""By what a file is, as render/file_types.py tells; what it was called says nothing."""

TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heic": "image/heic",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "mkv": "video/x-matroska",
}
"""As which an original is handed out again; anything else (SVG too, which could hold a script) as plain bytes."""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file under way: `size` in bytes; `sha256` (hex) as whoever sends it counted, empty where they could not."""

    id: str
    name: str
    size: int
    by: str
    begun_at: datetime
    sha256: str = ""


def begun(
    id: str, name: str, size: str, sha256: str, by: str, now: datetime, most_bytes: int, under_way: int
) -> Upload:
    """A file that may be sent. Raises MediaError with words for whoever sends it."""
    name = plain_line(name.replace("\\", "/").rpartition("/")[2])[:NAME_LETTERS] or "file"
    if not re.fullmatch("[0-9]{1,15}", size) or not int(size):
        raise MediaError("the file is empty", name, "ファイルが空です")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise MediaError("its checksum is no SHA-256", name, "照合用の値が正しくありません")
    if int(size) > most_bytes:
        raise too_large(name, int(size), most_bytes)
    if under_way >= AT_ONCE:
        raise MediaError(f"at most {AT_ONCE} files at once", name, f"一度に送れるのは {AT_ONCE}個までです")
    return Upload(id=id, name=name, size=int(size), by=by, begun_at=now, sha256=sha256)


def too_large(name: str, size: int, most: int) -> MediaError:
    return MediaError(
        f"it is too large ({megabytes(size)}); {megabytes(most)} is the most, so save it smaller",
        name,
        f"大きすぎます（{megabytes(size)}）。{megabytes(most)} までです。小さく保存してください",
    )


def megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size < 9_950_000 else f"{size / 1e6:,.0f} MB"
