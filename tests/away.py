"""A real database that can be away for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from signage.errors import StoreError
from signage.store.database import Database


class Away(Database):
    """`away`: nothing can be read or written. `cuts_off`: a transaction is lost just before its end."""

    away = False
    cuts_off = False

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        self._check()
        async with super().write() as connection:
            yield connection
            if self.cuts_off:
                raise StoreError("the connection was lost", self.where)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        self._check()
        async with super().read() as connection:
            yield connection

    def _check(self) -> None:
        if self.away:
            raise StoreError("nobody answers", self.where)
