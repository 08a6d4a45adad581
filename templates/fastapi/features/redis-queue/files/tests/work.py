"""How tests have a worker do what waits in a queue."""

import asyncio

from app.core.config import Settings
from app.core.db import make_engine, make_sessions
from app.jobs import worker
from app.jobs.context import Context
from app.jobs.redis_queue import RedisQueue
from tests.broker import hurry, waiting


async def work(settings: Settings, queue: RedisQueue) -> None:
    """Run a worker until nothing is left to do."""
    engine = make_engine(settings)
    hurry(queue.broker)
    stop = asyncio.Event()
    working = asyncio.create_task(worker.work(queue, Context(make_sessions(engine)), stop))
    for _ in range(1500):
        if working.done() or not await left(queue):
            break
        await asyncio.sleep(0.01)
    stop.set()
    await working
    await engine.dispose()


async def left(queue: RedisQueue) -> int:
    """How many jobs wait or run."""
    return await waiting(queue.broker)


async def remove(queue: RedisQueue) -> None:
    redis = queue.broker.redis
    names = [name async for name in redis.scan_iter(f"{queue.broker.queue_name}*")]
    if names:
        await redis.delete(*names)
