"""Jobs: in the process, and with a real worker on a real Redis."""

import asyncio
import signal
import sys
import uuid
from collections.abc import AsyncIterator

import pytest
import structlog
from arq import Retry
from sqlalchemy.ext.asyncio import AsyncEngine

from app.core.config import Settings
from app.core.db import Sessions, make_sessions
from app.jobs import in_process, tasks
from app.jobs.arq_queue import ArqQueue
from app.jobs.connect import connect_queue
from app.jobs.context import Context
from app.jobs.in_process import InProcessQueue
from app.jobs.worker import create_worker, function
from tests.conftest import ROOT

seen: list[tuple[str, object]] = []


async def note(_context: Context, word: str) -> None:
    seen.append((word, structlog.contextvars.get_contextvars().get("request_id")))


async def fail(_context: Context, word: str) -> None:
    attempt = structlog.contextvars.get_contextvars()["attempt"]
    seen.append((word, attempt))
    raise RuntimeError("does not work")


async def fail_once(_context: Context, word: str) -> None:
    if not seen:
        await fail(_context, word)
    seen.append((word, "done"))


async def hang(_context: Context) -> None:
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        seen.append(("hang", "cancelled"))
        raise


@pytest.fixture(autouse=True)
def _sample_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    seen.clear()
    monkeypatch.setattr(tasks, "backoff", lambda _attempt: 0.01)
    for task in (note, fail, fail_once, hang):
        monkeypatch.setitem(tasks.TASKS, task.__name__, task)


@pytest.fixture
def sessions(engine: AsyncEngine) -> Sessions:
    return make_sessions(engine)


async def test_in_process_job_knows_its_request(sessions: Sessions) -> None:
    queue = InProcessQueue(Context(sessions))
    with structlog.contextvars.bound_contextvars(request_id="request-0001"):
        await queue.enqueue("note", "a")
    await queue.drain()
    assert seen == [("a", "request-0001")]


async def test_in_process_retries_then_gives_up(sessions: Sessions) -> None:
    queue = InProcessQueue(Context(sessions))
    await queue.enqueue("fail_once", "a")
    await queue.drain()
    assert seen == [("a", 1), ("a", "done")]
    seen.clear()
    await queue.enqueue("fail", "b")
    await queue.drain()
    assert seen == [("b", attempt) for attempt in (1, 2, 3, 4, 5)]


async def test_in_process_same_key_runs_once(sessions: Sessions) -> None:
    queue = InProcessQueue(Context(sessions))
    for _ in range(2):
        await queue.enqueue("note", "a", key="one")
    await queue.close()
    assert len(seen) == 1


async def test_in_process_is_used_without_redis_and_says_so(
    settings: Settings, sessions: Sessions
) -> None:
    with structlog.testing.capture_logs() as lines:
        queue = await connect_queue(settings.model_copy(update={"redis_url": None}), sessions)
    assert isinstance(queue, InProcessQueue)
    await queue.ping()
    assert ["REDIS_URL is not set" in line["event"] for line in lines] == [True]


def test_backoff_grows_and_spreads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for attempt, seconds in {1: 1, 2: 4, 3: 9, 4: 16}.items():
        delays = {tasks.backoff(attempt) for _ in range(20)}
        assert seconds <= min(delays) < max(delays) <= seconds * 1.25


async def test_worker_hands_failures_back_to_the_queue(sessions: Sessions) -> None:
    fails = function("fail_once")
    ctx = {"context": Context(sessions), "job_try": 1}
    with pytest.raises(Retry):
        await fails.coroutine(ctx, "a", request_id="")
    await fails.coroutine({**ctx, "job_try": 2}, "a", request_id="")
    assert seen == [("a", 1), ("a", "done")]


async def test_in_process_cancels_what_takes_too_long(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_process, "GRACE_SECONDS", 0.01)
    queue = InProcessQueue(Context(sessions))
    await queue.enqueue("hang")
    await queue.close()
    assert seen == [("hang", "cancelled")]


def test_worker_needs_redis(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="REDIS_URL"):
        create_worker(settings.model_copy(update={"redis_url": None}))


@pytest.fixture
def redis_settings(settings: Settings) -> Settings:
    if settings.redis_url is None:
        pytest.skip("REDIS_URL is not set")
    return settings


@pytest.fixture
async def queue(redis_settings: Settings) -> AsyncIterator[ArqQueue]:
    """A queue under a name of its own, removed after the test."""
    name = f"test:{uuid.uuid4().hex}"
    queue = await ArqQueue.connect(str(redis_settings.redis_url), name)
    yield queue
    await queue.pool.delete(name)
    await queue.close()


async def _work(settings: Settings, queue: ArqQueue, **options: object) -> None:
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


async def test_worker_runs_jobs(redis_settings: Settings, queue: ArqQueue) -> None:
    with structlog.contextvars.bound_contextvars(request_id="request-0001"):
        for _ in range(2):
            await queue.enqueue("note", "a", key=uuid.uuid4().hex)
            await queue.enqueue("note", "b", key="same")
    await _work(redis_settings, queue)
    assert sorted(seen) == [(word, "request-0001") for word in ("a", "a", "b")]


async def test_worker_retries_then_gives_up(redis_settings: Settings, queue: ArqQueue) -> None:
    await queue.enqueue("fail_once", "a")
    await _work(redis_settings, queue)
    assert seen == [("a", 1), ("a", "done")]
    seen.clear()
    await queue.enqueue("fail", "b")
    await _work(redis_settings, queue)
    assert seen == [("b", attempt) for attempt in (1, 2, 3, 4, 5)]


async def test_key_is_free_again_when_the_job_is_done(
    redis_settings: Settings, queue: ArqQueue
) -> None:
    for _ in range(2):
        await queue.enqueue("note", "a", key="same")
        await _work(redis_settings, queue)
    assert len(seen) == 2


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "app.jobs.worker", *arguments)
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stderr=asyncio.subprocess.PIPE)


async def test_worker_process(redis_settings: Settings, sessions: Sessions) -> None:
    """As production starts it: it works, says that it lives, and stops when it is told to."""
    process = await _start()
    assert process.stderr is not None
    queue = await connect_queue(redis_settings, sessions)
    try:
        await queue.ping()
        with structlog.contextvars.bound_contextvars(request_id="request-0002"):
            await queue.enqueue("ping")
        async with asyncio.timeout(15):
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
