"""Queries for items. Nothing here commits."""

import uuid

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.pagination import Cursor
from app.items.models import Item


async def find(session: AsyncSession, item_id: uuid.UUID) -> Item | None:
    return await session.get(Item, item_id)


async def newest(session: AsyncSession, limit: int, behind: Cursor | None) -> list[Item]:
    query = select(Item).order_by(Item.created_at.desc(), Item.id.desc()).limit(limit)
    if behind is not None:
        position = tuple_(behind.moment, behind.id, types=[Item.created_at.type, Item.id.type])
        query = query.where(tuple_(Item.created_at, Item.id) < position)
    return list(await session.scalars(query))
