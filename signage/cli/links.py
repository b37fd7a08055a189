"""Where codes lead, from the command line: what is printed stays, where it leads can be turned to another page."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.table import Column, Table

from ..actions.keep_link import add_link, keep_link
from ..domain.links import Link, address_of, codes_of
from ..errors import InputError, NotFoundError
from ..settings import Settings
from ..store.database import Database, opened
from ..store.links import load_link, load_links
from .console import Chosen, Json, out, print_whole, tell_note

Answer = TypeVar("Answer")
Code = Annotated[str, typer.Argument(metavar="CODE", help="The link's letters, as they stand in /q/CODE-…")]
NOT_COUNTED = "scans are not counted: set public_url, and count_scans = true"


def listed(
    campaign: Annotated[str | None, typer.Option(help="Only those of one campaign.")] = None, json: Json = False
) -> None:
    """Every link: its code, where it leads, and until when."""
    settings = Chosen.settings()
    links = [one for one in _with_database(settings, _load) if campaign in (None, one.campaign)]
    if json:
        print(msgspec.json.encode(links).decode())
        return
    zone = ZoneInfo(settings.timezone)
    table = Table("code", Column("leads to", overflow="fold"), "campaign", "title", "")
    for link in links:
        title = next(iter(link.title.values()), "")
        table.add_row(link.code, link.target, link.campaign, title, _state(link, datetime.now(UTC), zone))
    print_whole(table)
    if not codes_of(settings).counted:
        tell_note(NOT_COUNTED)


async def _load(database: Database) -> list[Link]:
    async with database.read() as connection:
        return list((await load_links(connection)).values())


def _state(link: Link, now: datetime, zone: ZoneInfo) -> str:
    if link.expires_at:
        day = f"{link.expires_at.astimezone(zone):%Y-%m-%d %H:%M}"
        return f"ended {day}" if link.expires_at <= now else f"until {day}"
    return f"nothing answers there since {link.dead_since.astimezone(zone):%Y-%m-%d}" if link.dead_since else ""


def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The page it leads to (https://…).")],
    campaign: Annotated[
        str, typer.Option(help="A name in web statistics (a-z, 0-9, _): the same page, counted apart.")
    ] = "",
    title: Annotated[str, typer.Option(help="What people know it by.")] = "",
    department: Annotated[str, typer.Option(help="The id of who answers for it.")] = "",
) -> None:
    """Gives a page a code, or tells the one that it has in this campaign."""
    settings = Chosen.settings()
    codes, now = codes_of(settings), datetime.now(UTC)
    words = {"ja": title} if title else None
    link = _with_database(
        settings,
        lambda database: add_link(database, address, codes, now, campaign=campaign, title=words, department=department),
    )
    out.print(address_of(codes.public_url, link.code) if codes.counted else link.code, soft_wrap=True)
    if not codes.counted:
        tell_note(NOT_COUNTED)


def retarget(
    code: Code,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="The page it is to lead to from now on.")],
) -> None:
    """Turns a link, printed or not, to another page: at once, everywhere."""
    before = _change(code, target=address)
    out.print(f"{before.code} led to {before.target} and leads to {address}.", soft_wrap=True)


def expire(
    code: Code,
    on: Annotated[
        str, typer.Option("--on", metavar="DAY", help="The first day on which it leads no more (2027-04-01).")
    ] = "",
    never: Annotated[bool, typer.Option("--never", help="Let it lead on for ever.")] = False,
) -> None:
    """Ends a link, now or on a day: from then on it leads to the project's top page."""
    if on and never:
        raise InputError("choose one of --on and --never")
    at = None if never else _midnight(on, Chosen.settings()) if on else datetime.now(UTC)
    before = _change(code, expires_at=at)
    says = (
        "leads on for ever" if at is None else f"leads to the top page from {on}" if on else "leads to the top page now"
    )
    out.print(f"{before.code} {says}.", soft_wrap=True)


def _midnight(day: str, settings: Settings) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(settings.timezone)).astimezone(UTC)
    except ValueError as problem:
        raise InputError("write the day as 2027-04-01", f"--on {day}") from problem


def _change(code: str, **changes: object) -> Link:
    settings, now = Chosen.settings(), datetime.now(UTC)

    async def change(database: Database) -> Link:
        async with database.read() as connection:
            link = await load_link(connection, code.upper())
        if link is None:
            raise NotFoundError("there is no link of this code; `signage links list` shows them", code)
        return await keep_link(database, msgspec.structs.replace(link, **changes), codes_of(settings), now)

    return _with_database(settings, change)


def _with_database(settings: Settings, action: Callable[[Database], Awaitable[Answer]]) -> Answer:
    async def run() -> Answer:
        async with opened(settings.database_url, make=False) as database:
            return await action(database)

    return asyncio.run(run())
