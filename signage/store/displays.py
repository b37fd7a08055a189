"""Places, displays, and the tokens by which displays are known (kept as SHA-256 only)."""

import hashlib
import secrets

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.displays import Display, Place
from .revisions import raise_revision
from .rows import put
from .tables import displays, places

NOUN = "displays"


def new_token() -> str:
    """256 random bits, as a display carries them."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """How a token is kept and looked up: SHA-256, not argon2, since it is checked at each poll and can't be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


async def record_place(connection: AsyncConnection, place: Place) -> bool:
    """Keeps a place; True when it says something new."""
    body = msgspec.json.encode(place).decode()
    if (await connection.execute(select(places.c.body).where(places.c.id == place.id))).scalar() == body:
        return False
    await put(connection, places, {"id": place.id, "body": body})
    await raise_revision(connection, NOUN)
    return True


async def record_display(connection: AsyncConnection, display: Display, token: str | None = None) -> str | None:
    """Keeps a display. Returns the token it was given now: `token`, or a new one for a new display; None: it keeps its own."""
    body = msgspec.json.encode(display).decode()
    before = (await connection.execute(select(displays).where(displays.c.id == display.id))).one_or_none()
    given = token or (None if before else new_token())
    digest = token_digest(given) if given else before.token_sha256 if before else ""
    if before is None or (before.body, before.token_sha256) != (body, digest):
        await put(connection, displays, {"id": display.id, "body": body, "token_sha256": digest})
        await raise_revision(connection, NOUN)
    return given


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
