"""Jobs that are due every day."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest
import structlog

from app.jobs import schedule
from app.jobs.schedule import enqueue_due, keep_schedule, last_due
from app.jobs.tasks import TASKS

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Recorder:
    """Stands for the queue of all workers."""

    def __init__(self) -> None:
        self.enqueued: list[str] = []
        self.filled = asyncio.Event()
        self.runs: set[str] = set()
        self.broken = False

    async def first(self, run: str) -> bool:
        if self.broken:
            self.broken = False
            raise ConnectionError("no Redis")
        known = run in self.runs
        self.runs.add(run)
        return not known

    async def enqueue(self, task: str, *_args: str, key: str | None = None) -> None:
        assert key is None
        self.enqueued.append(task)
        self.filled.set()

    async def ping(self) -> None:
        """Not asked."""

    async def close(self) -> None:
        """Not asked."""


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (time(3), datetime(2026, 3, 1, 3, tzinfo=UTC)),
        (time(12), NOON),
        (time(12, 1), datetime(2026, 2, 28, 12, 1, tzinfo=UTC)),
    ],
)
def test_last_due(at: time, due: datetime) -> None:
    assert last_due(at, NOON) == due


def test_every_scheduled_task_exists() -> None:
    assert schedule.DAILY.keys() <= TASKS.keys()


async def test_runs_once_a_day_with_two_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "DAILY", {"ping": time(3)})
    queue = Recorder()
    for moment in (NOON, NOON + timedelta(seconds=1), NOON + timedelta(hours=14)):
        await enqueue_due(queue, moment)
    assert queue.enqueued == ["ping"]
    await enqueue_due(queue, NOON + timedelta(hours=15))
    assert queue.enqueued == ["ping", "ping"]


async def test_goes_on_after_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "DAILY", {"ping": time(3)})
    monkeypatch.setattr(schedule, "CHECK_SECONDS", 0.001)
    queue = Recorder()
    queue.broken = True
    with structlog.testing.capture_logs() as lines:
        keeper = asyncio.create_task(keep_schedule(queue))
        await asyncio.wait_for(queue.filled.wait(), 5)
        keeper.cancel()
    assert [line["event"] for line in lines] == ["schedule not kept"]
