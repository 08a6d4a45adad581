"""Keys, retries and signs of life in Redis; above all, nothing is lost."""

import asyncio
from dataclasses import replace

import pytest

from app.core.config import Settings
from app.core.db import Engine, make_engine, make_sessions
from app.jobs import worker
from app.jobs.broker import Broker
from app.jobs.context import Context
from app.jobs.job import Job
from app.jobs.redis_queue import RedisQueue
from tests.broker import hurry
from tests.sample_tasks import install, seen
from tests.work import left


async def test_failures_are_sent_again(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Needs no Redis: nobody connects before a job is sent."""
    install(monkeypatch)
    queue = RedisQueue(Broker("redis://127.0.0.1:1/0", "jobs"))
    sent: list[tuple[Job, float]] = []
    released: list[str | None] = []

    async def send(job: Job, delay: float = 0) -> None:
        sent.append((job, delay))

    async def release(mark: str | None) -> None:
        released.append(mark)

    monkeypatch.setattr(queue.broker, "send", send)
    monkeypatch.setattr(queue, "release", release)
    context = Context(make_sessions(engine))
    job = Job("fail_once", ("a",), 1, "", "mark")
    await worker.attempt(queue, context, job)
    assert (sent, released) == ([(replace(job, attempt=2), 0.01)], [])
    await worker.attempt(queue, context, sent[0][0])
    await worker.attempt(queue, context, Job("fail", ("b",), 5, "", "last"))
    assert released == ["mark", "last"]
    assert len(sent) == 1
    await queue.close()


def test_check_needs_redis(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    without = settings.model_copy(update={"redis_url": None})
    monkeypatch.setattr(worker, "get_settings", lambda: without)
    with pytest.raises(SystemExit, match="REDIS_URL"):
        worker.main(["--check"])


async def test_job_that_outlasts_the_grace_stays(
    settings: Settings, queue: RedisQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.01)
    hurry(queue.broker)
    engine = make_engine(settings)
    stop = asyncio.Event()
    await queue.enqueue("hang")
    before = asyncio.all_tasks()
    working = asyncio.create_task(worker.work(queue, Context(make_sessions(engine)), stop))
    for _ in range(500):
        if seen or working.done():
            break
        await asyncio.sleep(0.01)
    stop.set()
    await working
    for task in asyncio.all_tasks() - before:
        task.cancel()
    assert seen[0] == ("hang", "started")
    assert await left(queue) == 1
    await engine.dispose()


async def test_key_is_free_when_redis_took_no_job(
    queue: RedisQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(_job: Job) -> None:
        raise ConnectionError("no Redis")

    with monkeypatch.context() as patch:
        patch.setattr(queue.broker, "send", refuse)
        with pytest.raises(ConnectionError):
            await queue.enqueue("note", "a", key="same")
    await queue.enqueue("note", "b", key="same")
    assert await left(queue) == 1


async def test_alive_until_gone(queue: RedisQueue) -> None:
    assert not await queue.is_alive()
    await queue.say_alive()
    assert await queue.is_alive()
    await queue.say_gone()
    assert not await queue.is_alive()
