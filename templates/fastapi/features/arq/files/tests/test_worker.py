"""ARQ's worker: what it makes of failures, keys and jobs that it cannot do."""

import uuid
from collections.abc import AsyncIterator

import pytest
import structlog
from arq import Retry
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.config import Settings
from app.core.db import make_sessions
from app.jobs.context import Context
from app.jobs.redis_queue import RedisQueue
from app.jobs.worker import attempt, create_worker
from tests.sample_tasks import install, seen


@pytest.fixture(autouse=True)
def _sample_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


async def test_worker_hands_failures_back_to_the_queue(engine: AsyncEngine) -> None:
    ctx = {"context": Context(make_sessions(engine)), "job_try": 1}
    with pytest.raises(Retry):
        await attempt(ctx, "fail_once", "a", request_id="")
    await attempt({**ctx, "job_try": 2}, "fail_once", "a", request_id="")
    assert seen == [("a", 1), ("a", "done")]


def test_worker_needs_redis(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="REDIS_URL"):
        create_worker(settings.model_copy(update={"redis_url": None}))


@pytest.fixture
def redis_settings(settings: Settings) -> Settings:
    if settings.redis_url is None:
        pytest.skip("REDIS_URL is not set")
    return settings


@pytest.fixture
async def queue(redis_settings: Settings) -> AsyncIterator[RedisQueue]:
    """A queue under a name of its own, removed after the test."""
    name = f"test:{uuid.uuid4().hex}"
    queue = await RedisQueue.connect(str(redis_settings.redis_url), name)
    yield queue
    await queue.pool.delete(name)
    await queue.close()


async def _work(settings: Settings, queue: RedisQueue, **options: object) -> None:
    worker = create_worker(
        settings,
        queue_name=queue.pool.default_queue_name,
        burst=True,
        poll_delay=0.01,
        handle_signals=False,
        **options,
    )
    await worker.main()
    with pytest.warns(DeprecationWarning, match="close"):  # ARQ 0.28 uses the old name of aclose
        await worker.close()


async def test_worker_runs_jobs(redis_settings: Settings, queue: RedisQueue) -> None:
    with structlog.contextvars.bound_contextvars(request_id="request-0001"):
        for _ in range(2):
            await queue.enqueue("note", "a", key=uuid.uuid4().hex)
            await queue.enqueue("note", "b", key="same")
    await _work(redis_settings, queue)
    assert sorted(seen) == [(word, "request-0001") for word in ("a", "a", "b")]


async def test_worker_retries_then_gives_up(redis_settings: Settings, queue: RedisQueue) -> None:
    await queue.enqueue("fail_once", "a")
    await _work(redis_settings, queue)
    assert seen == [("a", 1), ("a", "done")]
    seen.clear()
    await queue.enqueue("fail", "b")
    await _work(redis_settings, queue)
    assert seen == [("b", attempt) for attempt in (1, 2, 3, 4, 5)]


async def test_key_is_free_again_when_the_job_is_done(
    redis_settings: Settings, queue: RedisQueue
) -> None:
    for _ in range(2):
        await queue.enqueue("note", "a", key="same")
        await _work(redis_settings, queue)
    assert len(seen) == 2


async def test_worker_drops_what_it_cannot_do(redis_settings: Settings, queue: RedisQueue) -> None:
    await queue.enqueue("gone", "a")
    await queue.enqueue("note")
    with structlog.testing.capture_logs() as lines:
        await _work(redis_settings, queue)
    assert [line["event"] for line in lines] == ["job failed for good"] * 2
    assert await queue.pool.zcard(queue.pool.default_queue_name) == 0
    assert seen == []
