"""Jobs that are due every day. Workers look after them; without Redis nobody does."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

import structlog

from app.items.jobs import DAILY as ITEM_DAILY
from app.jobs.queue import Queue

log = structlog.get_logger(__name__)
DAILY: dict[str, time] = {
    # Tasks without arguments, and when they are due, in UTC.
    **ITEM_DAILY,
}
CHECK_SECONDS = 30.0
# Whoever wants to enqueue a run has it for this long; if that fails, it is due again afterwards.
CLAIM = timedelta(minutes=1)
# For as long as this a run that was enqueued must not be due again.
DONE = timedelta(days=2)


class SharedQueue(Queue, Protocol):
    async def first(self, run: str, span: timedelta) -> bool:
        """Whether this worker is the first of all to ask for that run within the span."""

    async def remember(self, run: str, span: timedelta) -> None:
        """Let nobody be the first to ask for that run within the span."""


def last_due(at: time, now: datetime) -> datetime:
    due = datetime.combine(now, at, UTC)
    return due if due <= now else due - timedelta(days=1)


async def enqueue_due(queue: SharedQueue, now: datetime) -> None:
    """Enqueue once what is due, however many workers look. A run that was missed is made up."""
    for task, at in DAILY.items():
        run = f"{task}:{last_due(at, now).isoformat()}"
        if await queue.first(run, CLAIM):
            await queue.enqueue(task)
            await queue.remember(run, DONE)


async def keep_schedule(queue: SharedQueue) -> None:
    """Look again and again until cancelled."""
    while True:
        try:
            await enqueue_due(queue, datetime.now(UTC))
        except Exception:
            log.exception("schedule not kept")  # Redis is away; what is due now stays due
        await asyncio.sleep(CHECK_SECONDS)
