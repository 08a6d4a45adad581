"""Jobs on Redis."""

import socket
from datetime import timedelta

from app.jobs.broker import Broker
from app.jobs.job import Job
from app.jobs.queue import current_request_id

QUEUE_NAME = "jobs"
DAY = 24 * 60 * 60
ALIVE_SECONDS = 45


class RedisQueue:
    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self._redis = broker.redis
        self._alive = f"{broker.queue_name}:alive:{socket.gethostname()}"

    @classmethod
    async def connect(cls, url: str, queue_name: str = QUEUE_NAME) -> "RedisQueue":
        broker = Broker(url, queue_name)
        await broker.startup()
        return cls(broker)

    async def enqueue(self, task: str, *args: str, key: str | None = None) -> None:
        mark = None if key is None else f"{self.broker.queue_name}:key:{task}:{key}"
        if mark is not None and not await self._redis.set(mark, 1, nx=True, ex=DAY):
            return
        try:
            await self.broker.send(Job(task, args, 1, current_request_id(), mark))
        except Exception:
            await self.release(mark)
            raise

    async def release(self, mark: str | None) -> None:
        """Let the key be used again."""
        if mark is not None:
            await self._redis.delete(mark)

    async def first(self, run: str, span: timedelta) -> bool:
        return bool(await self._redis.set(self._mark(run), 1, nx=True, px=span))

    async def remember(self, run: str, span: timedelta) -> None:
        await self._redis.set(self._mark(run), 1, px=span)

    def _mark(self, run: str) -> str:
        return f"{self.broker.queue_name}:run:{run}"

    async def say_alive(self) -> None:
        """To be called every 15 seconds by the worker of this host."""
        await self._redis.set(self._alive, 1, ex=ALIVE_SECONDS)

    async def say_gone(self) -> None:
        await self._redis.delete(self._alive)

    async def is_alive(self) -> bool:
        """Whether a worker of this host has said so lately."""
        return bool(await self._redis.exists(self._alive))

    async def ping(self) -> None:
        await self._redis.ping()

    async def close(self) -> None:
        await self.broker.shutdown()
