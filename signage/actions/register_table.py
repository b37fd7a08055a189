"""The register of posters as a spreadsheet sends it back: days, copies and corners, a row for each poster."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.poster_register import Hanging, PosterVisit, dates_after
from ..domain.poster_table import READ, Said, Wrong, read_row, spot_of
from ..errors import InputError, SourceError
from ..sources.tables import Row, read_table
from ..store.database import Database
from ..store.edits import record_edit
from ..store.posters import change_poster, load_posters, record_dates, record_poster_visit
from ..words import Words

NOUN = "poster"
UNKNOWN: Words = {"ja": "この番号のポスターはありません。", "en": "There is no poster of this code."}
TWICE: Words = {"ja": "この番号は、上の行にもあります。", "en": "This code stands in an earlier row too."}


class PassedOver(NamedTuple):
    """A row that was left, by its line, and why."""

    line: int
    spot: str
    says: Words


class Registered(NamedTuple):
    """`rows` were read; of `posters` something is known anew, by `visits` what was said of days. `notes` are in English."""

    rows: int
    posters: int
    visits: tuple[int, ...]
    passed_over: tuple[PassedOver, ...]
    notes: tuple[str, ...]


async def register_table(database: Database, content: bytes, by: str, now: datetime, today: date) -> Registered:
    """Takes in a table (UTF-8, or as Excel saves it). A row that can't be used is passed over, and told.

    Raises InputError for what is no such table.
    """
    try:
        table = read_table(content, None, READ, ("spot",))
    except SourceError as problem:
        raise InputError(problem.message) from problem
    posters, visits, passed_over = 0, list[int](), list[PassedOver]()
    async with database.write() as connection:
        known = {one.poster.spot: one for one in await load_posters(connection)}
        seen: set[str] = set()
        for row in table.rows:
            spot = spot_of(row.cells.get("spot", ""))
            said = _said(row, known.get(spot), seen, today)
            if isinstance(said, Wrong):
                passed_over.append(PassedOver(row.line, spot, said.says))
                continue
            told = await _keep(connection, known[spot], said, by, now)
            visits += told
            posters += bool(told) or said.poster != known[spot].poster
    return Registered(len(table.rows), posters, tuple(visits), tuple(passed_over), tuple(table.notes))


def _said(row: Row, one: Hanging | None, seen: set[str], today: date) -> Said | Wrong:
    if row.dirty:
        return Wrong({"ja": "読み取れない行です（列の数が違います）。", "en": f"This row can’t be read: {row.dirty}."})
    if one is None:
        return Wrong(UNKNOWN)
    if one.poster.spot in seen:
        return Wrong(TWICE)
    seen.add(one.poster.spot)
    return read_row(one.poster, one.dates, row.cells, today)


async def _keep(connection: AsyncConnection, one: Hanging, said: Said, by: str, now: datetime) -> list[int]:
    """The numbers of the visits."""
    spot, dates, told = one.poster.spot, one.dates, list[int]()
    if said.poster != one.poster:
        await change_poster(connection, said.poster)
        await record_edit(connection, by, now, NOUN, spot, "change", one.poster, said.poster)
    for act, day in said.acts:
        told.append(await record_poster_visit(connection, PosterVisit(0, spot, now, day, by, act, before=dates)))
        dates = dates_after(dates, act, day)
    if told:
        await record_dates(connection, spot, dates)
    return told
