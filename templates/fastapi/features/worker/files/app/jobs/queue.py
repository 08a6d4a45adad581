"""The queue as the rest of the application knows it."""

from typing import Annotated, Protocol

import structlog
from fastapi import Depends, Request


class Queue(Protocol):
    """Enqueue after the commit, never before: a worker may start at once."""

    async def enqueue(self, task: str, *args: str, key: str | None = None) -> None:
        """Have a task run soon; while one with the same key waits or runs, this does nothing."""

    async def ping(self) -> None:
        """Raise when jobs cannot be taken."""

    async def close(self) -> None:
        """Let go of all connections."""


def current_request_id() -> str:
    """Travels with the job, so that the lines it logs can be found by the request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


async def get_queue(request: Request) -> Queue:
    queue: Queue = request.app.state.queue
    return queue


QueueDep = Annotated[Queue, Depends(get_queue)]
