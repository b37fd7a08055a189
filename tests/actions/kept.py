"""Something of everything in a database and its blobs, without drawing a slide."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from signage.domain.manifest import Made
from signage.store.archive import tables_of
from signage.store.blobs import Blobs
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.problems import record_problem
from signage.store.publications import Head, record_heads, record_publications
from signage.store.slides import MadeSlide, record_slides
from tests.factories import NOW, a_display, a_place, an_item


def a_slide(blobs: Blobs, item: str, *media: bytes) -> MadeSlide:
    """Its document and media are stored, its row is not."""
    needs = tuple((f"/media/{blobs.store(content, 'webp')}", len(content)) for content in media)
    html = f"<!doctype html><p>{item}".encode()
    sha256 = blobs.store(html, "html").removesuffix(".html")
    return MadeSlide(f"{sha256[::-1]}", f"{item}|ja|news.html|1920x1080@1", Made(sha256, len(html), needs))


def a_tail(blobs: Blobs, *slides: MadeSlide) -> str:
    """A published tail as the protocol has it, as far as it names files. Returns its hash."""
    assets: dict[str, Any] = {}
    for slide in slides:
        assets[f"/slides/{slide.made.slide}.html"] = {"needs": [path for path, _ in slide.made.needs]}
        assets |= {path: {"bytes": size} for path, size in slide.made.needs}
    rows = [{"slide": one.made.slide, "ms": 12000, **_items(one)} for one in slides]
    tail = msgspec.json.encode({"from": 1, "slides": rows, "assets": assets})
    return blobs.store(tail, "json").removesuffix(".json")


def _items(slide: MadeSlide) -> dict[str, Any]:
    first, *others = slide.subject.partition("|")[0].split("+")
    return {"item": first, "items": [first, *others]} if others else {"item": first}


async def publish(
    database: Database, blobs: Blobs, now: datetime, *slides: MadeSlide, channel: str = "0123456789ab"
) -> str:
    """Puts these slides on air for the display “entrance”; returns the tail's hash."""
    tail = a_tail(blobs, *slides)
    async with database.write() as connection:
        await record_slides(connection, slides, now)
        await record_publications(connection, {channel: tail}, now)
        await record_heads(connection, {"entrance": Head(channel, '{"version":1,"etag":"","player":""}')}, now)
    return tail


async def keep_something(database: Database, blobs: Blobs, now: datetime = NOW) -> None:
    async with database.write() as connection:
        await record_places(connection, [a_place()])
        await record_displays(connection, [a_display()], {"entrance": "token"})
        await replace_items(connection, "news", [an_item("news-1"), an_item("news-2")], now, whole=False)
        await record_problem(connection, "slide", "news-2|ja", "題が\0ながすぎる \ud800 “x”", now)
    await publish(database, blobs, now, a_slide(blobs, "news-1", b"picture", b"font"))


async def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All that is in all tables."""
    async with database.read() as connection:
        tables = await tables_of(connection)
        found = {table.name: await connection.execute(select(table).order_by(*table.primary_key)) for table in tables}
        return {name: [tuple(row) for row in result] for name, result in found.items()}


def files(blobs: Blobs) -> set[str]:
    return {path.name for path in blobs.folder.rglob("*") if path.is_file()}
