"""Processes for heavy and hostile work: compile, render, parse. Limited in memory and time, replaced when they die."""

import asyncio
import gc
import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from .errors import WorkerError
from .settings import Settings

T = TypeVar("T")
GARBAGE = 100_000
"""So many new objects before garbage is looked for: what workers build by the thousand has no cycles, and the looking took
a tenth of their time."""
IDLE_SECONDS = 0.5
"""After so long without work garbage is looked for everywhere: a tenth of a second with a city's catalogue, which an answer
would have to wait for otherwise."""

_SPAWN = multiprocessing.get_context("spawn")


class _Worker:
    """One process and the pipe to it. `call` blocks: it runs in a thread."""

    def __init__(self, megabytes: int) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_work, args=(far_end, megabytes), daemon=True)
        self._process.start()
        far_end.close()

    def call(self, function: Callable[..., T], args: tuple[Any, ...], seconds: float) -> T:
        """Raises what the function raised; WorkerError when it took too long or killed its process."""
        try:
            self._pipe.send((function, args))
            if not self._pipe.poll(seconds):
                self.kill()
                raise WorkerError(f"took longer than {seconds:g} s and was ended")
            done, outcome = self._pipe.recv()
        except (EOFError, OSError) as problem:
            self.kill()
            raise WorkerError(f"ended the process that worked on it (exit code {self._process.exitcode})") from problem
        if not done:
            raise outcome
        return outcome  # type: ignore[no-any-return]

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def end(self) -> None:
        """At once, from any thread: a `call` under way finds its process gone."""
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


class Workers:
    """`await workers.run(function, *args)`: both must be picklable. Processes start when first needed."""

    def __init__(self, processes: int, megabytes: int, seconds: float) -> None:
        self._megabytes = megabytes
        self._seconds = seconds
        # Threads of their own: whoever needs one of the loop's, to publish or to serve a file, must not wait for this work.
        self._threads = ThreadPoolExecutor(processes, "workers")
        self._free: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        for _ in range(processes):
            self._free.put_nowait(None)

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        return await self.run_within(self._seconds, function, *args)

    async def run_within(self, seconds: float, function: Callable[..., T], *args: Any) -> T:
        """`run` of what may take less than these workers allow."""
        worker = await self._free.get()
        try:
            if worker is None or not worker.alive:
                worker = await self._in_thread(_Worker, self._megabytes)
            answer: T = await _whole(self._in_thread(worker.call, function, args, min(seconds, self._seconds)), worker)
            return answer
        finally:
            self._free.put_nowait(worker if worker and worker.alive else None)

    async def close(self) -> None:
        while not self._free.empty():
            if worker := self._free.get_nowait():
                await self._in_thread(worker.kill)
        self._threads.shutdown(wait=False)

    def _in_thread(self, function: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *args)


def open_workers(
    stack: AsyncExitStack, settings: Settings, processes: int = 1, seconds: float | None = None
) -> Workers:
    """Workers within the limits of the settings, until the stack ends. `seconds`: how long one piece of this work may take."""
    workers = Workers(processes, settings.worker_megabytes, seconds or settings.worker_seconds)
    stack.push_async_callback(workers.close)
    return workers


async def _whole(work: asyncio.Future[T], worker: _Worker) -> T:
    """Its answer. A cancelled caller must not hand a worker on whose answer is still under way, nor wait for it: a server
    that is told to stop would go on for minutes.
    """
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        worker.end()
        await asyncio.wait([work])
        work.exception()  # that its process has ended is no news
        raise


def _work(pipe: Connection, megabytes: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; it ends its workers
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    gc.set_threshold(GARBAGE)
    while True:
        if not pipe.poll(IDLE_SECONDS):
            gc.collect()
        try:
            function, args = pipe.recv()
        except EOFError:
            return
        _answer(pipe, function, args)


def _answer(pipe: Connection, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    try:
        answer = (True, function(*args))
    except MemoryError:
        answer = (False, WorkerError("needed more memory than a worker may take"))
    except Exception as problem:  # noqa: BLE001 whatever it is, the caller must hear of it
        answer = (False, problem)
    try:
        pipe.send(answer)
    except (TypeError, AttributeError, ValueError) as problem:
        pipe.send((False, WorkerError(f"gave an answer that can't be passed on ({problem})")))
