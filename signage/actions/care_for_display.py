"""Staff say that somebody works on a display, or that its troubles are not to be told for a while."""

from datetime import datetime, timedelta

from ..errors import InputError
from ..store.care import Care, record_care
from ..store.database import Database
from .judge_displays import Watch

LONGEST = timedelta(days=30)
"""Whoever forgets a display in maintenance hears of it again."""
NOTE_LETTERS = 500


async def set_maintenance(
    watch: Watch, database: Database, display: str, until: datetime | None, note: str, by: str, now: datetime
) -> Care:
    """In maintenance until then; None ends it. Raises InputError for an end that is past or too far off."""
    _check(until, now)
    if len(note) > NOTE_LETTERS:
        raise InputError(f"a note has at most {NOTE_LETTERS} characters; this one has {len(note)}")
    before = watch.care.get(display, Care())
    return await _keep(watch, database, display, before._replace(maintenance_until=until, note=note, by=by))


async def mute(watch: Watch, database: Database, display: str, until: datetime | None, by: str, now: datetime) -> Care:
    """Its troubles are not told until then; None: they are told again. Raises InputError like set_maintenance."""
    _check(until, now)
    before = watch.care.get(display, Care())
    return await _keep(watch, database, display, before._replace(muted_until=until, by=by))


def _check(until: datetime | None, now: datetime) -> None:
    if until is not None and not now < until <= now + LONGEST:
        raise InputError(f"the end must lie within the next {LONGEST.days} days")


async def _keep(watch: Watch, database: Database, display: str, care: Care) -> Care:
    async with database.write() as connection:
        await record_care(connection, display, care)
    watch.care[display] = care
    return care
