"""The worker process: `python -m app.jobs.worker`. With `--check`: whether one lives here."""

import asyncio
import contextlib
import socket
import sys
from typing import Any

from arq import Retry, func
from arq.worker import Worker, check_health

from app.core.config import Settings, get_settings
from app.core.db import make_engine, make_sessions
from app.core.logging import configure_logging
from app.jobs.connect import required_redis_url
from app.jobs.context import Context
from app.jobs.redis_queue import FUNCTION, QUEUE_NAME, RedisQueue, redis_settings
from app.jobs.schedule import keep_schedule
from app.jobs.tasks import JOB_SECONDS, MAX_TRIES, TryAgainError, run


async def attempt(ctx: dict[Any, Any], task: str, *args: str, request_id: str) -> None:
    try:
        await run(ctx["context"], task, args, ctx["job_try"], request_id)
    except TryAgainError as again:
        raise Retry(defer=again.seconds) from again


async def _start(ctx: dict[Any, Any]) -> None:
    ctx["engine"] = make_engine(ctx["settings"])
    ctx["context"] = Context(make_sessions(ctx["engine"]))
    ctx["schedule"] = asyncio.create_task(keep_schedule(RedisQueue(ctx["redis"])))


async def _stop(ctx: dict[Any, Any]) -> None:
    ctx["schedule"].cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await ctx["schedule"]
    await ctx["engine"].dispose()


def worker_options(settings: Settings, queue_name: str = QUEUE_NAME) -> dict[str, Any]:
    return {
        "redis_settings": redis_settings(required_redis_url(settings)),
        "queue_name": queue_name,
        # By itself all workers of a queue share one, and none notices that another is gone.
        "health_check_key": f"{queue_name}:health-check:{socket.gethostname()}",
        "health_check_interval": 15,
    }


def create_worker(settings: Settings, queue_name: str = QUEUE_NAME, **changes: Any) -> Worker:
    options = {
        **worker_options(settings, queue_name),
        # A job ends itself before this. After a crash it is started again when this is over.
        "job_timeout": JOB_SECONDS + 5,
        # A key of a finished job may be used again, so its result must not stay.
        "keep_result": 0,
        # On SIGTERM running jobs get this long; containers are given 30 seconds in all.
        "job_completion_wait": 20,
        **changes,
    }
    return Worker(
        [func(attempt, name=FUNCTION, max_tries=MAX_TRIES)],
        ctx={"settings": settings},
        on_startup=_start,
        on_shutdown=_stop,
        **options,
    )


def main(arguments: list[str]) -> int:
    settings = get_settings()
    configure_logging(settings)
    if arguments == ["--check"]:
        return check_health(type("WorkerSettings", (), worker_options(settings)))
    create_worker(settings).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
