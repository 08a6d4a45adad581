"""How tests have ARQ do what waits in a queue."""

import pytest

from app.core.config import Settings
from app.jobs.redis_queue import RedisQueue
from app.jobs.worker import create_worker


async def work(settings: Settings, queue: RedisQueue) -> None:
    """Run a worker until nothing is left to do."""
    worker = create_worker(
        settings,
        queue_name=queue.pool.default_queue_name,
        burst=True,
        poll_delay=0.01,
        handle_signals=False,
    )
    await worker.main()
    with pytest.warns(DeprecationWarning, match="close"):  # ARQ 0.28 uses the old name of aclose
        await worker.close()


async def left(queue: RedisQueue) -> int:
    """How many jobs wait."""
    return int(await queue.pool.zcard(queue.pool.default_queue_name))


async def remove(queue: RedisQueue) -> None:
    names = [name async for name in queue.pool.scan_iter(f"{queue.pool.default_queue_name}*")]
    if names:
        await queue.pool.delete(*names)
