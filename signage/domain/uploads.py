"""Files that staff send in parts: what may begin, and what they are called once they are whole."""

import re
from datetime import datetime, timedelta

import msgspec

from ..errors import MediaError
from .forms.typed import plain_line

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
    """A file under way: `size` in bytes; `sha256` (hex) as whoever sends it counted, empty where they could not; `modified`
    as their browser tells when it was changed last.
    """

    id: str
    name: str
    size: int
    by: str
    begun_at: datetime
    sha256: str = ""
    modified: str = ""

    def is_same(self, other: "Upload") -> bool:
        """Whether two are one file, as far as can be told before it has come: then the older is gone on with."""
        told = bool(self.modified or self.sha256)
        mine, its = ((one.name, one.size, one.sha256, one.modified) for one in (self, other))
        return told and mine == its


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a file that they are about to send, as it came."""

    name: str
    size: str
    sha256: str = ""
    modified: str = ""


def begun(id: str, file: Announced, by: str, now: datetime, most_bytes: int) -> Upload:
    """A file that may be sent. Raises MediaError with words for whoever sends it."""
    name = plain_line(file.name.replace("\\", "/").rpartition("/")[2])[:NAME_LETTERS] or "file"
    if not re.fullmatch("[0-9]{1,15}", file.size) or not int(file.size):
        raise MediaError("the file is empty", name, "ファイルが空です")
    if file.sha256 and not _SHA256.fullmatch(file.sha256):
        raise MediaError("its checksum is no SHA-256", name, "照合用の値が正しくありません")
    if int(file.size) > most_bytes:
        raise too_large(name, int(file.size), most_bytes)
    modified = plain_line(file.modified)[:40]
    return Upload(id=id, name=name, size=int(file.size), by=by, begun_at=now, sha256=file.sha256, modified=modified)


def too_many(name: str) -> MediaError:
    return MediaError(f"at most {AT_ONCE} files at once", name, f"一度に送れるのは {AT_ONCE}個までです")


def too_large(name: str, size: int, most: int) -> MediaError:
    return MediaError(
        f"it is too large ({megabytes(size)}); {megabytes(most)} is the most, so save it smaller",
        name,
        f"大きすぎます（{megabytes(size)}）。{megabytes(most)} までです。小さく保存してください",
    )


def megabytes(size: int) -> str:
    if size < 100_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1e6:.1f} MB" if size < 9_950_000 else f"{size / 1e6:,.0f} MB"
