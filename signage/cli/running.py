"""What runs until it is stopped: the server and the demo; and which version they are."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from rich.table import Table

from .. import __version__
from ..actions.add_user import add_first_administrator
from ..app import running
from ..demo import PEOPLE, Demo, running_demo
from ..domain.accounts import ROLE_WORDS
from ..errors import SignageError
from ..log import start_logging
from ..store.database import Database
from .console import Chosen, Json, out
from .users import tell_first

log = structlog.get_logger()


def serve() -> None:
    """Runs the server until it is stopped."""
    start_logging()
    asyncio.run(until_stopped(_serve))


async def _serve() -> None:
    try:
        async with running(Chosen.settings()) as server:
            await tell_first_administrator(server.database)
            out.print(f"Serving at {server.url}", soft_wrap=True)
            await asyncio.Event().wait()
    except (SignageError, OSError):
        raise
    except Exception:
        log.exception("the server ended by a fault of its own")
        raise


async def tell_first_administrator(database: Database) -> None:
    """At the first start somebody is made who can log in: told here, and in no log."""
    if first := await add_first_administrator(database, datetime.now(UTC)):
        tell_first(first)


def demo(json: Json = False) -> None:
    """Runs twenty screens of a real project, on a working copy of its files that may be edited."""
    start_logging()

    async def run() -> None:
        async with running_demo(Chosen.settings()) as running_now:
            print(running_now.as_json(), flush=True) if json else _tell(running_now)
            await asyncio.Event().wait()

    asyncio.run(until_stopped(run))


def _tell(demo: Demo) -> None:
    """An address is never cut or broken, however narrow the window: it is there to be opened."""
    url = demo.running.url
    out.print(f"画面 Screens    {url}/#screens", soft_wrap=True)
    out.print(f"担当者 Staff    {url}/login", soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for who, given in zip(PEOPLE, demo.people, strict=True):
        table.add_row("", f"{ROLE_WORDS[who.role]['ja']} {who.role}", who.name, given.password)
    out.print(table)
    out.print(f"編集するファイル Files to edit    {demo.input}", soft_wrap=True)
    out.print("Ctrl-C で終わります。 Ctrl-C ends it.")


async def until_stopped(run: Callable[[], Awaitable[None]]) -> None:
    """A signal ends it wherever it is, while it starts too; a second one does not disturb the first's tidying."""
    task = asyncio.ensure_future(run())
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, lambda: task.cancelling() or task.cancel())
    with suppress(asyncio.CancelledError):
        await task


def version() -> None:
    """The version of this server."""
    print(__version__)
