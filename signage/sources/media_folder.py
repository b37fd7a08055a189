"""The media folder as people keep it: what in it is a picture, which text belongs to which, and reasons left beside."""

import os
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePath

from ..errors import MediaError, SourceError
from ..words import Words
from .encodings import decode
from .folder import read_file
from .sidecar import Sidecar, parse_sidecar

FOLDER = "media"
PARTS = "parts"
"""Files below it are no items of their own: other items name them."""
SIDECAR_LIMIT_BYTES = 20_000
REASON = ".problem.txt"
REASON_LIMIT_BYTES = 10_000
NAME_LIMIT_BYTES = 255

_NOTES = (".txt", ".md")
_SYSTEM = ("thumbs.db", "desktop.ini")
_UNFINISHED = (".crdownload", ".download", ".filepart", ".partial")


def files_meant(folder: Path, path: Path) -> list[str]:
    """The files, named from the media folder, that have to be taken in after `path` came, changed or went."""
    if path.name.endswith(REASON):
        return []
    if path.suffix.lower() not in _NOTES:
        return [path.relative_to(folder).as_posix()] if _is_media(path) else []
    with suppress(OSError):
        beside = sorted(one for one in path.parent.iterdir() if _is_media(one) and _is_of(path, one))
        return [one.relative_to(folder).as_posix() for one in beside if one.is_file()]
    return []


def read_sidecar(folder: Path, name: str, timezone: str, language: str) -> Sidecar:
    """What the text beside a file says, in `language` where it names none; nothing where there is none. Raises MediaError
    or SourceError.
    """
    text = _text_of(folder / name)
    return read_text_beside(folder, text, timezone, language) if text else Sidecar()


def read_text_beside(folder: Path, text: Path, timezone: str, language: str = "ja") -> Sidecar:
    """What a text file of the media folder says. Raises MediaError or SourceError."""
    where = text.relative_to(folder.parent).as_posix()
    letters, _ = decode(read_file(folder.parent, where, SIDECAR_LIMIT_BYTES), None)
    return parse_sidecar(letters, where, timezone, language)


def all_texts(folder: Path) -> list[tuple[str, Path]]:
    """The files of the whole media folder, named from it, that have a text beside them, each with that text."""
    found = []
    for parent, _, names in os.walk(folder):
        texts = {_folded(name): name for name in sorted(names) if name.lower().endswith(".txt")}
        for file in (Path(parent, name) for name in names if _is_media(PurePath(name))):
            if text := next(filter(None, (texts.get(_folded(name)) for name in _texts_named(file))), ""):
                found.append((file.relative_to(folder).as_posix(), file.with_name(text)))
    return sorted(found)


def signature(path: Path) -> str:
    """Changes with the file's content, as far as its size and times tell."""
    stat = path.stat()
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}"


def write_reason(path: Path, problem: MediaError, kept: bool) -> None:
    """Says beside a file why it can't be used, or (`kept`) what of it is not; nowhere where that can't be written."""
    japanese, english = ("一部だけ表示します", "Shown in part") if kept else ("取り込めませんでした", "Not taken in")
    where = f"（{problem.where}）" if problem.where else ""
    text = f"{path.name}\n\n{japanese}：{problem.japanese}。{where}\n\n{english}: {problem}.\n"
    with suppress(OSError):
        beside = _reason_of(path)
        if not beside.is_file() or beside.read_text("utf-8-sig") != text:
            # As Windows' editor has long wanted it: marked as UTF-8, with its own ends of lines.
            beside.write_text(text, "utf-8-sig", newline="\r\n")


def clear_reason(path: Path) -> None:
    """Takes the reason away, if there is one that was written for this file."""
    with suppress(OSError, UnicodeDecodeError):
        beside = _reason_of(path)
        if beside.is_file() and beside.read_text("utf-8-sig").partition("\n")[0] == path.name:
            beside.unlink()


def read_reason(root: Path, name: str) -> Words | None:
    """What was left beside a file of the media folder of an input folder; None where nothing is. Blocking."""
    beside = _reason_of(root / FOLDER / name)
    try:
        where = beside.relative_to(root).as_posix()
        lines = read_file(root, where, REASON_LIMIT_BYTES).decode("utf-8-sig").splitlines()
    except (SourceError, UnicodeDecodeError, ValueError):
        return None
    told = [line for line in lines[1:] if line]
    return (
        {"ja": told[0].partition("：")[2] or told[0], "en": told[-1].partition(": ")[2] or told[-1]} if told else None
    )


def _reason_of(path: Path) -> Path:
    stem = path.name.encode()[: NAME_LIMIT_BYTES - len(REASON)].decode("utf-8", "ignore")
    return path.with_name(stem + REASON)


def _is_media(path: PurePath) -> bool:
    name = path.name.lower()
    return not name.endswith((*_NOTES, *_UNFINISHED, *_SYSTEM))


def _text_of(file: Path) -> Path | None:
    """The text beside a file that counts: one named in the very letters of the file before one in other cases or forms."""
    beside = _texts_beside(file)
    for wanted in _texts_named(file):
        alike = sorted((name for name in beside if _folded(name) == _folded(wanted)), key=lambda name: name != wanted)
        found = (file.with_name(name) for name in alike)
        if text := next(filter(Path.is_file, found), None):
            return text
    return None


def _texts_beside(file: Path) -> list[str]:
    """Their names, in one look through a folder that may hold thousands of pictures."""
    with suppress(OSError):
        return sorted(name for name in os.listdir(file.parent) if name.lower().endswith(".txt"))  # noqa: PTH208 (names)
    return []


def _is_of(text: PurePath, file: PurePath) -> bool:
    return _folded(text.name) in map(_folded, _texts_named(file))


def _texts_named(file: PurePath) -> tuple[str, str]:
    return f"{file.name}.txt", f"{file.stem}.txt"


def _folded(name: str) -> str:
    """One name for all that people read as the same: cameras write in capitals, a Mac sends か and its mark apart."""
    return unicodedata.normalize("NFC", name).casefold()
