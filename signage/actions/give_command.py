"""What is asked of a display by hand: kept, pushed at once, repeated until there is an outcome or it has expired."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from ..domain.commands import COMMANDS, EXPIRES_SECONDS, Command
from ..domain.ulids import is_ulid, new_ulid
from ..errors import InputError, NotFoundError, TooManyError
from ..store.commands import (
    GivenCommand,
    is_answered,
    load_given_commands,
    load_open_commands,
    record_command,
    record_outcome,
)
from ..store.database import Database
from ..store.plain import storable
from ..words import Words

OPEN_AT_MOST = 10
"""Commands of one display that wait for their outcome."""
MANY_WAIT: Words = {
    "ja": f"この画面への指示が {OPEN_AT_MOST}件、まだ返事を待っています。返事のない指示は {EXPIRES_SECONDS // 60}分で消えます。"
    "そのあとで、もう一度送ってください。",
    "en": f"{OPEN_AT_MOST} commands to this display still wait for its answer. Those without one are dropped after "
    f"{EXPIRES_SECONDS // 60} minutes; try again then.",
}
ARGS_BYTES = 2_000
DETAIL_CHARACTERS = 500

Push = Callable[[str, Command], None]


class Commands:
    """The waiting ones in memory, all in the database. `push` is told (display, command) when one is given."""

    def __init__(self, database: Database, push: Push = lambda _display, _command: None) -> None:
        self._database = database
        self._push = push
        self._open: dict[str, list[Command]] = {}

    async def load(self, now: datetime) -> None:
        """Takes up what waited when the server stopped."""
        async with self._database.read() as connection:
            self._open = await load_open_commands(connection, now)

    async def give(self, display: str, name: str, args: Mapping[str, Any], by: str, now: datetime) -> Command:
        """Raises InputError for a name or args that can't be, NotFoundError, and TooManyError."""
        _check(name, args)
        if len(self.waiting(display, now)) >= OPEN_AT_MOST:
            raise TooManyError(
                f"{OPEN_AT_MOST} commands wait for an answer already; they expire within minutes", display, MANY_WAIT
            )
        expires_at = now + timedelta(seconds=EXPIRES_SECONDS)
        command = Command(id=new_ulid(now), name=name, args=dict(args), expires_at=_ms(expires_at))
        async with self._database.write() as connection:
            if not await record_command(connection, display, command, by, now, expires_at):
                raise NotFoundError("there is no such display", display)
        self._open.setdefault(display, []).append(command)
        self._push(display, command)
        return command

    def waiting(self, display: str, now: datetime) -> list[Command]:
        """Those without an outcome that have not expired, the oldest first."""
        if display not in self._open:
            return []
        self._keep(display, [one for one in self._open[display] if one.expires_at > _ms(now)])
        return self._open.get(display, [])

    def drop(self, display: str) -> None:
        """Forgets what waits for the device that a display had: its successor is not to do it."""
        self._open.pop(display, None)

    async def answer(self, display: str, id: str, ok: bool, detail: str, now: datetime) -> None:
        """The first outcome counts, also one that comes after the expiry: a reboot takes its time.

        Raises NotFoundError for what this display was never asked.
        """
        async with self._database.read() as connection:
            answered = await is_answered(connection, display, id) if is_ulid(id) else None
        if answered is None:
            raise NotFoundError("this display was never given such a command", id)
        if not answered:
            async with self._database.write() as connection:
                await record_outcome(connection, display, id, ok, storable(detail)[:DETAIL_CHARACTERS], now)
        self._keep(display, [one for one in self._open.get(display, []) if one.id != id])

    async def history(self, display: str, limit: int = 20) -> Sequence[GivenCommand]:
        """The newest first."""
        async with self._database.read() as connection:
            return await load_given_commands(connection, display, limit)

    def _keep(self, display: str, waiting: list[Command]) -> None:
        if waiting:
            self._open[display] = waiting
        else:
            self._open.pop(display, None)


def _check(name: str, args: Mapping[str, Any]) -> None:
    if name not in COMMANDS:
        raise InputError(f"there is no command “{name}”; there are {', '.join(COMMANDS)}")
    if len(msgspec.json.encode(args)) > ARGS_BYTES:
        raise InputError(f"args may have {ARGS_BYTES} bytes at most", name)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
