"""Slow work on items, done by a job. Every task may run twice, and must not mind."""

import uuid
from datetime import time

from app.items.repository import ItemRepository
from app.jobs.context import Context, Task

SUMMARISE = "items.summarise"
SUMMARISE_MISSING = "items.summarise_missing"
SWEEP_LIMIT = 1000


async def summarise(context: Context, item_id: str) -> None:
    """Keep the first sentence of the description; stands for work that takes its time."""
    async with context.sessions() as session:
        items = ItemRepository(session)
        item = await items.find(uuid.UUID(item_id))
        if item is None:
            return  # removed in the meantime
        first, *_ = (item.description or "").split(".", 1)
        item.summary = first.strip()[:200] or None
        await items.commit()


async def summarise_missing(context: Context) -> None:
    """Do for the newest items what was never enqueued, or failed for good."""
    async with context.sessions() as session:
        ids = await ItemRepository(session).without_summary(SWEEP_LIMIT)
    for item_id in ids:
        await summarise(context, str(item_id))


TASKS: dict[str, Task] = {SUMMARISE: summarise, SUMMARISE_MISSING: summarise_missing}
DAILY: dict[str, time] = {SUMMARISE_MISSING: time(3)}
