"""Log-ins that last: one row a browser. It is known by a token in its cookie, of which only the SHA-256 is kept."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .displays import token_digest
from .tables import sessions as table
from .users import User, load_user

DEVICE_LETTERS = 200


class Session(NamedTuple):
    """`sha256` is that of its token (hex); `device` says in words where it is; `expires_at` moves on while it is seen."""

    sha256: str
    user: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class Known(NamedTuple):
    """Whose session it is, as both stand now."""

    session: Session
    user: User


async def record_session(connection: AsyncConnection, session: Session) -> None:
    """Keeps it, and forgets whatever has expired."""
    await connection.execute(delete(table).where(table.c.expires_at <= session.created_at))
    await connection.execute(insert(table).values(session._asdict()))


async def record_seen(connection: AsyncConnection, sha256: str, now: datetime, lasts: timedelta) -> None:
    """Lets it last from now on."""
    own = update(table).where(table.c.sha256 == sha256)
    await connection.execute(own.values(seen_at=now, expires_at=now + lasts))


async def load_known(connection: AsyncConnection, token: str, now: datetime) -> Known | None:
    """The session of a token and its user; None for one that has expired, was ended, or whose user may not log in."""
    own = select(table).where(table.c.sha256 == token_digest(token), table.c.expires_at > now)
    row = (await connection.execute(own)).first()
    user = await load_user(connection, row.user) if row else None
    return Known(Session(*row), user) if row and user and user.disabled_at is None else None


async def load_sessions(connection: AsyncConnection, user: str, now: datetime) -> list[Session]:
    """Those of a user, the last seen first."""
    own = select(table).where(table.c.user == user, table.c.expires_at > now).order_by(table.c.seen_at.desc())
    return [Session(*row) for row in await connection.execute(own)]


async def load_last_seen(connection: AsyncConnection) -> dict[str, datetime]:
    """When each user was last seen who is logged in anywhere."""
    rows = await connection.execute(select(table.c.user, func.max(table.c.seen_at)).group_by(table.c.user))
    return dict(rows.all())


async def remove_session(connection: AsyncConnection, user: str, sha256: str) -> bool:
    """Ends one, if it is that user's."""
    own = delete(table).where(table.c.user == user, table.c.sha256 == sha256)
    return bool((await connection.execute(own)).rowcount)


async def remove_sessions(connection: AsyncConnection, user: str) -> None:
    """Ends all of a user."""
    await connection.execute(delete(table).where(table.c.user == user))
