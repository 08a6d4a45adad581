"""The worker on a real Redis: the same whichever library does the work."""

import asyncio
import signal
import sys
import uuid
from datetime import timedelta

import pytest
import structlog

from app.core.config import Settings
from app.jobs.redis_queue import RedisQueue
from tests.database import ROOT
from tests.sample_tasks import seen
from tests.work import left, work


async def test_worker_runs_jobs(redis_settings: Settings, queue: RedisQueue) -> None:
    with structlog.contextvars.bound_contextvars(request_id="request-0001"):
        for _ in range(2):
            await queue.enqueue("note", "a", key=uuid.uuid4().hex)
            await queue.enqueue("note", "b", key="same")
    await work(redis_settings, queue)
    assert sorted(seen) == [(word, "request-0001") for word in ("a", "a", "b")]


async def test_worker_retries_then_gives_up(redis_settings: Settings, queue: RedisQueue) -> None:
    await queue.enqueue("fail_once", "a")
    await work(redis_settings, queue)
    assert seen == [("a", 1), ("a", "done")]
    seen.clear()
    await queue.enqueue("fail", "b")
    await work(redis_settings, queue)
    assert seen == [("b", attempt) for attempt in (1, 2, 3, 4, 5)]
    assert await left(queue) == 0


@pytest.mark.parametrize("task", ["note", "fail"])
async def test_key_is_free_again_when_the_job_is_over(
    redis_settings: Settings, queue: RedisQueue, task: str
) -> None:
    await queue.enqueue(task, "a", key="same")
    await work(redis_settings, queue)
    seen.clear()
    await queue.enqueue(task, "b", key="same")
    await work(redis_settings, queue)
    assert {word for word, _ in seen} == {"b"}


async def test_worker_drops_what_it_cannot_do(redis_settings: Settings, queue: RedisQueue) -> None:
    await queue.enqueue("gone", "a")
    await queue.enqueue("note")
    with structlog.testing.capture_logs() as lines:
        await work(redis_settings, queue)
    assert [line["event"] for line in lines] == ["job failed for good"] * 2
    assert await left(queue) == 0
    assert seen == []


async def test_one_worker_is_the_first(queue: RedisQueue) -> None:
    day, moment = timedelta(days=1), timedelta(milliseconds=50)
    first = [await queue.first(run, day) for run in ("today", "today", "tomorrow")]
    assert first == [True, False, True]
    assert await queue.first("later", moment)
    await asyncio.sleep(0.1)
    assert await queue.first("later", moment)
    await queue.remember("later", day)
    await asyncio.sleep(0.1)
    assert not await queue.first("later", moment)


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "app.jobs.worker", *arguments)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)


async def test_worker_process(redis_settings: Settings) -> None:
    """As production starts it: it works, says that it lives, and stops when it is told to."""
    process = await _start()
    assert process.stderr is not None
    queue = await RedisQueue.connect(str(redis_settings.redis_url))
    try:
        await queue.ping()
        with structlog.contextvars.bound_contextvars(request_id="request-0002"):
            await queue.enqueue("ping")
        async with asyncio.timeout(50):
            async for line in process.stderr:
                if b"job done" in line and b"request-0002" in line:
                    break
            assert await (await _start("--check")).wait() == 0
            process.send_signal(signal.SIGTERM)
            await process.communicate()
        assert process.returncode == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
        await queue.close()
