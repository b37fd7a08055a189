"""Forgets originals that no picture of the library is of any more, and files that nobody went on sending."""

import asyncio
from datetime import datetime, timedelta

import structlog

from ..store.database import Database
from ..store.media_details import load_originals
from ..store.originals import Originals
from ..store.uploads import Uploads

YOUNG = timedelta(hours=24)
"""An original is never removed so soon: its picture may only be about to be stored."""
log = structlog.get_logger()


async def sweep_library(database: Database, originals: Originals, uploads: Uploads, now: datetime) -> int:
    """How many files went. Raises StoreError and OSError."""
    async with database.read() as connection:
        named = set((await load_originals(connection)).values())
    gone = await asyncio.to_thread(originals.sweep, named, now - YOUNG)
    gone += await asyncio.to_thread(uploads.sweep, now)
    if gone:
        log.info("library swept", files=gone)
    return gone
