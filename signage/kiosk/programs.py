"""Other programs of the box, run for a moment."""

import asyncio
import shutil
from typing import NamedTuple

SECONDS = 20


class Run(NamedTuple):
    """A program with its arguments, and what is written to it."""

    arguments: tuple[str, ...]
    given: str = ""


class Ran(NamedTuple):
    """`says` is all that it printed; `code` is None where it isn't there or did not end in time."""

    code: int | None
    says: str


async def run(what: Run, seconds: float = SECONDS) -> Ran:
    if not shutil.which(what.arguments[0]):
        return Ran(None, f"{what.arguments[0]} isn't installed")
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *what.arguments, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.STDOUT
        )
    except OSError as problem:
        return Ran(None, f"{what.arguments[0]}: {problem.strerror}")
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate(what.given.encode())
    except TimeoutError:
        return Ran(None, f"{what.arguments[0]} did not end within {seconds:g} s")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Ran(process.returncode, said.decode("utf-8", "replace"))
