"""Playlists with their rules, and the file that each came from."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.playlist_file import PlaylistFile
from .revisions import raise_revision
from .rows import put
from .tables import playlists as table

NOUN = "playlists"


async def replace_playlist(connection: AsyncConnection, playlist: PlaylistFile, origin: str) -> bool:
    """Keeps a playlist in place of its last version; True when it says something new."""
    name = playlist.playlist.name
    body = msgspec.json.encode(playlist).decode()
    before = (await connection.execute(select(table.c.body).where(table.c.name == name))).scalar()
    await put(connection, table, {"name": name, "origin": origin, "body": body})
    if before != body:
        await raise_revision(connection, NOUN)
    return before != body


async def remove_playlist(connection: AsyncConnection, name: str) -> bool:
    gone = (await connection.execute(delete(table).where(table.c.name == name))).rowcount > 0
    if gone:
        await raise_revision(connection, NOUN)
    return gone


async def load_playlists(connection: AsyncConnection) -> list[PlaylistFile]:
    rows = await connection.execute(select(table.c.body).order_by(table.c.name))
    return [msgspec.json.decode(body, type=PlaylistFile) for (body,) in rows]


async def load_playlist(connection: AsyncConnection, name: str) -> PlaylistFile | None:
    body = (await connection.execute(select(table.c.body).where(table.c.name == name))).scalar()
    return msgspec.json.decode(body, type=PlaylistFile) if body else None


async def load_origins(connection: AsyncConnection) -> list[str]:
    """The files, named from the input folder, that playlists came from; staff's own came from none."""
    files = select(table.c.origin).where(table.c.origin != "").order_by(table.c.origin)
    return list((await connection.execute(files)).scalars())
