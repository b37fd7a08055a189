"""What is served: each display's manifest as (etag, head, shared tail), never joined. A poll is a hash compare."""

import time
from collections.abc import Mapping
from typing import NamedTuple

from ..domain.manifest import etag_of, join, with_etag, with_player
from .publications import Head


class Served(NamedTuple):
    """`head` is complete with its etag; `tail` is one object shared by all displays of a channel."""

    etag: str
    tag: str
    """The ETag as it stands in a header, quoted."""
    head: bytes
    tail: bytes

    def body(self) -> bytes:
        return join(self.head, self.tail)


def serve(head: bytes, player: str, tail_sha256: str, tail: bytes) -> Served:
    """A display's manifest. `head` is without etag and with an empty player, as publications keep it."""
    bare = with_player(head, player)
    etag = etag_of(bare, bytes.fromhex(tail_sha256))
    return Served(etag, f'"{etag}"', with_etag(bare, etag), tail)


class InForce(NamedTuple):
    """What was last published: (SHA-256, bytes) of each channel's tail, and each display's head as it is kept."""

    tails: Mapping[str, tuple[str, bytes]]
    heads: Mapping[str, Head]

    def sha256(self, channel: str) -> str | None:
        return self.tails[channel][0] if channel in self.tails else None


class Fetched(NamedTuple):
    """Which manifest a display was given, and when (epoch seconds)."""

    etag: str
    at: float


class Manifests:
    """The manifests in force and the tokens by which displays ask for them, all in memory."""

    def __init__(self) -> None:
        self.in_force = InForce({}, {})
        self._served: Mapping[str, Served] = {}
        self._displays: Mapping[str, str] = {}
        self._given: dict[str, str] | None = None
        self._since: dict[str, float] = {}
        self._behind: dict[str, tuple[str | None, float]] = {}
        self._started = time.time()
        self._fetched: dict[str, Fetched] = {}

    def display_of(self, token_digest: str) -> str | None:
        return self._displays.get(token_digest)

    def of(self, display: str | None) -> Served | None:
        return self._served.get(display) if display is not None else None

    def count(self) -> int:
        return len(self._served)

    def behind_seconds(self, display: str, etag: str | None, now: float) -> float | None:
        """How long a newer manifest than the one with that ETag has been in force, as far as this run knows (`now`: epoch
        seconds); 0 for the one in force, None where there is none.

        Counted from the one it missed, however many came since: whoever asks again of the same ETag is told so.
        """
        served = self._served.get(display)
        if served is None:
            return None
        if served.etag == etag:
            self._behind.pop(display, None)
            return 0.0
        said, since = self._behind.get(display, (etag, None))
        if said != etag or since is None:
            since = self._since.get(display, self._started)
            self._behind[display] = (etag, since)
        return max(0.0, now - since)

    def record_fetched(self, display: str, etag: str) -> None:
        """Notes which manifest a display was given last, in this run: it has it before its next heartbeat says so."""
        self._fetched[display] = Fetched(etag, time.time())

    def fetched(self, display: str) -> Fetched | None:
        """What it was given last in this run."""
        return self._fetched.get(display)

    def reached(self, display: str, *said: str | None) -> bool:
        """Whether a display has the manifest in force: it fetched it last, or said of one of these ETags that it has it."""
        served = self._served.get(display)
        fetched = self._fetched.get(display)
        return served is not None and served.etag in (fetched and fetched.etag, *said)

    def await_tokens(self) -> None:
        """All tokens are read anew, for `know`: one that is given meanwhile may be lacking among them."""
        self._given = {}

    def know(self, displays_by_token: Mapping[str, str]) -> None:
        given, self._given = self._given or {}, None
        self._displays = displays_by_token
        for display, token_digest in given.items():
            self.give_token(display, token_digest)

    def give_token(self, display: str, token_digest: str) -> None:
        """From now on only this token is the display's; the publisher will bring the same with the next catalogue."""
        if self._given is not None:
            self._given[display] = token_digest
        others = {digest: other for digest, other in self._displays.items() if other != display}
        self._displays = {**others, token_digest: display}

    def replace(self, served: Mapping[str, Served], in_force: InForce) -> None:
        """Puts all manifests in force at once."""
        self.in_force, self._served = in_force, served

    def renew(self, new: Mapping[str, Served], in_force: InForce) -> dict[str, str]:
        """Puts new manifests in force at once, beside those of all other displays that still have a head. Returns etag by
        display for those that changed.
        """
        before, served = self._served, {**self._served, **new}
        if len(served) > len(in_force.heads):
            served = {display: served[display] for display in in_force.heads}
        self.replace(served, in_force)
        changed = {
            display: one.etag
            for display, one in new.items()
            if display not in before or before[display].etag != one.etag
        }
        self._since |= dict.fromkeys(changed, time.time())
        return changed
