"""Somebody says how posters hang, on the spot with a telephone or for many at once; and takes it back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from ..domain.poster_register import PosterVisit, dates_after, is_overtaken, why_not
from ..domain.posters import PosterAct
from ..errors import ConflictError, InputError, NotFoundError
from ..store.database import Database
from ..store.posters import (
    load_poster,
    load_poster_visit,
    load_poster_visits,
    load_posters,
    record_dates,
    record_poster_visit,
    remove_poster_visit,
)


async def tell_of_poster(
    database: Database,
    spot: str,
    act: PosterAct,
    day: date,
    by: str,
    now: datetime,
    note: str = "",
    photographs: Sequence[str] = (),
) -> int:
    """Keeps what was said of a poster on a day; the number of the visit. `photographs` are names of files that are there.

    Raises NotFoundError, and InputError where it can't be so: of one that nobody put up, that it is gone.
    """
    async with database.write() as connection:
        one = await load_poster(connection, spot)
        if one is None:
            raise NotFoundError("there is no such poster", spot)
        if reason := why_not(one.dates, act):
            raise InputError(f"{reason['ja']} / {reason['en']}", spot)
        visit = PosterVisit(0, spot, now, day, by, act, note.strip(), tuple(photographs), one.dates)
        number = await record_poster_visit(connection, visit)
        await record_dates(connection, spot, dates_after(one.dates, act, day))
    return number


async def tell_of_posters(
    database: Database, spots: Collection[str], act: PosterAct, day: date, by: str, now: datetime
) -> list[int]:
    """As `tell_of_poster` of many: the numbers of the visits. Those of which it can't be said, is known, or would undo what is
    known of a later day, stay as they are.
    """
    told: list[int] = []
    async with database.write() as connection:
        for one in await load_posters(connection, spots):
            after = dates_after(one.dates, act, day)
            if why_not(one.dates, act) or is_overtaken(one.dates, act, day) or after == one.dates:
                continue
            visit = PosterVisit(0, one.poster.spot, now, day, by, act, before=one.dates)
            told.append(await record_poster_visit(connection, visit))
            await record_dates(connection, one.poster.spot, after)
    return told


async def take_back(database: Database, visits: Iterable[int], spot: str = "", by: str = "") -> int:
    """Takes back what was said in these visits: how many. One after which something else was said of its poster stays.

    Raises NotFoundError for a visit to another poster than `spot`, or of somebody else than `by`, where one is named;
    ConflictError where nothing was left to take back.
    """
    back = 0
    async with database.write() as connection:
        for number in sorted(visits, reverse=True):
            visit = await load_poster_visit(connection, number)
            if visit is None or (spot and visit.spot != spot) or (by and visit.by != by):
                raise NotFoundError("nothing was said of this poster there", str(number))
            if (await load_poster_visits(connection, visit.spot, 1))[0].id == number:
                await remove_poster_visit(connection, number)
                await record_dates(connection, visit.spot, visit.before)
                back += 1
    if not back:
        raise ConflictError("something else was said of this poster since", spot)
    return back
