"""How the parts are joined: what one of them can't do holds up no other."""

from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

import pytest

from signage import app as module
from signage.domain.catalogue import Catalogue
from signage.jobs import Job
from signage.settings import Settings
from signage.store.heartbeats import Beat
from tests.factories import NOW, a_display
from tests.screen_day import a_beat


class Taken:
    """What was forgotten of whom."""

    def __init__(self) -> None:
        self.streams: list[str] = []
        self.screenshots: set[str] = set()

    def end(self, display: str) -> None:
        self.streams.append(display)

    async def sweep(self, there: dict[str, Any]) -> None:
        self.screenshots = set(there)

    async def send_comments(self) -> None: ...


async def test_what_a_display_leaves_that_was_taken_out_is_forgotten_though_the_sweep_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs: dict[str, Job] = {}
    taken = Taken()
    beats = {name: Beat(NOW, a_beat()) for name in ("gate", "gone")}
    players: Any = SimpleNamespace(beats=beats, streams=taken, screenshots=taken, pairings=None)

    async def catalogue() -> Catalogue:
        return Catalogue(displays={"gate": a_display("gate")})

    publisher: Any = SimpleNamespace(catalogue=catalogue)
    clock: Any = SimpleNamespace(shutdown=lambda wait: None)
    monkeypatch.setattr(module, "start_jobs", lambda: clock)
    monkeypatch.setattr(module, "add_job", lambda _, job: jobs.update({job.name: job}))
    press: Any = SimpleNamespace(database=None)
    stack = AsyncExitStack()
    await module._wake(stack, Settings(), press, publisher, players, ())
    with pytest.raises(AttributeError):
        await jobs["sweep"].action()
    await jobs["forget displays that were taken out"].action()
    assert (set(beats), taken.streams, taken.screenshots) == ({"gate"}, ["gone"], {"gate"})
