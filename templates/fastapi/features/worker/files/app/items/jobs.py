"""Slow work on items, done by a job. Every task may run twice, and must not mind."""

import uuid

from app.items.repository import ItemRepository
from app.jobs.context import Context, Task

SUMMARISE = "items.summarise"


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


TASKS: dict[str, Task] = {SUMMARISE: summarise}
