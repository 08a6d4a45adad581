"""What dramatiq does not do by itself."""

import pytest
import redis

from app.core.config import Settings
from app.jobs import broker, worker
from app.jobs.broker import FUNCTION
from app.jobs.context import Context
from app.jobs.job import Job
from app.jobs.redis_queue import RedisQueue
from tests.sample_tasks import seen
from tests.work import left, work


async def test_job_of_a_dead_worker_is_taken_up(
    settings: Settings, queue: RedisQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue.enqueue("note", "a")
    dead = queue.broker.backend()
    assert dead.do_fetch(FUNCTION, 1)
    long_ago = {dead.broker_id: 0}
    await queue.broker.redis.zadd(f"{queue.broker.queue_name}:__heartbeats__", long_ago)
    monkeypatch.setattr(broker, "LOOK_FOR_GONE", 1_000_000)
    await work(settings, queue)
    assert [word for word, _ in seen] == ["a"]
    assert await left(queue) == 0


async def test_delayed_job_outlives_a_broken_connection(queue: RedisQueue) -> None:
    await queue.broker.send(Job("note", ("a",), 2, "", None), 0.01)
    backend = queue.broker.backend()
    assert backend.do_fetch(f"{FUNCTION}.DQ", 1)
    message = next(backend.consume(f"{FUNCTION}.DQ"))
    assert message is not None
    assert message.args[0]["args"] == ["a"]


async def test_job_is_put_back_when_redis_was_away(
    settings: Settings, queue: RedisQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the end of an attempt, and when the job should be put back."""
    calls: list[str] = []
    attempt, send = worker.attempt, queue.broker._send

    async def fail_first(queue: RedisQueue, context: Context, job: Job) -> None:
        await attempt(queue, context, job)
        calls.append("attempt")
        if len(calls) == 1:
            raise redis.ConnectionError("no Redis")

    def refuse_first(job: Job, delay_ms: int | None = None) -> None:
        calls.append("send")
        if calls == ["attempt", "send"]:
            raise redis.ConnectionError("no Redis")
        send(job, delay_ms)

    await queue.enqueue("note", "a")
    monkeypatch.setattr(broker, "PUT_BACK_SECONDS", 0.01)
    monkeypatch.setattr(worker, "attempt", fail_first)
    monkeypatch.setattr(queue.broker, "_send", refuse_first)
    await work(settings, queue)
    assert calls == ["attempt", "send", "send", "attempt"]
    assert [word for word, _ in seen] == ["a", "a"]
    assert await left(queue) == 0
