"""Jobs on Redis, through ARQ. This module and the worker are the only ones that import it."""

import asyncio
from datetime import timedelta

from arq.connections import ArqRedis, RedisSettings, create_pool

from app.jobs.queue import current_request_id

QUEUE_NAME = "jobs"
# ARQ knows this one function. Which task it runs is an argument, so that app/jobs/tasks.py
# decides about names as well.
FUNCTION = "job"
ANSWER_SECONDS = 5.0  # by itself this version of redis-py waits for ever


def redis_settings(url: str) -> RedisSettings:
    settings = RedisSettings.from_dsn(url)
    settings.conn_timeout = 2
    settings.conn_retries = 2
    return settings


class RedisQueue:
    def __init__(self, pool: ArqRedis) -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, url: str, queue_name: str = QUEUE_NAME) -> "RedisQueue":
        return cls(await create_pool(redis_settings(url), default_queue_name=queue_name))

    async def enqueue(self, task: str, *args: str, key: str | None = None) -> None:
        job_id = None if key is None else f"{task}:{key}"
        async with asyncio.timeout(ANSWER_SECONDS):
            await self.pool.enqueue_job(
                FUNCTION, task, *args, _job_id=job_id, request_id=current_request_id()
            )

    async def first(self, run: str, span: timedelta) -> bool:
        async with asyncio.timeout(ANSWER_SECONDS):
            return bool(await self.pool.set(self._mark(run), 1, nx=True, px=span))

    async def remember(self, run: str, span: timedelta) -> None:
        async with asyncio.timeout(ANSWER_SECONDS):
            await self.pool.set(self._mark(run), 1, px=span)

    def _mark(self, run: str) -> str:
        return f"{self.pool.default_queue_name}:run:{run}"

    async def ping(self) -> None:
        await self.pool.ping()

    async def close(self) -> None:
        await self.pool.aclose()
