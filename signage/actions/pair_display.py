"""A screen without a token shows a code; staff say which display it is; it is given that display's new token.

Codes wait in memory: a server that restarts has forgotten them, and the screen begins anew. What has been approved is
kept until the screen has used its token; only its hash is, so after a restart the screen is given a new one.
"""

import asyncio
import hashlib
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from ..errors import GoneError, NotFoundError, TooManyError
from ..store.commands import expire_commands
from ..store.database import Database
from ..store.displays import new_token, record_token, token_digest
from ..store.edits import record_edit
from ..store.manifests import Manifests
from ..store.pairings import Approved, load_approved, record_approved, remove_approved

NOUN = "display"
CODE_LASTS = timedelta(minutes=10)
APPROVAL_LASTS = timedelta(hours=1)
"""So long a screen may take to fetch the token that it was given."""
OPEN_AT_MOST = 200
OPEN_AT_ONE_ADDRESS = 50
"""A whole building may stand behind one address."""
OVER = "this code is no longer known: ask for a new one"

Ended = Callable[[str], None]


class Begun(NamedTuple):
    """`code` is shown on the screen, `secret` never."""

    code: str
    secret: str
    expires_at: datetime


class Paired(NamedTuple):
    display: str
    token: str


class _Waiting(NamedTuple):
    secret_sha256: str
    address: str
    expires_at: datetime


class Pairings:
    """Each of `ended` is told the display whose token has just died: its streams are over, and what was asked of its device."""

    def __init__(self, database: Database, manifests: Manifests, *ended: Ended) -> None:
        self._database = database
        self._manifests = manifests
        self._ended = ended
        self._waiting: dict[str, _Waiting] = {}  # by code
        self._approved: dict[str, Approved] = {}  # by the secret's SHA-256, as are _tokens: those given in this run
        self._tokens: dict[str, str] = {}
        self.unused: dict[str, str] = {}
        """The secret's SHA-256 by that of a token that was given and not used yet."""
        self._used: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    async def load(self, now: datetime) -> None:
        """Takes up what was approved when the server stopped."""
        async with self._database.read() as connection:
            self._approved = await load_approved(connection, now)
        self.unused = {its.token_sha256: secret_sha256 for secret_sha256, its in self._approved.items()}

    def begin(self, address: str, now: datetime) -> Begun:
        """A code for the screen that asks from that address. Raises TooManyError."""
        self._forget_expired(now)
        here = Counter(one.address for one in self._waiting.values())[address]
        if len(self._waiting) >= OPEN_AT_MOST or here >= OPEN_AT_ONE_ADDRESS:
            raise TooManyError("too many screens wait to be paired; codes expire within ten minutes")
        code, secret, expires_at = self._new_code(), new_token(), now + CODE_LASTS
        self._waiting[code] = _Waiting(_digest(secret), address, expires_at)
        return Begun(code, secret, expires_at)

    def expires_at(self, code: str, now: datetime) -> datetime | None:
        """Until when the screen that shows this code waits; None where no screen shows it, or no longer."""
        waiting = self._waiting.get(code)
        return waiting.expires_at if waiting and waiting.expires_at > now else None

    async def approve(self, code: str, display: str, by: str, now: datetime) -> None:
        """Gives the display a new token for the screen that shows the code. The old one dies at once; what is known of the
        display stays.

        Raises NotFoundError for a code that is wrong or has expired, and for a display that is not there.
        """
        async with self._one_at_a_time:
            self._forget_expired(now)
            waiting = self._waiting.get(code)
            if waiting is None:
                raise NotFoundError("no screen shows this code, or no longer; look at the screen again", code)
            await self._give_token(waiting.secret_sha256, display, now + APPROVAL_LASTS, now, by)
            self._waiting.pop(code, None)

    async def ask(self, secret: str, now: datetime) -> Paired | None:
        """None while nobody has approved it. Raises GoneError once the token was used, or the code has expired."""
        self._forget_expired(now)
        secret_sha256 = _digest(secret)
        if any(one.secret_sha256 == secret_sha256 for one in self._waiting.values()):
            return None
        async with self._one_at_a_time:
            approved = self._approved.get(secret_sha256)  # another may just have been approved in its place
            if approved is None:
                raise GoneError(OVER)
            if secret_sha256 not in self._tokens:  # the server has restarted in between
                await self._give_token(secret_sha256, approved.display, approved.expires_at, now)
            return Paired(approved.display, self._tokens[secret_sha256])

    def used(self, token_sha256: str) -> None:
        """The screen has come with its token: nobody is given it again."""
        if secret_sha256 := self.unused.pop(token_sha256, None):
            self._forget(secret_sha256)
            self._used.add(secret_sha256)

    async def forget_used(self, now: datetime) -> None:
        """Takes what `used` has noted out of the store: called by the clock, so that no request waits for it."""
        if used := frozenset(self._used):
            async with self._database.write() as connection:
                await remove_approved(connection, used, now)
            self._used -= used

    async def _give_token(
        self, secret_sha256: str, display: str, expires_at: datetime, now: datetime, by: str = ""
    ) -> None:
        """`by` is who has just said so; empty for a screen that is given its token once more."""
        token = new_token()
        approved = Approved(display, expires_at, token_digest(token))
        async with self._database.write() as connection:
            if not await record_token(connection, display, token):
                raise NotFoundError("there is no such display", display)
            await record_approved(connection, secret_sha256, approved)
            await expire_commands(connection, display, now)
            if by:
                await record_edit(connection, by, now, NOUN, display, "pair")
        self._manifests.give_token(display, approved.token_sha256)
        for tell in self._ended:
            tell(display)
        for other in [one for one, its in self._approved.items() if its.display == display]:
            self._forget(other)
        self._approved[secret_sha256], self._tokens[secret_sha256] = approved, token
        self.unused[approved.token_sha256] = secret_sha256

    def _forget(self, secret_sha256: str) -> None:
        self._tokens.pop(secret_sha256, None)
        if approved := self._approved.pop(secret_sha256, None):
            self.unused.pop(approved.token_sha256, None)

    def _forget_expired(self, now: datetime) -> None:
        self._waiting = {code: one for code, one in self._waiting.items() if one.expires_at > now}
        for secret_sha256 in [one for one, its in self._approved.items() if its.expires_at <= now]:
            self._forget(secret_sha256)

    def _new_code(self) -> str:
        while (code := f"{secrets.randbelow(1_000_000):06}") in self._waiting:
            pass
        return code


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
