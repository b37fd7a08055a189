"""Who may log in, from the command line. A password that is made up here is told once."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from ..actions.add_user import Given, add_user, disable_user, give_password
from ..actions.change_person import drop_second_step
from ..domain.accounts import Role
from ..domain.credentials import plain_name
from ..errors import InputError
from ..store.database import Database, opened
from ..store.users import User, load_users
from .console import Chosen, out

Answer = TypeVar("Answer")
Name = Annotated[str, typer.Argument(help="Staff number or name; capitals and full-width letters make no difference.")]
Own = Annotated[
    bool,
    typer.Option(
        "--own", help="Ask for the password, or read it as a line of a pipe; otherwise one is made up, for one log-in."
    ),
]


def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="What they may do.")],
    own: Own = False,
    department: Annotated[str, typer.Option(help="The id of theirs: they write and approve for it.")] = "",
    group: Annotated[
        list[str] | None, typer.Option(help="A group of displays that they arrange; once for each. Without: all.")
    ] = None,
) -> None:
    """Adds a person who may log in."""
    password = _asked() if own else ""
    given = _with_database(
        lambda database: add_user(
            database, name, role, datetime.now(UTC), password, department=department, groups=group or ()
        )
    )
    out.print(f"Added {given.name}, {role}.", soft_wrap=True)
    _tell_password(given, own)


def listed() -> None:
    """Who may log in, and who no longer may."""

    async def load(database: Database) -> list[User]:
        async with database.read() as connection:
            return await load_users(connection)

    zone = ZoneInfo(Chosen.settings().timezone)
    table = Table("name", "role", "department", "groups", "since", "")
    for user in _with_database(load):
        since = f"{user.created_at.astimezone(zone):%Y-%m-%d}"
        table.add_row(user.name, user.role, user.department, " ".join(user.groups), since, _state(user, zone))
    out.print(table)


def disable(
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
) -> None:
    """Shuts a person out, at once and on every device. What they did keeps their name."""
    plain = _with_database(lambda database: disable_user(database, name, datetime.now(UTC), undo=undo))
    out.print(f"{plain} may log in again." if undo else f"{plain} is shut out.", soft_wrap=True)


def password(name: Name, own: Own = False) -> None:
    """Gives a person another password and logs them out everywhere."""
    word = _asked() if own else ""
    given = _with_database(lambda database: give_password(database, name, datetime.now(UTC), word))
    out.print(f"{given.name} has another password and is logged out everywhere.", soft_wrap=True)
    _tell_password(given, own)


def no_codes(name: Name) -> None:
    """Lets a person log in without a code again, whose telephone is lost."""
    plain = plain_name(name)
    _with_database(lambda database: drop_second_step(database, plain, "", datetime.now(UTC)))
    out.print(f"{plain} logs in without a code.", soft_wrap=True)


def tell_first(given: Given) -> None:
    """Tells of the administrator that a first start makes."""
    out.print(f"Nobody could log in yet, so there is “{given.name}” now.", soft_wrap=True)
    _tell_password(given, own=False)


def _tell_password(given: Given, own: bool) -> None:
    if not own:
        out.print(f"Password for the first log-in: {given.password}", soft_wrap=True)
        out.print("It is told only this once and has to be changed then.")


def _asked() -> str:
    """Raises InputError where none is given; it never stands in the command line, which others can read."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    found = sys.stdin.readline().rstrip("\r\n")
    if not found:
        raise InputError("no password came; write it as a line: printf '%s\\n' … | signage user password NAME --own")
    return found


def _state(user: User, zone: ZoneInfo) -> str:
    if user.disabled_at:
        return f"shut out since {user.disabled_at.astimezone(zone):%Y-%m-%d}"
    return "not logged in yet" if user.one_time else ""


def _with_database(action: Callable[[Database], Awaitable[Answer]]) -> Answer:
    async def run() -> Answer:
        async with opened(Chosen.settings().database_url, make=False) as database:
            return await action(database)

    return asyncio.run(run())
