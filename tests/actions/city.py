"""Displays with a manifest, their heartbeats, and the watch over them; time is what a test says it is."""

import hashlib
from datetime import datetime
from typing import Any

from signage.actions.judge_displays import Watch
from signage.domain.catalogue import Catalogue
from signage.domain.displays import Place
from signage.domain.health import StatusChange
from signage.domain.heartbeat import Heartbeat
from signage.domain.manifest import build_head
from signage.store.database import Database
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce, Manifests, serve
from signage.store.statuses import load_status_changes
from tests.factories import a_display, a_place
from tests.screen_day import NOON, OPENS, SECOND, a_beat, a_tail


class City:
    """Each display is named; “hall.3” stands at the place “hall”, others at the station."""

    def __init__(self, database: Database, *displays: str) -> None:
        self.database = database
        self.displays = {name: a_display(name, place=_place_of(name)) for name in displays or ("gate",)}
        self.places = {_place_of(name): _a_place(_place_of(name)) for name in self.displays}
        self.manifests = Manifests()
        self.beats: dict[str, Beat] = {}
        self.watch = self.new_watch(OPENS)
        self.publish(a_tail())

    async def catalogue(self) -> Catalogue:
        return Catalogue(displays=self.displays, places=self.places)

    def new_watch(self, started_at: datetime) -> Watch:
        return Watch(self.database, self.catalogue, self.manifests, self.beats, started_at)

    async def restart(self, at: datetime) -> None:
        self.watch = self.new_watch(at)
        await self.watch.load()

    def publish(self, tail: bytes) -> None:
        digest = hashlib.sha256(tail).hexdigest()
        heads = {name: build_head(display, self.places[display.place], "") for name, display in self.displays.items()}
        served = {name: serve(head, "p", digest, tail) for name, head in heads.items()}
        self.manifests.replace(served, InForce({}, {}))

    def etag(self, display: str = "gate") -> str:
        served = self.manifests.of(display)
        assert served
        return served.etag

    def beat(self, at: datetime, display: str = "gate", **changes: Any) -> None:
        beat: Heartbeat = a_beat(at, **{"etag": self.etag(display), **changes})
        self.beats[display] = Beat(at, beat)

    def status(self, now: datetime, display: str = "gate") -> str:
        return self.watch.health(display, now).status

    async def changes(self, display: str = "gate", since: datetime = OPENS) -> list[StatusChange]:
        async with self.database.read() as connection:
            return await load_status_changes(connection, display, since)

    async def told(self, display: str = "gate") -> list[tuple[float, str, str]]:
        """(second after noon, status, code) of each change."""
        return [((one.at - NOON) / SECOND, one.status, one.code) for one in await self.changes(display)]


def _place_of(display: str) -> str:
    return display.partition(".")[0] if "." in display else "station"


def _a_place(id: str) -> Place:
    return a_place() if id == "station" else a_place(id, name={"ja": f"{id}館", "en": id.title()})
