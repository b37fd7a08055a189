"""Who logs in, stays logged in on a device, and logs out. Wrong tries are counted, by name and by address."""

from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.codes import new_key, step_of
from ..domain.credentials import plain_name
from ..domain.tries import Tries
from ..errors import InputError
from ..store.database import Database
from ..store.displays import new_token, token_digest
from ..store.edits import record_edit
from ..store.passwords import Passwords
from ..store.sessions import (
    DEVICE_LETTERS,
    Known,
    Session,
    load_known,
    load_sessions,
    record_seen,
    record_session,
    remove_session,
    remove_sessions,
)
from ..store.users import User, load_user, record_password, record_totp, use_totp

CODE_WITHIN = timedelta(minutes=5)
OFFERED = timedelta(minutes=30)
"""So long somebody may take to set their authenticator up."""
HALVES_AT_MOST = 1000
"""So many may have given a password and no code yet; the oldest is forgotten for one more."""
SEEN_EVERY = timedelta(hours=1)
"""How exactly it is kept when a session was last seen: a page must not cost a transaction."""

log = structlog.get_logger()


class Refused(NamedTuple):
    """Name or password was wrong, or was not even looked at for want of tries (`looked` is False then).

    `left` is how many tries there are still; with none, `wait` is how long until there is one.
    """

    left: int
    wait: timedelta
    looked: bool = True


class NeedsCode(NamedTuple):
    """The password was right, and a code of their authenticator is wanted too; `ticket` says whose, for CODE_WITHIN."""

    ticket: str


class _Half(NamedTuple):
    """Who has given a password and no code yet, as they were then."""

    user: User
    until: datetime


class LogIns:
    """`lasts` = how long a session stays that nobody uses. Times are the caller's `now`."""

    def __init__(self, database: Database, lasts: timedelta) -> None:
        self._database = database
        self.lasts = lasts
        self._passwords = Passwords()
        # Of one name from one address few; of one name, or from one address (an office behind one), some more: so that
        # somebody far away can't easily shut a person out, and nobody guesses for long.
        self._together = Tries(5, timedelta(minutes=3))
        self._name = Tries(20, timedelta(minutes=3))
        self._address = Tries(30, timedelta(seconds=30))
        self._codes = Tries(5, timedelta(minutes=3))
        self._halves: dict[str, _Half] = {}
        self._offered: dict[str, tuple[str, datetime]] = {}

    async def log_in(
        self, name: str, password: str, address: str, device: str, now: datetime
    ) -> str | NeedsCode | Refused:
        """The token of a new session; it stands in a cookie and nowhere else. Raises TooManyError when many log in at once."""
        try:
            name = plain_name(name)
        except InputError:
            name = ""
        if not self._may_try(name, address, now):
            return self._refused(name, address, now, looked=False)
        self._take(name, address, now)  # before the hash, which takes long: many tries at once are many
        async with self._database.read() as connection:
            user = await load_user(connection, name)
        fits = await self._passwords.fits(password, user.password if user else None)
        if user is None or user.disabled_at is not None or not fits:
            return self._refused(name, address, now)
        self._give_back(name, address)
        if user.totp:
            return self._halfway(user, now)
        async with self._database.write() as connection:
            if await load_user(connection, name) != user:  # shut out, or given another password, in the meantime
                return self._refused(name, address, now)
            return await self._begin(connection, name, device, now)

    def _halfway(self, user: User, now: datetime) -> NeedsCode:
        ticket = new_token()
        self._halves = {key: half for key, half in self._halves.items() if half.until > now}
        if len(self._halves) >= HALVES_AT_MOST:
            del self._halves[next(iter(self._halves))]
        self._halves[token_digest(ticket)] = _Half(user, now + CODE_WITHIN)
        return NeedsCode(ticket)

    async def enter_code(self, ticket: str, code: str, device: str, now: datetime) -> str | Refused | None:
        """The token of a new session for who has given their password and now the code; None where that was too long ago.

        No code counts twice, and only some are looked at: a right one after them is refused as well.
        """
        half = self._halves.get(token_digest(ticket))
        if half is None or half.until <= now or half.user.totp is None:
            return None
        name = half.user.name
        if not self._codes.left(name, now):
            return Refused(0, self._codes.wait(name, now), looked=False)
        self._codes.take(name, now)
        step = step_of(half.user.totp, code, now)
        async with self._database.write() as connection:
            user = await load_user(connection, name)
            if user is None or user._replace(totp_used=half.user.totp_used) != half.user:
                return None  # shut out, or changed, in the meantime
            if step is None or not await use_totp(connection, name, half.user.totp, step):
                return Refused(self._codes.left(name, now), self._codes.wait(name, now))
            self._codes.forget(name)
            self._halves.pop(token_digest(ticket), None)
            return await self._begin(connection, name, device, now)

    def offer_codes(self, known: Known, now: datetime) -> str:
        """A new key for who has just given their password: this session may switch codes on with it, for OFFERED."""
        self._offered = {key: one for key, one in self._offered.items() if one[1] > now}
        key = new_key()
        self._offered[known.session.sha256] = key, now + OFFERED
        return key

    def offered(self, known: Known, now: datetime) -> str | None:
        """The key that this session was given of late."""
        key, until = self._offered.get(known.session.sha256, (None, now))
        return key if now < until else None

    async def switch_codes_on(self, known: Known, code: str, now: datetime) -> bool:
        """Asks for a code at each log-in from now on; False where this is no code of the key that was offered."""
        key, name = self.offered(known, now), known.user.name
        step = step_of(key, code, now) if key else None
        if key is None or step is None:
            return False
        del self._offered[known.session.sha256]
        async with self._database.write() as connection:
            await record_totp(connection, name, key)
            await use_totp(connection, name, key, step)
            await record_edit(connection, name, now, "user", name, "codes on")
        return True

    async def switch_codes_off(self, known: Known, now: datetime) -> None:
        name = known.user.name
        async with self._database.write() as connection:
            await record_totp(connection, name, None)
            await record_edit(connection, name, now, "user", name, "codes off")

    async def known(self, token: str, now: datetime) -> Known | None:
        """Whose token it is: one look into the database a page. A session that is seen lasts on."""
        async with self._database.read() as connection:
            known = await load_known(connection, token, now)
        if known and now - known.session.seen_at >= SEEN_EVERY:
            async with self._database.write() as connection:
                await record_seen(connection, known.session.sha256, now, self.lasts)
            return Known(known.session._replace(seen_at=now, expires_at=now + self.lasts), known.user)
        return known

    async def sessions(self, user: str, now: datetime) -> list[Session]:
        """The last seen first."""
        async with self._database.read() as connection:
            return await load_sessions(connection, user, now)

    async def log_out(self, user: str, sha256: str) -> None:
        """Ends one session of that user; another's or none is left alone."""
        async with self._database.write() as connection:
            await remove_session(connection, user, sha256)

    async def log_out_everywhere(self, user: str) -> None:
        async with self._database.write() as connection:
            await remove_sessions(connection, user)

    async def change_password(
        self, known: Known, old: str, new: str, address: str, device: str, now: datetime
    ) -> str | Refused:
        """Takes a new password for the old one; every session of theirs ends, and a new one begins: its token.

        The new one must have been looked at (domain/credentials.weakness).
        """
        if refused := await self.confirm(known, old, address, now):
            return refused
        name = known.user.name
        kept = await self._passwords.hash(new)
        async with self._database.write() as connection:
            await record_password(connection, name, kept, one_time=False)
            await remove_sessions(connection, name)
            return await self._begin(connection, name, device, now)

    async def confirm(self, known: Known, password: str, address: str, now: datetime) -> Refused | None:
        """Whether it is still they who are there: None where the password is theirs."""
        name = known.user.name
        if not self._may_try(name, address, now):
            return self._refused(name, address, now, looked=False)
        self._take(name, address, now)
        if not await self._passwords.fits(password, known.user.password):
            return self._refused(name, address, now)
        self._give_back(name, address)
        return None

    async def _begin(self, connection: AsyncConnection, name: str, device: str, now: datetime) -> str:
        token = new_token()
        session = Session(token_digest(token), name, device[:DEVICE_LETTERS], now, now, now + self.lasts)
        await record_session(connection, session)
        return token

    def _kinds(self, name: str, address: str) -> tuple[tuple[Tries, str], ...]:
        return (self._together, f"{name} {address}"), (self._name, name), (self._address, address)

    def _may_try(self, name: str, address: str, now: datetime) -> bool:
        return all(tries.left(key, now) for tries, key in self._kinds(name, address))

    def _take(self, name: str, address: str, now: datetime) -> None:
        for tries, key in self._kinds(name, address):
            tries.take(key, now)

    def _give_back(self, name: str, address: str) -> None:
        """A right password is no try; what went wrong before it is forgiven where it was tried."""
        for tries, key in self._kinds(name, address):
            tries.give_back(key)
        self._together.forget(f"{name} {address}")

    def _refused(self, name: str, address: str, now: datetime, *, looked: bool = True) -> Refused:
        log.info("log-in refused", looked=looked)  # not who: a password may stand in the place of the name
        kinds = self._kinds(name, address)
        return Refused(
            min(tries.left(key, now) for tries, key in kinds), max(tries.wait(key, now) for tries, key in kinds), looked
        )
