"""Which tasks there are, and how one of them is run, wherever that happens."""

import random

import structlog

from app.items.jobs import TASKS as ITEM_TASKS
from app.jobs.context import Context, Task

log = structlog.get_logger(__name__)
MAX_TRIES = 5


class TryAgainError(Exception):
    """The task failed and is due again after some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


async def ping(_context: Context) -> None:
    """Do nothing: that it has run says that the whole way works."""


TASKS: dict[str, Task] = {
    "ping": ping,
    **ITEM_TASKS,
}


def backoff(attempt: int) -> float:
    """Seconds until the next attempt: 1, 4, 9 and 16, each with up to a quarter more.

    Jobs that failed together, because a service was away, do not all come back at once.
    """
    return attempt**2 * random.uniform(1, 1.25)  # noqa: S311  (no secret)


async def run(
    context: Context, name: str, args: tuple[str, ...], attempt: int, request_id: str
) -> None:
    """Run one attempt. The fifth failure is final."""
    with structlog.contextvars.bound_contextvars(task=name, attempt=attempt, request_id=request_id):
        try:
            await TASKS[name](context, *args)
        except Exception as error:
            if attempt >= MAX_TRIES:
                log.exception("job failed for good")
                raise
            log.warning("job failed", error=repr(error))
            raise TryAgainError(backoff(attempt)) from error
        log.info("job done")
