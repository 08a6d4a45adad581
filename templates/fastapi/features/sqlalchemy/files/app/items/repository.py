"""Queries for items."""

import uuid
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Depends
from sqlalchemy import select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import Repository, SessionDep
from app.items.models import Item
from app.items.schemas import ItemQuery

COLUMNS: dict[str, InstrumentedAttribute[Any]] = {"created_at": Item.created_at, "name": Item.name}


class ItemRepository(Repository):
    async def find(self, item_id: uuid.UUID) -> Item | None:
        return await self._session.get(Item, item_id)

    async def search(self, asked: ItemQuery, limit: int) -> list[Item]:
        column = COLUMNS[asked.field]
        query = select(Item).limit(limit)
        if asked.name_contains is not None:
            query = query.where(Item.name.icontains(asked.name_contains, autoescape=True))
        if asked.created_from is not None:
            query = query.where(Item.created_at >= asked.created_from)
        if asked.created_before is not None:
            query = query.where(Item.created_at < asked.created_before)
        if asked.position is not None:
            here = tuple_(column, Item.id)
            behind = tuple_(*asked.position, types=[column.type, Item.id.type])
            query = query.where(here < behind if asked.descending else here > behind)
        if asked.descending:
            query = query.order_by(column.desc(), Item.id.desc())
        else:
            query = query.order_by(column, Item.id)
        return list(await self._session.scalars(query))

    async def names_taken(self, names: Sequence[str]) -> set[str]:
        return set(await self._session.scalars(select(Item.name).where(Item.name.in_(names))))

    def add(self, *items: Item) -> None:
        self._session.add_all(items)

    async def remove(self, item: Item) -> None:
        await self._session.delete(item)


async def get_items(session: SessionDep) -> ItemRepository:
    return ItemRepository(session)


ItemsDep = Annotated[ItemRepository, Depends(get_items)]
