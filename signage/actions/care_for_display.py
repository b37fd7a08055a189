"""Staff say that somebody works on a display, or that its troubles are not to be told for a while."""

from datetime import datetime, timedelta
from typing import Any

from ..errors import InputError
from ..store.care import Care, record_care
from ..store.database import Database
from ..store.edits import record_edit
from ..store.plain import storable
from .judge_displays import Watch

NOUN = "display"
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
    care = watch.care.get(display, Care())._replace(maintenance_until=until, note=note, by=by)
    return await _keep(watch, database, display, care, by, now, "maintain" if until else "end maintenance")


async def mute(watch: Watch, database: Database, display: str, until: datetime | None, by: str, now: datetime) -> Care:
    """Its troubles are not told until then; None: they are told again. Raises InputError like set_maintenance. Whoever works
    on the display is named as before.
    """
    _check(until, now)
    before = watch.care.get(display, Care())
    is_maintained = before.maintenance_until is not None and before.maintenance_until > now
    care = before._replace(muted_until=until, by=before.by if is_maintained else by)
    return await _keep(watch, database, display, care, by, now, "mute" if until else "unmute")


def _check(until: datetime | None, now: datetime) -> None:
    if until is not None and not now < until <= now + LONGEST:
        raise InputError(f"the end must lie within the next {LONGEST.days} days")


async def _keep(watch: Watch, database: Database, display: str, care: Care, by: str, now: datetime, act: str) -> Care:
    before, after = _told(watch.care.get(display, Care())), _told(care)
    async with database.write() as connection:
        await record_care(connection, display, care)
        if before != after:
            await record_edit(connection, by, now, NOUN, display, act, before, after)
    watch.care[display] = care
    return care


def _told(care: Care) -> dict[str, Any]:
    """As the history has it."""
    told = {"maintenance_until": care.maintenance_until, "muted_until": care.muted_until, "note": storable(care.note)}
    return {name: value for name, value in told.items() if value}
