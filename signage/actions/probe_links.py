"""Asks, on a plan, whether the addresses that codes lead to still answer, and keeps what came of it."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from ..domain.catalogue import Catalogue
from ..domain.link_health import AGAIN_AFTER, Answer, Check, due_at, host_of, is_ours, judged
from ..domain.links import Link
from ..sources.fetching import Fetching
from ..sources.probing import probe
from ..store.database import Database
from ..store.link_checks import forget_checks, load_checks, record_checks
from ..store.links import load_links
from ..store.posters import load_posters

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
            links, checks = await load_links(connection), await load_checks(connection)
            hanging = {one.poster.link for one in await load_posters(connection) if one.taken_down_on is None}
        targets = targets_of(links.values(), catalogue, hanging, now)
        answers = await self._ask_all([target for target in targets if due_at(checks.get(target), now) <= now])
        if any(answer.is_silent for answer in answers):
            answers += await self._ask_all(_others(targets, checks, answers, now))
        if answers:
            await self._keep(answers, checks, targets, now)

    async def ask_now(self, target: str) -> Check:
        """One page, for somebody who waits."""
        async with self._database.read() as connection:
            before = (await load_checks(connection)).get(target)
        answer = await self._ask(target, self._limits, self._clock())
        check = judged(before, answer)
        await self._record([check], {target: before} if before else {})
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
        by_host: defaultdict[str, list[str]] = defaultdict(list)
        for target in targets:
            by_host[host_of(target)].append(target)
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

    async def _keep(
        self, answers: Sequence[Answer], checks: Mapping[str, Check], targets: Sequence[str], now: datetime
    ) -> None:
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


def targets_of(links: Iterable[Link], catalogue: Catalogue, hanging: Iterable[str], now: datetime) -> list[str]:
    """Where links lead that are in use: of items, of posters that hang (`hanging`: their links), or made by hand."""
    down = {gone.item.id for gone in catalogue.taken_down}
    named = {item.url for item in catalogue.items.values() if item.url and item.id not in down}
    on_paper = set(hanging)
    used = (
        link
        for link in links
        if (link.expires_at is None or link.expires_at > now)
        and (link.by or link.code in on_paper or (not link.campaign and link.asked in named))
    )
    return sorted({link.target for link in used})


def _others(targets: Iterable[str], checks: Mapping[str, Check], answers: Iterable[Answer], now: datetime) -> list[str]:
    """A page of each host that was not asked in this round, nor a moment ago."""
    hosts = {host_of(answer.target) for answer in answers}
    others: dict[str, str] = {}
    for target in targets:
        check = checks.get(target)
        if host_of(target) not in hosts and (check is None or now - check.checked_at >= AGAIN_AFTER):
            others.setdefault(host_of(target), target)
    return list(others.values())


def _was_dead(check: Check | None) -> bool:
    return check is not None and check.state == "dead"
