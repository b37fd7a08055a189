"""A city whose clock is turned by hand, and a receiver of what is told of it."""

import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiohttp import web

from signage.actions.addresses import Address, Webhook
from signage.actions.send_notifications import Notifications
from signage.store.database import Database
from tests.actions.city import City
from tests.screen_day import NOON, OPENS, SECOND

URL = "https://signage.city.example"
SECRET = "a secret of the city"
MINUTE = timedelta(minutes=1)
STEP = 5 * SECOND


class Receiver:
    """What a webhook gets; `answers` are the statuses it gives, one a time, then 204."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.answers: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 204
        if status == 204:
            self.bodies.append(await request.read())
            self.signatures.append(request.headers.get("Signage-Signature", ""))
        return web.Response(status=status, headers={"Location": self.url} if status == 302 else {})

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def subjects(self) -> list[str]:
        return [one["subject"]["ja"] for one in self.told]


class Watched:
    """A city whose clock is turned by hand: heartbeats come, rounds are made, messages go out, as on a server."""

    def __init__(self, city: City, *addresses: Address) -> None:
        self.city = city
        self.addresses = addresses
        self.now = NOON
        self.alive: set[str] = set(city.displays)
        chance = random.Random(1)
        self.phase = {name: chance.randrange(0, 30) for name in city.displays}
        self.changes: dict[str, Any] = {}
        self.begin()

    def begin(self) -> None:
        self.notifications = Notifications(
            self.city.database, self.city.catalogue, self.city.watch, self.addresses, lambda: URL
        )

    async def restart(self) -> None:
        await self.city.restart(self.now)
        self.begin()

    async def run(self, length: timedelta, *, send: bool = True) -> None:
        end = self.now + length
        while self.now < end:
            self.now += STEP
            self.beat()
            await self.city.watch.judge(self.now)
            await self.notifications.tell(self.now)
            if send:
                await self.send()

    def beat(self) -> None:
        """Each display at its own second of the half minute."""
        for name in self.alive:
            age = ((self.now - OPENS) / SECOND - self.phase[name]) % 30
            if age < STEP / SECOND:
                self.city.beat(self.now - age * SECOND, name, **self.changes)

    async def send(self) -> None:
        for address in self.addresses:
            await self.notifications.deliver(address, self.now)


@asynccontextmanager
async def watched(database: Database, address: Address | str, *displays: str) -> AsyncIterator[Watched]:
    """Some minutes in which all was well have passed."""
    city = City(database, *displays)
    await city.watch.load()
    found = Watched(city, Webhook(address, SECRET) if isinstance(address, str) else address)
    await found.run(2 * MINUTE)
    yield found


HALL = tuple(f"hall.{number}" for number in range(14))
