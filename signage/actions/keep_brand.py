"""The brand that people set: kept in the database, and from then on the look of every slide, without a restart."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import msgspec

from ..brand import Brand
from ..domain.forms.typed import seen_of
from ..errors import ConflictError
from ..render.orders import Look, look_digest
from ..store.brand import load_brand, record_brand, remove_brand
from ..store.database import Database
from ..store.edits import record_edit
from .look_in_force import put_back_on_failure

NOUN = "brand"
PROJECT = "project"


class Brands:
    """`look` gives the look in force; `renew` puts another in force from the next publication on. `settings` is the brand
    that counts while people have set none.
    """

    def __init__(
        self, database: Database, look: Callable[[], Look], renew: Callable[[Look, str], None], settings: Brand
    ) -> None:
        self._database = database
        self._look = look
        self._renew = renew
        self._settings = settings

    @property
    def in_force(self) -> Brand:
        return self._look().brand

    @property
    def of_settings(self) -> Brand:
        """What counts while people have set none."""
        return self._settings

    @property
    def vendor(self) -> str:
        """The folder of the fonts that slides are drawn with."""
        return self._look().assets.vendor

    def tried(self, brand: Brand) -> Look:
        """The look that slides would have with this brand."""
        return msgspec.structs.replace(self._look(), brand=brand)

    async def keep(self, brand: Brand, by: str, now: datetime, seen: str) -> None:
        """Raises ConflictError where the brand in force is no more the one that was looked at (`seen`)."""
        await self._take_over(brand, by, now, seen, "change")

    async def drop(self, by: str, now: datetime, seen: str) -> None:
        """Back to the brand of the settings. Raises ConflictError."""
        await self._take_over(self._settings, by, now, seen, "remove")

    async def _take_over(self, brand: Brand, by: str, now: datetime, seen: str, act: str) -> None:
        look = self.tried(brand)
        digest = await asyncio.to_thread(look_digest, look)
        with put_back_on_failure(self._look, self._renew) as renew_for_now:
            async with self._database.write() as connection:
                before = await load_brand(connection) or self._settings
                if seen_of(before) != seen:
                    raise ConflictError("somebody else changed the brand", PROJECT)
                if before == brand:
                    return
                if act == "remove":
                    await remove_brand(connection)
                else:
                    await record_brand(connection, brand)
                await record_edit(connection, by, now, NOUN, PROJECT, act, before, brand)
                # Before the revision can be seen: the publication that it brings is to be in the new look.
                renew_for_now(msgspec.structs.replace(look, templates=self._look().templates), digest)
