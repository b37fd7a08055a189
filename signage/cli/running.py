"""What runs until it is stopped: the server and the demo; and which version they are."""

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from rich.table import Table

from .. import __version__
from ..actions.add_user import add_first_administrator
from ..app import running
from ..demo import PEOPLE, Demo, running_demo
from ..domain.accounts import ROLE_WORDS
from ..errors import SettingsError, SignageError
from ..log import start_logging
from ..settings import Settings
from ..store.database import Database
from .console import Chosen, Json, out
from .users import tell_first

THREADS = 32
"""Of the loop, for what blocks but ends. Of themselves they were six on two cores: names that no server answers for, of the
eight links that are looked at together, would take them all."""

log = structlog.get_logger()


def serve() -> None:
    """Runs the server until it is stopped."""
    settings = Chosen.settings()
    check_port(settings)
    start_logging()
    asyncio.run(until_stopped(lambda: _serve(settings)))


def check_port(settings: Settings) -> None:
    """Tells at once of a port that can't be had, before anything is taken in and made. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as problem:
        where = f"{settings.host}:{settings.port}"
        if problem.errno == errno.EADDRINUSE:
            said = "another program listens there already; stop it, or take another port: SIGNAGE_PORT=8081, say"
        elif problem.errno == errno.EACCES:
            said = "this port needs rights that the server should not have; take one above 1023 (SIGNAGE_PORT)"
        else:
            said = f"this machine can't listen there ({problem.strerror}); `host` names one of its own addresses"
        raise SettingsError(said, where) from problem


async def _serve(settings: Settings) -> None:
    try:
        async with running(settings) as server:
            await tell_first_administrator(server.database)
            out.print(f"Serving at {server.url}; staff log in at {server.url}/login", soft_wrap=True)
            await asyncio.Event().wait()
    except (SignageError, OSError):
        raise
    except Exception:
        log.exception("the server ended by a fault of its own")
        raise


async def tell_first_administrator(database: Database) -> None:
    """At the first start somebody is made who can log in: told here, once. The log never holds it; what keeps standard output does."""
    if first := await add_first_administrator(database, datetime.now(UTC)):
        tell_first(first)


def demo(json: Json = False) -> None:
    """Runs twenty screens of a real project, on a working copy of its files that may be edited."""
    settings = demo_settings()
    check_port(settings)
    start_logging()

    async def run() -> None:
        async with running_demo(settings) as running_now:
            print(running_now.as_json(), flush=True) if json else _tell(running_now)
            await asyncio.Event().wait()

    asyncio.run(until_stopped(run))


def demo_settings() -> Settings:
    """Where it listens and keeps its data. A city's file that the environment names for its own commands is none of the
    demo's, which would be made in the midst of that city's data.
    """
    return Chosen.settings({name: value for name, value in os.environ.items() if name != "SIGNAGE_SETTINGS"})


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
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "asyncio"))
    task = asyncio.ensure_future(run())
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, lambda: task.cancelling() or task.cancel())
    with suppress(asyncio.CancelledError):
        await task


def version() -> None:
    """The version of this server."""
    print(__version__)
