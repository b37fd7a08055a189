"""Where messages go: the addresses that Apprise reads, and a signed webhook. Nothing of an address is logged but its kind."""

import asyncio
import hashlib
import hmac
import logging
import re
import threading
import time
from contextlib import suppress
from typing import Protocol
from urllib.parse import unquote

import aiohttp
import msgspec

from ..domain.messages import Message, MessageKind
from ..errors import SettingsError, SignageError
from ..settings import Settings

WEBHOOK_SECONDS = 10
APPRISE_SECONDS = 60
"""Apprise itself gives up on a connection after 4 s; this bounds whatever else a service's library may do."""
SIGNATURE = "Signage-Signature"
_SECRET_LETTERS = 4
_UNWANTED = (400, 413, 422)
_TYPES: dict[MessageKind, str] = {"trouble": "failure", "unsteady": "warning", "recovery": "success", "test": "info"}


class DeliveryError(SignageError):
    """An address did not take a message; `where` names it without its secrets. `unwanted`: it never will take this one."""

    code = "delivery"

    def __init__(self, message: str, where: str, *, unwanted: bool = False) -> None:
        super().__init__(message, where)
        self.unwanted = unwanted


class Address(Protocol):
    """`key` tells it apart in the store, `name` among people; neither holds a secret."""

    key: str
    name: str

    async def send(self, number: int, message: Message) -> None:
        """Raises DeliveryError unless the address has accepted the message of that number."""


def addresses_of(settings: Settings) -> list[Address]:
    """Every address of the settings, once. Raises SettingsError for a webhook without a secret."""
    found: dict[str, Address] = {}
    for number, address in enumerate(settings.notifications, 1):
        one = AppriseAddress(address, number)
        found.setdefault(one.key, one)
    if settings.webhook_url:
        if not settings.webhook_secret:
            raise SettingsError("set it too: what webhook_url gets is signed with it", "webhook_secret")
        webhook = Webhook(settings.webhook_url, settings.webhook_secret)
        found[webhook.key] = webhook
    return list(found.values())


class Webhook:
    """A message as JSON, with `id`, signed with HMAC-SHA256. An `id` that comes twice is the same message."""

    def __init__(self, url: str, secret: str) -> None:
        self.key, self.name = f"webhook {_digest(url)}", "webhook_url"
        self._url, self._secret = url, secret

    async def send(self, number: int, message: Message) -> None:
        body = webhook_body(number, message)
        headers = {"Content-Type": "application/json", SIGNATURE: signature(self._secret, int(time.time()), body)}
        timeout = aiohttp.ClientTimeout(total=WEBHOOK_SECONDS)
        try:
            # It is signed for this address: a redirect is no acceptance.
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(self._url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                if not 200 <= answer.status < 300:
                    unwanted = answer.status in _UNWANTED
                    raise DeliveryError(f"it answered {answer.status}", self.name, unwanted=unwanted)
        except TimeoutError as problem:
            raise DeliveryError(f"no answer within {WEBHOOK_SECONDS} s", self.name) from problem
        except (aiohttp.ClientError, ValueError, OSError) as problem:
            reason = _without_secrets(str(problem) or type(problem).__name__, self._url)
            raise DeliveryError(reason, self.name) from None


def webhook_body(number: int, message: Message) -> bytes:
    """The message as JSON (docs/operations.md, “Notifications”)."""
    return msgspec.json.encode({"id": number, **msgspec.to_builtins(message)})


def signature(secret: str, seconds: int, body: bytes) -> str:
    """`t=<epoch seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a full stop and the body."""
    signed = hmac.new(secret.encode(), b"%d." % seconds + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


class AppriseAddress:
    """One address of the setting `notifications`, the `number`th."""

    def __init__(self, address: str, number: int) -> None:
        scheme = re.match("([a-z0-9+.-]{1,20})://", address)
        kind = scheme[1] if scheme else "?"
        self.key, self.name = f"{kind} {_digest(address)}", f"notifications {number} ({kind}://)"
        self._address = address
        self._busy: threading.Thread | None = None

    async def send(self, number: int, message: Message) -> None:  # noqa: ARG002  mail and chats know no numbers
        if self._busy is not None and self._busy.is_alive():
            raise DeliveryError("it is still busy with the last message", self.name)
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[str | None] = loop.create_future()

        def end(problem: str | None) -> None:
            if not ended.done():
                ended.set_result(problem)

        def work() -> None:
            problem = self._notify(message)
            with suppress(RuntimeError):  # the server has stopped meanwhile
                loop.call_soon_threadsafe(end, problem)

        # A thread of its own, which nobody waits for at the end: the pool's threads are for what is known to end.
        self._busy = threading.Thread(target=work, name="notification", daemon=True)
        self._busy.start()
        try:
            async with asyncio.timeout(APPRISE_SECONDS):
                problem = await ended
        except TimeoutError as late:
            raise DeliveryError(f"not taken within {APPRISE_SECONDS} s", self.name) from late
        if problem is not None:
            raise DeliveryError(problem, self.name)

    def _notify(self, message: Message) -> str | None:
        """What is wrong, or None. In its thread; the library is slow to load, and few need it."""
        import apprise

        said = _Said()
        try:
            # Not by way of Apprise(): that would send in one more thread, and what is said there could be anybody's.
            service = apprise.Apprise.instantiate(self._address)
            if service is None:
                reason = _without_secrets(said.text(), self._address)
                return f"Apprise can't read this address ({reason}); its documentation tells how the service is written"
            ja, en = (message.text[language] for language in ("ja", "en"))
            title = f"{message.subject['ja']} / {message.subject['en']}"
            kind = apprise.NotifyType(_TYPES[message.kind])
            if service.notify(body=f"{ja}\n\n{en}", title=title, notify_type=kind):
                return None
            return _without_secrets(said.text() or "the service refused it", self._address)
        except Exception as problem:  # noqa: BLE001  a hundred services, each with its own library
            return _without_secrets(f"{type(problem).__name__}: {problem}", self._address)
        finally:
            said.close()


class _Said(logging.Handler):
    """What Apprise says in this thread, which is kept from the log: it may quote the address."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self._lines: list[str] = []
        logging.getLogger("apprise").propagate = False
        logging.getLogger("apprise").addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self._lines.append(record.getMessage())

    def text(self) -> str:
        return " ".join(self._lines)[:300]

    def close(self) -> None:
        logging.getLogger("apprise").removeHandler(self)
        super().close()


def _digest(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def _without_secrets(text: str, address: str) -> str:
    """A text without any part of an address but its scheme: each may be a password or a token."""
    rest = address.partition("://")[2] or address
    parts = {part for whole in (rest, unquote(rest)) for part in [whole, *re.split(r"[/:@?&=,;#\s]+", whole)]}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _SECRET_LETTERS:
            text = text.replace(part, "…")
    return text
