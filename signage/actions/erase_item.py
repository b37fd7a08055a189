"""Removes an item's personal data: its content, its slides, the pictures that nothing else shows, the files of its posters."""

import asyncio
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..errors import NotFoundError
from ..store import content
from ..store.accepted import forget_accepted
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.erasures import Forgotten, forget_media, forget_orders, record_erased
from ..store.originals import Originals
from ..store.problems import clear_problem, load_problems
from ..store.slides import load_slides
from ..store.sweep import load_names, load_shown, remove_slides
from ..store.versions import forget_written, load_version

SHARED = frozenset({"css", "js", "woff2"})
"""What every slide loads is nobody's."""

CUT = "…"
"""Stands in the name of a subject that was too long: it may be about any item (render/subject.py)."""


class Erased(NamedTuple):
    """`files` that went; `file` of the media folder still lies there, if the item was of one. `orders` (their ids) had
    posters of it made; `left` are folders of theirs that could not be removed.
    """

    files: list[str]
    file: str | None
    orders: tuple[str, ...] = ()
    left: tuple[Path, ...] = ()


class _Seen(NamedTuple):
    """In published tails: slides (SHA-256) of the item, the blobs that these are and need, and those of other slides."""

    slides: set[str]
    own: set[str]
    others: set[str]


async def erase_item(
    database: Database,
    blobs: Blobs,
    item_id: str,
    now: datetime,
    originals: Originals | None = None,
    posters: Path | None = None,
) -> Erased:
    """Its id stays, taken down, so that screens withdraw it and its source can't bring it back; all else of it goes, of
    a picture of the library its original too. `posters` is the folder in which each order of posters has its files.

    May be repeated: a publication that was under way may have drawn it once more. Raises NotFoundError.
    """
    async with database.read() as connection:
        shown = await load_shown(connection)
    seen = await asyncio.to_thread(_seen, blobs, shown.tails(), item_id)
    async with database.write() as connection:
        item = await content.erase_item(connection, item_id, now)
        if item is None and not await load_version(connection, item_id):
            raise NotFoundError("there is no item of this id, and no picture of this name", item_id)
        await forget_written(connection, item_id)
        await forget_accepted(connection, item_id)
        if item is None:  # a draft that no screen was given
            return Erased([], None)
        orders = await forget_orders(connection, item_id, now)
        named = seen.own | await _forget_slides(connection, item_id, seen)
        picture = await forget_media(connection, item) if item.media else Forgotten()
        await _forget_problems(connection, item_id)
        gone = sorted(await _nobody_elses(connection, named | picture.blobs, seen))
        await record_erased(connection, gone, now)
    await asyncio.to_thread(lambda: [blobs.remove(name) for name in gone])
    if picture.original and originals:
        await asyncio.to_thread(originals.remove, picture.original)
    left = await asyncio.to_thread(_remove, [posters / id for id in orders]) if posters else ()
    return Erased(gone, picture.file, orders, left)


def _remove(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Those that are still there: a server beside may be printing into one, or it may be another user's."""
    left = list[Path]()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            left.append(folder)
    return tuple(left)


async def _nobody_elses(connection: AsyncConnection, named: set[str], seen: _Seen) -> set[str]:
    """Its slides, and what else of these nothing shows any more.

    Rows are looked through while nobody can write, so that none comes to name what goes; and only if there is reason to.
    """
    slides = {name for name in named if name.endswith(".html")}
    loose = {name for name in named - slides - seen.others if not _shared(name)}
    if loose:
        loose -= await load_names(connection, lambda table: table.name != "erased")
    return slides | loose


def _shared(name: str) -> bool:
    return name.rpartition(".")[2] in SHARED


def _seen(blobs: Blobs, tails: Iterable[str], item_id: str) -> _Seen:
    seen = _Seen(set(), set(), set())
    for name in tails:
        try:
            tail = msgspec.json.decode(blobs.load(name))
        except FileNotFoundError:
            continue
        slides = {row["slide"] for row in tail["slides"] if item_id in (row.get("item"), *row.get("items", ()))}
        seen.slides.update(slides)
        for path, asset in tail["assets"].items():
            if path.startswith("/slides/"):
                found = seen.own if PurePosixPath(path).stem in slides else seen.others
                found.update(PurePosixPath(one).name for one in (path, *asset.get("needs", ())))
    return seen


async def _forget_slides(connection: AsyncConnection, item_id: str, seen: _Seen) -> set[str]:
    """The blobs that slides of the item are or need, as far as rows say."""

    def is_of_item(subject: str, slide: str) -> bool:
        items = subject.partition("|")[0]
        doubtful = CUT in subject and f"{slide}.html" not in seen.others
        return slide in seen.slides or item_id in items.split("+") or doubtful

    own = [one for one in await load_slides(connection) if is_of_item(one.subject, one.made.slide)]
    await remove_slides(connection, [one.recipe for one in own])
    needs = {PurePosixPath(path).name for one in own for path, _ in one.made.needs}
    return needs | {f"{one.made.slide}.html" for one in own}


async def _forget_problems(connection: AsyncConnection, item_id: str) -> None:
    """They may quote it."""
    for problem in await load_problems(connection):
        if item_id in problem.name.partition("|")[0].split("+"):
            await clear_problem(connection, problem.noun, problem.name)
