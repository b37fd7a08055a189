"""Asks, on a plan, whether the addresses that codes lead to still answer, and keeps what came of it."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from ..domain.catalogue import Catalogue
from ..domain.link_health import AGAIN_AFTER, Answer, Check, due_at, host_of, is_ours, judged
from ..sources.fetching import Fetching
from ..sources.probing import probe
from ..store.database import Database
from ..store.link_checks import forget_checks, load_asked_since, load_checks_of, load_resting, record_checks
from ..store.links import load_targets_in_use

AT_ONCE = 8
"""So many hosts are asked side by side."""
A_HOST_SECONDS = 1.0
"""A host is never asked more often."""
OF_A_HOST = 50
"""So many of a host's pages are asked for in a round."""
SILENT = 3
"""A host that gave no answer so often in a round is left alone until the next."""
PROBE_SECONDS = 10.0
FORGOTTEN_AFTER = timedelta(days=30)

Ask = Callable[[str, Fetching, datetime], Awaitable[Answer]]
log = structlog.get_logger()


def _now() -> datetime:
    return datetime.now(UTC)


class LinkProbe:
    """`due` asks for what is due. `ask`, `pause` and `clock` are for tests."""

    def __init__(
        self,
        database: Database,
        catalogue: Callable[[], Awaitable[Catalogue]],
        fetching: Fetching,
        ask: Ask = probe,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._fetching = fetching
        self._ask = ask
        self._pause = pause
        self._clock = clock
        self._asked: dict[str, float] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._ours = False

    async def due(self) -> None:
        """One round: what is due, and where a host is silent one page of each other, to tell whose fault it is."""
        catalogue, now = await self._catalogue(), self._clock()
        async with self._database.read() as connection:
            others = await load_targets_in_use(connection, now)
        targets = await asyncio.to_thread(targets_of, catalogue, others, now)
        answers = await self._ask_all(await self._due_of(targets, now))
        if any(answer.is_silent for answer in answers):
            async with self._database.read() as connection:
                lately = await load_asked_since(connection, now - AGAIN_AFTER)
            answers += await self._ask_all(await asyncio.to_thread(_others, targets, lately, answers))
        if answers:
            await self._keep(answers, targets, now)

    async def _due_of(self, targets: Sequence[str], now: datetime) -> list[str]:
        """Of ten thousand some thirty are due in a minute: only those that may be are looked at."""
        async with self._database.read() as connection:
            perhaps = sorted(set(targets) - await load_resting(connection, now))
            checks = await load_checks_of(connection, perhaps)
        return [target for target in perhaps if due_at(checks.get(target), now) <= now]

    async def ask_now(self, target: str) -> Check:
        """One page, for somebody who waits."""
        async with self._database.read() as connection:
            before = await load_checks_of(connection, [target])
        answer = await self._ask(target, self._limits, self._clock())
        check = judged(before.get(target), answer)
        await self._record([check], before)
        return check

    @property
    def _limits(self) -> Fetching:
        seconds = min(PROBE_SECONDS, self._fetching.seconds)
        return Fetching(
            folder=self._fetching.folder,
            seconds=seconds,
            allow_private=self._fetching.allow_private,
            resolver=self._fetching.resolver,
        )

    async def _ask_all(self, targets: Iterable[str]) -> list[Answer]:
        """Hosts side by side, the pages of each one after the other."""
        by_host = await asyncio.to_thread(_by_host, targets)
        found = await asyncio.gather(*(self._ask_host(host, its[:OF_A_HOST]) for host, its in by_host.items()))
        return [answer for answers in found for answer in answers]

    async def _ask_host(self, host: str, targets: Sequence[str]) -> list[Answer]:
        answers: list[Answer] = []
        async with self._slots:
            for target in targets:
                if sum(answer.is_silent for answer in answers) >= SILENT:
                    break
                await self._pause(max(0.0, self._asked.get(host, 0.0) + A_HOST_SECONDS - time.monotonic()))
                answers.append(await self._ask(target, self._limits, self._clock()))
                self._asked[host] = time.monotonic()
        return answers

    async def _keep(self, answers: Sequence[Answer], targets: Sequence[str], now: datetime) -> None:
        async with self._database.read() as connection:
            checks = await load_checks_of(connection, {answer.target for answer in answers})
        ours = is_ours(answers)
        if ours and not self._ours:
            log.warning("no site can be reached; nothing is concluded of links until one is", asked=len(answers))
        self._ours = ours
        await self._record([judged(checks.get(one.target), one, ours=ours) for one in answers], checks)
        async with self._database.write() as connection:
            await forget_checks(connection, targets, now - FORGOTTEN_AFTER)

    async def _record(self, checks: Sequence[Check], before: Mapping[str, Check]) -> None:
        turned = [one for one in checks if (one.state == "dead") != _was_dead(before.get(one.target))]
        async with self._database.write() as connection:
            await record_checks(connection, checks, turned=bool(turned))
        for one in turned:
            dead = one.state == "dead"
            log.warning("link is dead" if dead else "link works again", target=one.target, status=one.status)


def targets_of(catalogue: Catalogue, others: Iterable[str], now: datetime) -> list[str]:
    """Where links lead that are in use: those of items, and `others`, that hang on a wall or were made by hand."""
    down = {gone.item.id for gone in catalogue.taken_down}
    named = {item.url for item in catalogue.items.values() if item.url and item.id not in down}
    of_items = (catalogue.links[url] for url in named if url in catalogue.links)
    leading = {link.target for link in of_items if link.expires_at is None or link.expires_at > now}
    return sorted(leading | set(others))


def _by_host(targets: Iterable[str]) -> dict[str, list[str]]:
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for target in targets:
        by_host[host_of(target)].append(target)
    return by_host


def _others(targets: Iterable[str], lately: Collection[str], answers: Iterable[Answer]) -> list[str]:
    """A page of each host that was not asked in this round, nor a moment ago (`lately`)."""
    hosts = {host_of(answer.target) for answer in answers}
    others: dict[str, str] = {}
    for target in targets:
        if target not in lately and (host := host_of(target)) not in hosts:
            others.setdefault(host, target)
    return list(others.values())


def _was_dead(check: Check | None) -> bool:
    return check is not None and check.state == "dead"
