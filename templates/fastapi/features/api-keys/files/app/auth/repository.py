"""Queries for API keys."""

from typing import Annotated

from fastapi import Depends
from sqlalchemy import select

from app.auth.models import ApiKey
from app.core.db import Repository, SessionDep


class KeyRepository(Repository):
    async def find(self, key_id: str) -> ApiKey | None:
        return await self._session.get(ApiKey, key_id)

    async def all(self) -> list[ApiKey]:
        return list(await self._session.scalars(select(ApiKey).order_by(ApiKey.created_at)))

    async def refresh(self, key: ApiKey) -> None:
        await self._session.refresh(key)

    def add(self, key: ApiKey) -> None:
        self._session.add(key)


def get_keys(session: SessionDep) -> KeyRepository:
    return KeyRepository(session)


KeysDep = Annotated[KeyRepository, Depends(get_keys)]
