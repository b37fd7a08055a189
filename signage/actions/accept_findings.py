"""Somebody says yes to what people can't read of an item that is on air already, and why."""

from collections.abc import Collection
from datetime import datetime

from ..errors import InputError
from ..store.accepted import record_accepted
from ..store.database import Database
from ..store.edits import record_edit

NOUN = "item"
REASON_LETTERS = 1_000


async def accept_findings(
    database: Database, item: str, codes: Collection[str], reason: str, by: str, now: datetime
) -> None:
    """`codes` (domain/legibility.FindingCode) in the place of those accepted before. Raises InputError without a reason, or
    for one that is too long.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_LETTERS:
        raise InputError(f"say in at most {REASON_LETTERS:,} characters why it stays although it can't be read", item)
    async with database.write() as connection:
        await record_accepted(connection, item, codes, reason, by, now)
        told = {"unreadable": sorted(codes), "reason": reason}
        await record_edit(connection, by, now, NOUN, item, "accept", None, told)
