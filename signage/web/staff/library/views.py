"""What the pages of the library show of pictures: those that staff gave, the files of the watched folder, and their problems."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from ....actions.take_in_media import NOUN as PROBLEM
from ....domain.catalogue import Catalogue
from ....domain.library import SHARP_PX, file_of, is_ending, is_over, title_of, ulid_of
from ....domain.media import Media
from ....domain.uploads import megabytes
from ....sources.media_folder import read_reason
from ....store.database import Database
from ....store.media_details import Described, load_all_details, load_drafted_counts
from ....store.problems import Problem, load_problems
from ....words import Words


class Entry(NamedTuple):
    """A picture, film or document, or a file of the watched folder that is none. `media` are its pages.

    `uses` items show it, `drafts` would. `problem` is what is wrong with a file, in English; `reason` in both languages,
    once it was read from beside the file.
    """

    name: str
    title: str
    media: tuple[Media, ...]
    own: Described | None = None
    uses: int = 0
    drafts: int = 0
    problem: Problem | None = None
    reason: Words | None = None

    @property
    def path(self) -> str:
        ulid = ulid_of(self.name) if self.own else ""
        return f"/library/{ulid}" if ulid else f"/library/file?name={quote(self.name, safe='')}"

    @property
    def first(self) -> Media | None:
        return self.media[0] if self.media else None

    @property
    def small(self) -> str:
        """The address of its smallest size; empty where there is none."""
        return self.media[0].renditions[0].path if self.media else ""

    @property
    def size(self) -> str:
        """1920×1280."""
        whole = self.media[0].renditions[-1] if self.media else None
        return f"{whole.width}×{whole.height}" if whole else ""

    @property
    def is_film(self) -> bool:
        return bool(self.media) and self.media[0].film is not None

    @property
    def is_small(self) -> bool:
        """Whether it looks blurred where it fills a screen."""
        whole = self.media[0].renditions[-1] if self.media and not self.is_film else None
        return whole is not None and max(whole.width, whole.height) < SHARP_PX

    @property
    def weight(self) -> str:
        return megabytes(self.own.details.bytes) if self.own else ""

    @property
    def alt(self) -> Words:
        return self.own.details.alt if self.own else {}

    @property
    def department(self) -> str:
        return self.own.department if self.own else ""

    def over(self, now: datetime) -> bool:
        return self.own is not None and is_over(self.own.details, now)

    def ending(self, now: datetime) -> bool:
        return self.own is not None and is_ending(self.own.details, now)

    def said(self) -> str:
        """What the search looks in."""
        told = self.own.details if self.own else None
        words = [*told.alt.values(), *told.credit.values(), told.file, told.licence] if told else []
        return " ".join([self.title, self.name, *words])


VIEWS: dict[str, Words] = {
    "": {"ja": "すべて", "en": "All"},
    "used": {"ja": "使用中", "en": "In use"},
    "unused": {"ja": "未使用", "en": "Not in use"},
    "ending": {"ja": "利用期限", "en": "Licence ends"},
    "no-alt": {"ja": "説明なし", "en": "No description"},
    "problems": {"ja": "取込みの問題", "en": "Problems"},
}
"""The saved views of the list, in their order."""

KINDS: dict[str, Words] = {
    "picture": {"ja": "画像", "en": "Pictures"},
    "film": {"ja": "動画", "en": "Films"},
}
ORIGINS: dict[str, Words] = {
    "given": {"ja": "職員が追加", "en": "Added by staff"},
    "folder": {"ja": "media フォルダー", "en": "The media folder"},
}


async def load_entries(database: Database, catalogue: Catalogue) -> list[Entry]:
    """What staff gave, the newest first, then the files of the folder by name."""
    async with database.read() as connection:
        given = await load_all_details(connection)
        drafts = await load_drafted_counts(connection)
        problems = {one.name: one for one in await load_problems(connection) if one.noun == PROBLEM}
    return entries_of(catalogue, given, drafts, problems)


def entries_of(
    catalogue: Catalogue, given: Sequence[Described], drafts: Mapping[str, int], problems: Mapping[str, Problem]
) -> list[Entry]:
    pages = _pages(catalogue.media.values())
    uses = Counter(file_of(item.media) for item in catalogue.items.values() if item.media)
    own = [
        Entry(one.name, one.details.title, pages.get(one.name, ()), one, uses[one.name], drafts.get(one.name, 0))
        for one in given
    ]
    known = {one.name for one in given}
    files = sorted({*(name for name in pages if name not in known), *problems})
    return own + [
        Entry(name, title_of(name), pages.get(name, ()), None, uses[name], drafts.get(name, 0), problems.get(name))
        for name in files
    ]


def _pages(media: Iterable[Media]) -> dict[str, tuple[Media, ...]]:
    """By file; the pages of a document in their order."""
    found: dict[str, list[Media]] = {}
    for one in media:
        found.setdefault(file_of(one.name), []).append(one)
    return {
        name: tuple(sorted(pages, key=lambda page: int(page.name[len(name) + 1 :] or 1)))
        for name, pages in found.items()
    }


def in_view(entry: Entry, view: str, now: datetime) -> bool:
    used = bool(entry.uses or entry.drafts)
    match view:
        case "used":
            return used
        case "unused":
            return not used and bool(entry.media)
        case "ending":
            return entry.over(now) or entry.ending(now)
        case "no-alt":
            return entry.own is not None and not entry.alt
        case "problems":
            return entry.problem is not None
    return True


def chosen(entries: Iterable[Entry], kind: str = "", origin: str = "", department: str = "") -> list[Entry]:
    return [
        one
        for one in entries
        if (not kind or ((kind == "film") == one.is_film and one.media))
        and (not origin or (origin == "given") == (one.own is not None))
        and (not department or one.department == department)
    ]


async def with_reasons(entries: Sequence[Entry], root: Path) -> list[Entry]:
    """With what was written beside the files that can't be used. `root` is the input folder."""

    def read() -> list[Entry]:
        return [
            one._replace(reason=read_reason(root, one.name) or _as_told(one.problem)) if one.problem else one
            for one in entries
        ]

    return await asyncio.to_thread(read)


def _as_told(problem: Problem) -> Words:
    return {"ja": "使えません。", "en": problem.message}
