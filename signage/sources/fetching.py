"""The one way out to the network, guarded; a source that is a file comes through here too."""

import asyncio
import hashlib
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver

from .. import __version__
from ..domain.sources import Memory, Source
from ..errors import SourceError
from ..settings import Settings
from .fetched import Fetched, Parse, Run
from .folder import read_file
from .guard import guarded_socket
from .source_file import address_problem

REDIRECTS = 5
USER_AGENT = f"signage/{__version__} (digital signage; reads feeds)"
ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
_MOVED = (301, 302, 303, 307, 308)
_ADVICE = {
    401: "it wants a password; ask its owner for a feed that is open",
    403: "it refuses us; ask its owner whether feeds may be read by a program",
    404: "there is nothing at this address any more; look for the feed's new address",
    410: "the feed was given up; look for another or remove the source",
    429: "it asks us to come less often; raise `minutes` in the source's file",
}
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "there is no server of this name; check the address"),
    (aiohttp.ClientSSLError, "its certificate can't be trusted ({cause}); its owner has to renew it"),
    (aiohttp.ClientConnectorError, "the server can't be reached ({cause}); it is tried again"),
    (aiohttp.InvalidURL, "this is not an address that can be fetched; write https://host/path"),
    (aiohttp.ClientPayloadError, "the answer broke off in the middle; it is tried again"),
    (aiohttp.ServerDisconnectedError, "the server broke off without an answer; it is tried again"),
    (Exception, "the answer can't be used ({kind}); check the address in a browser"),
)


T = TypeVar("T")
_hanging: set[Path] = set()
"""Files whose last read has not ended in time, nor since: one thread waits for each, not one more every interval."""


class Fetching(msgspec.Struct, frozen=True, kw_only=True):
    """What every fetch needs to know: the input folder, its limits, the office's zone; `resolver` and `clock` are for
    tests.
    """

    folder: Path
    seconds: float = 20.0
    megabytes: int = 10
    allow_private: bool = False
    timezone: str = "Asia/Tokyo"
    resolver: AbstractResolver | None = None
    clock: Callable[[], datetime] = partial(datetime.now, UTC)

    @classmethod
    def of(cls, settings: Settings) -> "Fetching":
        return cls(
            folder=settings.input_path,
            seconds=settings.fetch_seconds,
            megabytes=settings.fetch_megabytes,
            allow_private=settings.allow_private_addresses,
            timezone=settings.timezone,
        )

    @property
    def limit(self) -> int:
        return self.megabytes * 1_000_000


class Answer(msgspec.Struct, frozen=True):
    """A body as it came, and the address it came from in the end ("" for a file). `body` None: not modified."""

    body: bytes | None
    memory: Memory = Memory()
    content_type: str | None = None
    address: str = ""


async def fetch_parsed(parse: Parse, source: Source, memory: Memory, fetching: Fetching, run: Run) -> Fetched:
    """Fetches, compares with the memory, and only if something is new parses it. Raises SourceError."""
    month = fetching.clock().date().replace(day=1)
    reader = f"{__version__} {month:%Y-%m}"
    if memory.reader != reader:
        memory = Memory()
    answer = await _file(source, fetching) if source.is_file else await get(source.address, memory, fetching)
    if answer.body is None:
        return Fetched(None, memory)
    sha256 = hashlib.sha256(answer.body).hexdigest()
    memory_now = msgspec.structs.replace(answer.memory, sha256=sha256, reader=reader)
    if sha256 == memory.sha256:
        return Fetched(None, memory_now)
    parsed = await run(parse, answer.body, answer.content_type, source, fetching.timezone, answer.address, month)
    return Fetched(parsed.items, memory_now, parsed.notes, parsed.entries)


async def _file(source: Source, fetching: Fetching) -> Answer:
    """In a thread of its own, and not for ever: a network drive may hang, and the loop's threads are for what ends."""
    path = fetching.folder / source.address
    if path in _hanging:
        raise SourceError("the drive gave no file, and the last read of it still hangs", source.address)
    reading = _begin(read_file, fetching.folder, source.address, fetching.limit)
    try:
        async with asyncio.timeout(fetching.seconds):
            body = await asyncio.wrap_future(reading)
            return Answer(body)
    except TimeoutError as problem:
        _hanging.add(path)
        reading.add_done_callback(lambda _: _hanging.discard(path))
        raise SourceError(f"the drive gave no file within {fetching.seconds:g} seconds", source.address) from problem


def _begin(function: Callable[..., T], *args: Any) -> Future[T]:
    """Begins in a thread that nobody waits for at the end."""
    outcome: Future[T] = Future()
    outcome.set_running_or_notify_cancel()  # whoever stops waiting for it does not end it

    def work() -> None:
        try:
            outcome.set_result(function(*args))
        except Exception as problem:  # noqa: BLE001  whoever waits for it is told
            outcome.set_exception(problem)

    threading.Thread(target=work, name="file of a source", daemon=True).start()
    return outcome


async def get(address: str, memory: Memory, fetching: Fetching) -> Answer:
    """A guarded, conditional GET. Raises SourceError with a sentence for staff; secrets of the query are left out."""
    refused: list[str] = []
    try:
        async with asyncio.timeout(fetching.seconds), guarded_session(fetching, refused) as session:
            return await _follow(session, address, memory, fetching)
    except TimeoutError as problem:
        message = f"no full answer within {fetching.seconds:g} seconds; it is tried again"
        raise SourceError(message, shown(address)) from problem
    except (aiohttp.ClientError, OSError, ValueError) as problem:
        raise SourceError(_sentence(problem, refused), shown(address)) from problem


def shown(address: str) -> str:
    """An address as staff and logs may see it: without its user, and without what stands after the ?."""
    try:
        parts = urlsplit(address)
        place = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return "an address that can't be read"
    return f"{parts.scheme}://{place}{parts.path}{'?…' if parts.query else ''}"


def guarded_session(fetching: Fetching, refused: list[str]) -> aiohttp.ClientSession:
    """A session for one fetch: it shares no connection, no cookie and no name with any other."""
    connector = aiohttp.TCPConnector(
        resolver=fetching.resolver,
        socket_factory=guarded_socket(fetching.allow_private, refused),
        use_dns_cache=False,
        force_close=True,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,  # a proxy would connect for us, past the guard
        timeout=aiohttp.ClientTimeout(total=None),  # one time-out stands over all redirects
        headers={"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
    )


async def _follow(session: aiohttp.ClientSession, address: str, memory: Memory, fetching: Fetching) -> Answer:
    conditions = _conditions(memory)
    for _ in range(REDIRECTS + 1):
        async with session.get(address, headers=conditions, allow_redirects=False) as response:
            if response.status not in _MOVED:
                return await _answer(response, address, bool(conditions), fetching.limit)
            address = next_address(address, response.headers.get("Location", ""))
    raise SourceError(f"more than {REDIRECTS} redirects, perhaps in a circle; write the last address", shown(address))


def _conditions(memory: Memory) -> dict[str, str]:
    conditions = {"If-None-Match": memory.etag, "If-Modified-Since": memory.last_modified}
    return {name: value for name, value in conditions.items() if value}


def next_address(address: str, location: str) -> str:
    """Where a redirect leads. Any port stands open to the source's own file, since the guard is on addresses;

    a redirect keeps to 80, 443 and the port it came from, and never falls from https to http.
    """
    try:
        target = urljoin(address, location.strip()) if location else ""
        problem = address_problem(target) if target else "it names no address"
    except ValueError:
        problem = "it names something that is not an address"
    if problem:
        raise SourceError(f"a redirect can't be followed: {problem}", shown(address))
    old, new = urlsplit(address), urlsplit(target)
    if new.port not in (None, 80, 443, old.port):
        raise SourceError(f"a redirect leads to port {new.port}; write that address if it is meant", shown(address))
    if old.scheme == "https" and new.scheme == "http":
        raise SourceError("a redirect leads from https to http; write the http address if it is meant", shown(address))
    return target


async def _answer(response: aiohttp.ClientResponse, address: str, conditional: bool, limit: int) -> Answer:
    if response.status == HTTPStatus.NOT_MODIFIED and conditional:
        return Answer(None)
    if response.status != HTTPStatus.OK:
        advice = _ADVICE.get(response.status, "it is tried again")
        raise SourceError(f"the server answered {response.status}; {advice}", shown(address))
    body = await _body(response, address, limit)
    memory = Memory(etag=response.headers.get("ETag"), last_modified=response.headers.get("Last-Modified"))
    return Answer(body, memory, response.headers.get("Content-Type"), address)


async def _body(response: aiohttp.ClientResponse, address: str, limit: int) -> bytes:
    """The body after decompression; stops at the limit, so that no more than that is ever held."""
    body = bytearray()
    declared = response.content_length or 0
    if declared <= limit:
        async for chunk in response.content.iter_chunked(65_536):
            body += chunk
            if len(body) > limit:
                break
    if max(declared, len(body)) > limit:
        size = f"the answer is larger than {limit // 1_000_000} MB"
        raise SourceError(f"{size}; raise the setting fetch_megabytes if that is meant", shown(address))
    return bytes(body)


def _sentence(problem: Exception, refused: list[str]) -> str:
    """What happened, in a sentence for staff, and what they can do."""
    if refused:
        advice = "; the setting allow_private_addresses opens it" if "private" in refused[0] else ""
        return f"the address leads into {refused[0]} and is not fetched{advice}"
    sentence = next((text for kind, text in _SENTENCES if isinstance(problem, kind)), _SENTENCES[-1][1])
    cause = getattr(problem, "os_error", problem)
    number = getattr(cause, "errno", None)
    return sentence.format(cause=os.strerror(number) if number else cause, kind=type(problem).__name__)
