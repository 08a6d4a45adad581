"""Fills the database with sample data: `python -m app.seed`. Safe to repeat."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.config import get_settings
from app.core.db import Sessions, make_engine, make_sessions
from app.core.logging import configure_logging
from app.items.seed import seed as seed_items

log = structlog.get_logger(__name__)
type Seed = Callable[[AsyncSession], Awaitable[int]]
SEEDS: list[Seed] = [
    # in the order in which they are needed
    seed_items,
]


async def fill(sessions: Sessions) -> int:
    async with sessions() as session:
        return sum([await seed(session) for seed in SEEDS])


async def main() -> None:
    settings = get_settings()
    configure_logging(settings)
    engine = make_engine(settings)
    try:
        log.info("sample data is in place", added=await fill(make_sessions(engine)))
    finally:
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
