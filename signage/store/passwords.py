"""How passwords are kept: argon2id, which takes long and much memory on purpose. Never in the event loop, never many at once."""

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..domain.credentials import plain_password
from ..errors import TooManyError

AT_ONCE = 2
"""Each takes 64 MiB for its time (the library's defaults: RFC 9106 §4, the second choice)."""
AT_MOST = 20
"""Those that wait for their turn included."""

_hasher = PasswordHasher()  # as it comes: a test compares it with the standard


class Passwords:
    """Hashes and compares in threads; whoever comes when too many wait is asked to come again (TooManyError)."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._here = 0

    async def hash(self, password: str) -> str:
        async with self._in_turn():
            return await asyncio.to_thread(hash_password, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether the password is the one whose hash is kept. For nobody's (None) it takes as long, and isn't."""
        async with self._in_turn():
            return await asyncio.to_thread(_fits, password, kept)

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        if self._here >= AT_MOST:
            raise TooManyError("too many people log in just now; try again in a moment")
        self._here += 1
        try:
            async with self._turn:
                yield
        finally:
            self._here -= 1


def hash_password(password: str) -> str:
    return _hasher.hash(plain_password(password))


def _fits(password: str, kept: str | None) -> bool:
    try:
        right = _hasher.verify(_nobodys() if kept is None else kept, plain_password(password))
        return right and kept is not None
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _nobodys() -> str:
    return _hasher.hash("")
