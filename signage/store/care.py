"""What staff said of a display: that somebody works on it, that its troubles are not to be told for a while, a note."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from .plain import storable
from .rows import put
from .tables import care as table


class Care(NamedTuple):
    """`by` is who said so last, while maintenance lasts who works there; a moment that is past, or None, means nothing any
    more.
    """

    maintenance_until: datetime | None = None
    muted_until: datetime | None = None
    note: str = ""
    by: str = ""


async def load_care(connection: AsyncConnection) -> dict[str, Care]:
    rows = await connection.execute(select(table))
    return {row.display: Care(row.maintenance_until_at, row.muted_until_at, row.note, row.by) for row in rows}


async def record_care(connection: AsyncConnection, display: str, care: Care) -> None:
    row = {
        "display": display,
        "maintenance_until_at": care.maintenance_until,
        "muted_until_at": care.muted_until,
        "note": storable(care.note),
        "by": care.by,
    }
    await put(connection, table, row)
