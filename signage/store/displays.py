"""Places, displays, and the tokens by which displays are known (kept as SHA-256 only)."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import msgspec
from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.displays import Display, Place
from .revisions import raise_revision
from .spots import give_spots
from .tables import displays, places

NOUN = "displays"


def new_token() -> str:
    """256 random bits, as a display carries them."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """How a token is kept and looked up: SHA-256, not argon2, since it is checked at each poll and can't be guessed."""
    # A header may hold bytes that are no text; they are nobody's token.
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()


async def record_places(connection: AsyncConnection, new: Iterable[Place]) -> None:
    """Keeps places, each in place of the one with its id."""
    before = {row.id: row for row in await connection.execute(select(places))}
    rows = [{"id": place.id, "body": msgspec.json.encode(place).decode()} for place in new]
    await _replace(connection, places, before, rows)


async def record_displays(
    connection: AsyncConnection, new: Iterable[Display], tokens: Mapping[str, str] = MappingProxyType({})
) -> dict[str, str]:
    """Keeps displays, each in place of the one with its id, and returns the tokens that were given now, by id:

    that of `tokens`, or a new one for a new display. One that is known keeps its own. A new one gets a spot too, or the
    one that a display of its id had before.
    """
    before = {row.id: row for row in await connection.execute(select(displays))}
    given: dict[str, str] = {}
    rows = []
    for display in new:
        if display.id in tokens or display.id not in before:
            given[display.id] = tokens.get(display.id) or new_token()
        digest = token_digest(given[display.id]) if display.id in given else before[display.id].token_sha256
        rows.append({"id": display.id, "body": msgspec.json.encode(display).decode(), "token_sha256": digest})
    await _replace(connection, displays, before, rows)
    await give_spots(connection, "display", [row["id"] for row in rows if row["id"] not in before], datetime.now(UTC))
    return given


async def record_token(connection: AsyncConnection, display: str, token: str) -> bool:
    """Gives a display another token, in place of the one it had; False where there is no such display."""
    own = update(displays).where(displays.c.id == display).values(token_sha256=token_digest(token))
    found = bool((await connection.execute(own)).rowcount)
    if found:
        await raise_revision(connection, NOUN)
    return found


async def remove_place(connection: AsyncConnection, id: str) -> bool:
    return await _remove(connection, places, id)


async def remove_display(connection: AsyncConnection, id: str) -> bool:
    """Takes a display out with its token. What was shown on it, and how it was, stays known."""
    return await _remove(connection, displays, id)


async def _remove(connection: AsyncConnection, table: Table, id: str) -> bool:
    gone = (await connection.execute(delete(table).where(table.c.id == id))).rowcount > 0
    if gone:
        await raise_revision(connection, NOUN)
    return gone


async def _replace(
    connection: AsyncConnection, table: Table, before: Mapping[str, Any], rows: Iterable[dict[str, str]]
) -> None:
    changed = [row for row in rows if row["id"] not in before or before[row["id"]]._asdict() != row]
    if changed:
        await connection.execute(
            delete(table).where(table.c.id == bindparam("old")), [{"old": row["id"]} for row in changed]
        )
        await connection.execute(insert(table), changed)
        await raise_revision(connection, NOUN)


async def load_places(connection: AsyncConnection) -> dict[str, Place]:
    rows = await connection.execute(select(places.c.body).order_by(places.c.id))
    found = [msgspec.json.decode(body, type=Place) for (body,) in rows]
    return {place.id: place for place in found}


async def load_displays(connection: AsyncConnection) -> dict[str, Display]:
    rows = await connection.execute(select(displays.c.body).order_by(displays.c.id))
    found = [msgspec.json.decode(body, type=Display) for (body,) in rows]
    return {display.id: display for display in found}


async def load_tokens(connection: AsyncConnection) -> dict[str, str]:
    """Display id by the SHA-256 (hex) of its token."""
    rows = await connection.execute(select(displays.c.token_sha256, displays.c.id))
    return dict(rows.all())
