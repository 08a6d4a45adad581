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
        self.now = NOON
        self.runs: dict[str, datetime] = {}
        self.broken = ""

    def _break(self, call: str) -> None:
        if self.broken == call:
            self.broken = ""
            raise ConnectionError("no Redis")

    async def first(self, run: str, span: timedelta) -> bool:
        self._break("first")
        if run in self.runs and self.now < self.runs[run]:
            return False
        self.runs[run] = self.now + span
        return True

    async def remember(self, run: str, span: timedelta) -> None:
        self.runs[run] = self.now + span

    async def enqueue(self, task: str, *_args: str, key: str | None = None) -> None:
        assert key is None
        self._break("enqueue")
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
    for hours, enqueued in ((0, 1), (0.001, 1), (14, 1), (15, 2)):
        queue.now = NOON + timedelta(hours=hours)
        await enqueue_due(queue, queue.now)
        assert queue.enqueued == ["ping"] * enqueued


async def test_run_that_was_not_enqueued_stays_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "DAILY", {"ping": time(3)})
    queue = Recorder()
    queue.broken = "enqueue"
    with pytest.raises(ConnectionError):
        await enqueue_due(queue, queue.now)
    for seconds, enqueued in ((30, 0), (60, 1), (200, 1)):
        queue.now = NOON + timedelta(seconds=seconds)
        await enqueue_due(queue, queue.now)
        assert queue.enqueued == ["ping"] * enqueued


async def test_goes_on_after_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "DAILY", {"ping": time(3)})
    monkeypatch.setattr(schedule, "CHECK_SECONDS", 0.001)
    queue = Recorder()
    queue.broken = "first"
    with structlog.testing.capture_logs() as lines:
        keeper = asyncio.create_task(keep_schedule(queue))
        await asyncio.wait_for(queue.filled.wait(), 5)
        keeper.cancel()
    assert [line["event"] for line in lines] == ["schedule not kept"]
