"""Picks the queue: Redis where it is configured, else this process."""

import structlog

from app.core.config import Settings
from app.core.db import Sessions
from app.jobs.context import Context
from app.jobs.in_process import InProcessQueue
from app.jobs.queue import Queue
from app.jobs.redis_queue import RedisQueue

log = structlog.get_logger(__name__)


def required_redis_url(settings: Settings) -> str:
    if settings.redis_url is None:
        raise SystemExit("The worker needs REDIS_URL; without it jobs run in the web process.")
    return settings.redis_url


async def connect_queue(settings: Settings, sessions: Sessions) -> Queue:
    if settings.redis_url is None:
        log.warning("REDIS_URL is not set: jobs run in this process and are lost when it stops")
        return InProcessQueue(Context(sessions))
    return await RedisQueue.connect(settings.redis_url)
