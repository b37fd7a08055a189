"""The catalogue's revision: raised in the transaction of every change that a screen could show."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import put
from .tables import revisions

CATALOGUE = "catalogue"
PUBLISHED = "published"


async def load_revisions(connection: AsyncConnection) -> dict[str, int]:
    """Revision by noun; `catalogue` is the last of all, `published` the one that screens were given."""
    rows = await connection.execute(select(revisions.c.noun, revisions.c.revision))
    return dict(rows.all())


async def raise_revision(connection: AsyncConnection, noun: str) -> None:
    """Says, in this transaction, that a noun of the catalogue has changed."""
    last = (await connection.execute(select(func.max(revisions.c.revision)))).scalar() or 0
    for name in (CATALOGUE, noun):
        await put(connection, revisions, {"noun": name, "revision": last + 1})


async def record_published(connection: AsyncConnection, revision: int) -> None:
    await put(connection, revisions, {"noun": PUBLISHED, "revision": revision})
