"""The unit of work: what was read, changed, added and removed until a commit writes it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.queryset import QuerySet

from app.core.engine import Engine, tell_tables
from app.core.errors import DomainError
from app.core.models import Base


class StaleError(DomainError):
    """The row was changed or removed by somebody else between reading and writing."""

    status = HTTPStatus.CONFLICT

    def __init__(self) -> None:
        super().__init__("It was changed at the same time: try again.")


def _expect(rows: int) -> None:
    if not rows:
        raise StaleError


class Session:
    """Reads at once, and keeps a connection no longer than that. A commit is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read: list[Base] = []
        self._added: list[Base] = []
        self._removed: list[Base] = []

    async def client(self) -> BaseDBAsyncClient:
        """Takes statements that Tortoise has no words for."""
        return await self._engine.client()

    async def all[Row: Base](self, query: QuerySet[Row]) -> list[Row]:
        rows = await query.using_db(await self.client())
        self._read += rows
        return rows

    async def first[Row: Base](self, query: QuerySet[Row]) -> Row | None:
        rows = await self.all(query.limit(1))
        return rows[0] if rows else None

    async def values(self, query: QuerySet[Any], field: str) -> list[Any]:
        """One field of each row."""
        return list(await query.using_db(await self.client()).values_list(field, flat=True))

    async def refresh(self, row: Base) -> None:
        await row.refresh_from_db(using_db=await self.client())
        row.changed.clear()

    def add(self, *rows: Base) -> None:
        self._added += rows

    def remove(self, row: Base) -> None:
        self._removed.append(row)

    async def commit(self) -> None:
        """Write everything in one transaction. After an error nothing is left to be written."""
        changed = [row for row in self._read if row.changed and row not in self._removed]
        if not (changed or self._added or self._removed):
            return
        changes = [row.changes() for row in changed]
        try:
            async with self._engine.begin() as client:
                await self._insert(client)
                for row, values in zip(changed, changes, strict=True):
                    _expect(await row.row().using_db(client).update(**values))
                for row in self._removed:
                    _expect(await row.row().using_db(client).delete())
        except BaseException:
            await self.rollback()
            raise
        for row, values in zip(changed, changes, strict=True):
            row.written(values)
        for row in self._added:
            row.written({})
        self._read += self._added
        self._added, self._removed = [], []

    async def _insert(self, client: BaseDBAsyncClient) -> None:
        for table in dict.fromkeys(type(row) for row in self._added):
            await table.insert([row for row in self._added if type(row) is table], client)

    async def rollback(self) -> None:
        """Forget what was read and what was to be written."""
        self._read, self._added, self._removed = [], [], []


class Sessions:
    """Makes the sessions of a process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Session]:
        await tell_tables(self._engine.name)
        yield Session(self._engine)
