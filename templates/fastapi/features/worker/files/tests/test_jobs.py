"""Jobs in the process, and what holds for jobs wherever they run."""

import pytest
import structlog

from app.core.config import Settings
from app.core.db import Engine, Sessions, make_sessions
from app.jobs import in_process, tasks
from app.jobs.connect import connect_queue, required_redis_url
from app.jobs.context import Context
from app.jobs.in_process import InProcessQueue
from tests.sample_tasks import install, seen


@pytest.fixture(autouse=True)
def _sample_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
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


def test_worker_needs_redis(settings: Settings) -> None:
    with pytest.raises(SystemExit, match="REDIS_URL"):
        required_redis_url(settings.model_copy(update={"redis_url": None}))


def test_backoff_grows_and_spreads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for attempt, seconds in {1: 1, 2: 4, 3: 9, 4: 16}.items():
        delays = {tasks.backoff(attempt) for _ in range(20)}
        assert seconds <= min(delays) < max(delays) <= seconds * 1.25


async def test_in_process_cancels_what_takes_too_long(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_process, "GRACE_SECONDS", 0.01)
    queue = InProcessQueue(Context(sessions))
    await queue.enqueue("hang")
    await queue.close()
    assert seen == [("hang", "started"), ("hang", "cancelled")]


async def test_attempt_that_takes_too_long_fails(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "JOB_SECONDS", 0.01)
    queue = InProcessQueue(Context(sessions))
    with structlog.testing.capture_logs() as lines:
        await queue.enqueue("hang")
        await queue.drain()
    assert seen == [("hang", "started"), ("hang", "cancelled")] * 5
    assert lines[-1]["event"] == "job failed for good"


@pytest.mark.parametrize(("task", "args"), [("gone", ("a",)), ("note", ()), ("note", ("a", "b"))])
async def test_what_no_attempt_can_do_is_final_at_once(
    sessions: Sessions, task: str, args: tuple[str, ...]
) -> None:
    queue = InProcessQueue(Context(sessions))
    with structlog.testing.capture_logs() as lines:
        await queue.enqueue(task, *args)
        await queue.drain()
    assert [line["event"] for line in lines] == ["job failed for good"]
    assert seen == []
