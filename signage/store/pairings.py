"""Approved pairings whose screen has not used its token yet: so that a restart of the server strands no screen."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import put
from .tables import pairings as table


class Approved(NamedTuple):
    """`token_sha256` (hex) is that of the token which the screen is given."""

    display: str
    expires_at: datetime
    token_sha256: str


async def record_approved(connection: AsyncConnection, secret_sha256: str, approved: Approved) -> None:
    """In place of any other of that display: the last approval counts."""
    await connection.execute(delete(table).where(table.c.display == approved.display))
    await put(connection, table, {"secret_sha256": secret_sha256, **approved._asdict()})


async def remove_approved(connection: AsyncConnection, secrets_sha256: Iterable[str], now: datetime) -> None:
    """Forgets these, and whatever has expired."""
    gone = table.c.secret_sha256.in_(list(secrets_sha256)) | (table.c.expires_at <= now)
    await connection.execute(delete(table).where(gone))


async def load_approved(connection: AsyncConnection, now: datetime) -> dict[str, Approved]:
    """By the SHA-256 (hex) of the screen's secret."""
    rows = await connection.execute(select(table).where(table.c.expires_at > now))
    return {row.secret_sha256: Approved(row.display, row.expires_at, row.token_sha256) for row in rows}
