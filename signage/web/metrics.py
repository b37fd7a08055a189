"""For operators' machines: whether the server can serve, and its figures as Prometheus reads them (/readyz, /metrics).

Whatever is counted on a hot route is a plain number there, and read when somebody asks.
"""

import asyncio
import hmac
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from aiohttp import hdrs, web
from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ..actions.count_scans import ScanBook
from ..domain.health import STATUSES, Status
from ..domain.scans import REASONS
from ..errors import NotFoundError, StoreError
from ..store.figures import Stored
from .addresses import is_local
from .player import Counts, PlayerDesk

LAG_SECONDS = 0.5
"""How often the event loop is asked how late it is."""
AGES = (15.0, 30.0, 45.0, 60.0, 90.0, 300.0, 3_600.0, 86_400.0)
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


Figures = Callable[[], Awaitable[Stored]]
Statuses = Callable[[], Iterable[Status]]


class Lag:
    """How late the event loop is: the longest anything else can have waited for."""

    def __init__(self) -> None:
        self.histogram = Histogram(
            "signage_event_loop_lag_seconds",
            "How late the event loop came to what was due, looked at twice a second",
            buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
            registry=None,
        )

    async def run(self) -> None:
        """Until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_SECONDS
            await asyncio.sleep(LAG_SECONDS)
            self.histogram.observe(max(0.0, loop.time() - due))


class Operations(NamedTuple):
    """What the figures are read from besides the players' desk. `statuses` gives the status of each display as last judged."""

    token: str
    stored: Figures
    statuses: Statuses
    histograms: Sequence[Collector]
    scans: ScanBook | None = None


class Metrics:
    """For this machine itself, or for whoever has the token; to all others there is nothing here."""

    def __init__(self, players: PlayerDesk, counts: Counts, operations: Operations | None) -> None:
        self._players = players
        self._counts = counts
        self._operations = operations
        self._stored: Stored | None = None
        self._statuses: list[Status] = []
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        for histogram in operations.histograms if operations else ():
            self._registry.register(histogram)
        self._registry.register(self)

    async def get_readyz(self, request: web.Request) -> web.StreamResponse:
        """Able to serve: something is published."""
        self._check(request)
        count = self._players.manifests.count()
        headers = {hdrs.CACHE_CONTROL: "no-store"}
        return web.Response(text=f"{count} displays served\n", status=200 if count else 503, headers=headers)

    async def get_metrics(self, request: web.Request) -> web.StreamResponse:
        self._check(request)
        try:
            self._stored = await self._operations.stored() if self._operations else None
        except StoreError:
            self._stored = None  # the other figures are wanted all the more
        self._statuses = list(self._operations.statuses()) if self._operations else []  # not in the thread: they change
        text = await asyncio.to_thread(generate_latest, self._registry)
        return web.Response(body=text, headers={hdrs.CONTENT_TYPE: _TEXT, hdrs.CACHE_CONTROL: "no-store"})

    def describe(self) -> Iterable[Metric]:
        """Nothing: the names are known once somebody asks."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All figures as of now. In a thread: what changes meanwhile is copied first."""
        yield from self._of_displays()
        yield from self._of_requests()
        if self._operations and self._operations.scans:
            yield from _of_scans(self._operations.scans)
        if self._stored:
            yield _gauge("signage_sources_failing", "Sources whose last fetch failed", self._stored.sources_failing)
            waiting = self._stored.notifications_waiting
            yield _gauge("signage_notifications_waiting", "Messages not yet accepted by an address", waiting)

    def _of_displays(self) -> Iterator[Metric]:
        manifests, now = self._players.manifests, time.time()
        heard_of = list(self._players.beats.items())
        beats = [
            (display, beat) for display, beat in heard_of if manifests.of(display)
        ]  # others may be displays no more
        yield _gauge("signage_displays_served", "Displays that have a manifest", manifests.count())
        if self._operations:
            yield _by_status(self._statuses)
        heard = [now - beat.received_at.timestamp() for _, beat in beats]
        yield _ages("signage_heartbeat_age_seconds", "Seconds since each display's last heartbeat", heard)
        behind = [manifests.behind_seconds(display, beat.heartbeat.etag, now) for display, beat in beats]
        yield _ages(
            "signage_manifest_age_seconds",
            "Seconds that each display has been on a manifest older than the one in force; 0: on that one",
            [seconds for seconds in behind if seconds is not None],
        )

    def _of_requests(self) -> Iterator[Metric]:
        players, counts = self._players, self._counts
        yield _gauge("signage_open_streams", "Event streams that are open", players.streams.count())
        polls = CounterMetricFamily("signage_polls", "Manifests asked for, by the answer", labels=["status"])
        polls.add_metric(["200"], counts.sent)
        polls.add_metric(["304"], counts.unchanged)
        yield polls
        yield CounterMetricFamily("signage_heartbeats", "Heartbeats taken", value=counts.heartbeats)
        plays = CounterMetricFamily(
            "signage_plays", "Plays that screens reported, by what became of them", labels=["kept"]
        )
        plays.add_metric(["yes"], players.plays.stored)
        plays.add_metric(["no"], players.plays.left_out)
        yield plays

    def _check(self, request: web.Request) -> None:
        """Raises NotFoundError for whoever may not know that there is anything."""
        token = self._operations.token if self._operations else ""
        given = request.headers.get(hdrs.AUTHORIZATION, "").encode(errors="surrogateescape")
        if is_local(request) or (token and hmac.compare_digest(given, f"Bearer {token}".encode())):
            return
        raise NotFoundError("nothing here", request.path)


def _of_scans(book: ScanBook) -> Iterator[Metric]:
    yield CounterMetricFamily("signage_scans", "Scans of codes that were counted", value=book.counted)
    left_out = CounterMetricFamily(
        "signage_scans_left_out", "Requests of codes that were nobody's scan", labels=["reason"]
    )
    for reason in REASONS:
        left_out.add_metric([reason], book.left_out[reason])
    yield left_out
    yield _gauge("signage_scans_waiting", "Sums of scans that are not written yet", book.waiting)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)


def _by_status(statuses: Iterable[Status]) -> Metric:
    counted = Counter(statuses)
    family = GaugeMetricFamily("signage_displays", "Displays by status, as last judged", labels=["status"])
    for status in STATUSES:
        family.add_metric([status], counted[status])
    return family


def _ages(name: str, says: str, seconds: Sequence[float]) -> Metric:
    """A histogram of how things are now, not of what has been."""
    counts = [0] * (len(AGES) + 1)
    for age in seconds:
        counts[bisect_left(AGES, age)] += 1
    buckets, total = [], 0
    for bound, count in zip((*map(str, AGES), "+Inf"), counts, strict=True):
        total += count
        buckets.append((bound, float(total)))
    return HistogramMetricFamily(name, says, buckets=buckets, sum_value=sum(max(0.0, age) for age in seconds))
