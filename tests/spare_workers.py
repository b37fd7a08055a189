"""Worker processes that tests hand on to each other: starting one takes longer than what most tests ask of it."""

from signage.workers import Workers, _Worker

_spare: list[_Worker] = []


class SpareWorkers(Workers):
    """One process of 1024 MB, as another test left it, else a new one; it is kept for the next test, not ended."""

    def __init__(self, seconds: float = 60) -> None:
        super().__init__(processes=1, megabytes=1024, seconds=seconds)
        if _spare:
            self._free.get_nowait()
            self._free.put_nowait(_spare.pop())

    async def close(self) -> None:
        while not self._free.empty():
            if (worker := self._free.get_nowait()) and worker.alive:
                _spare.append(worker)
        self._threads.shutdown(wait=False)
