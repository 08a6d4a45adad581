"""Queries for API keys."""

from typing import Annotated

from fastapi import Depends

from app.auth.models import ApiKey
from app.core.db import Repository, SessionDep


class KeyRepository(Repository):
    async def find(self, key_id: str) -> ApiKey | None:
        return await self._session.first(ApiKey.filter(id=key_id))

    async def all(self) -> list[ApiKey]:
        return await self._session.all(ApiKey.all().order_by("created_at"))

    def add(self, key: ApiKey) -> None:
        self._session.add(key)


async def get_keys(session: SessionDep) -> KeyRepository:
    return KeyRepository(session)


KeysDep = Annotated[KeyRepository, Depends(get_keys)]
