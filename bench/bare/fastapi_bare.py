"""A list endpoint of FastAPI and SQLAlchemy alone: no middleware, no logging, no settings.

Its table, page and size of the connection pool are those of a generated project. It finds broken
connections as SQLAlchemy's documentation begins with, by a ping before each use, and its session
begins a transaction. What it leaves out is what the benchmark measures: request ids, access log,
security headers, cursors, filters and sorting.
"""

import os
import uuid
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, String, Text, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "item"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ItemRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    description: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class Page(BaseModel):
    results: list[ItemRead]
    next_cursor: str | None


engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+asyncpg:", 1),
    pool_size=10,
    max_overflow=0,
    pool_pre_ping=True,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


@app.get("/v1/items")
async def browse(
    session: Annotated[AsyncSession, Depends(get_session)], limit: int = 50
) -> Page:
    query = select(Item).order_by(Item.created_at.desc(), Item.id.desc()).limit(limit + 1)
    found = list(await session.scalars(query))
    results = [ItemRead.model_validate(item) for item in found[:limit]]
    return Page(results=results, next_cursor=str(found[limit].id) if len(found) > limit else None)
