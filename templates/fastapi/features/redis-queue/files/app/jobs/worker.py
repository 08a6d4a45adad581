"""The worker process: `python -m app.jobs.worker`. With `--check`: whether one lives here."""

import asyncio
import signal
import sys
from dataclasses import replace
from functools import partial

import structlog
from redis.exceptions import RedisError

from app.core.config import Settings, get_settings
from app.core.db import make_engine, make_sessions
from app.core.logging import configure_logging
from app.jobs.connect import required_redis_url
from app.jobs.context import Context
from app.jobs.job import Job
from app.jobs.redis_queue import RedisQueue
from app.jobs.schedule import keep_schedule
from app.jobs.tasks import TryAgainError, run

log = structlog.get_logger(__name__)
JOBS_AT_ONCE = 10
# On SIGTERM running jobs get this long; containers are given 30 seconds in all.
GRACE_SECONDS = 20.0
BEAT_SECONDS = 15.0


async def _keep_alive(queue: RedisQueue) -> None:
    while True:
        try:
            await queue.say_alive()
        except RedisError as error:
            log.warning("worker cannot say that it lives", error=repr(error))
        await asyncio.sleep(BEAT_SECONDS)


async def attempt(queue: RedisQueue, context: Context, job: Job) -> None:
    try:
        await run(context, job.task, job.args, job.attempt, job.request_id)
    except TryAgainError as again:
        await queue.broker.send(replace(job, attempt=job.attempt + 1), again.seconds)
    except Exception:  # noqa: BLE001  (has been logged)
        await queue.release(job.mark)
    else:
        await queue.release(job.mark)


async def work(queue: RedisQueue, context: Context, stop: asyncio.Event) -> None:
    """Do jobs until told to stop; those that run by then get some time to end."""
    beside = [asyncio.create_task(_keep_alive(queue)), asyncio.create_task(keep_schedule(queue))]
    try:
        one = partial(attempt, queue, context)
        await queue.broker.work(one, JOBS_AT_ONCE, GRACE_SECONDS, stop)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await queue.say_gone()


async def serve(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    engine = make_engine(settings)
    queue = await RedisQueue.connect(required_redis_url(settings))
    try:
        await work(queue, Context(make_sessions(engine)), stop)
    finally:
        await queue.close()
        await engine.dispose()


async def check(settings: Settings) -> bool:
    queue = await RedisQueue.connect(required_redis_url(settings))
    try:
        return await queue.is_alive()
    finally:
        await queue.close()


def main(arguments: list[str]) -> int:
    settings = get_settings()
    configure_logging(settings)
    if arguments == ["--check"]:
        return 0 if asyncio.run(check(settings)) else 1
    asyncio.run(serve(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
