"""Runs jobs in the web process: for development, where no Redis is needed."""

import asyncio

from app.jobs.context import Context
from app.jobs.queue import current_request_id
from app.jobs.tasks import TryAgainError, run

GRACE_SECONDS = 5.0


class InProcessQueue:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._running: dict[str, asyncio.Task[None]] = {}
        self._count = 0

    async def enqueue(self, task: str, *args: str, key: str | None = None) -> None:
        self._count += 1
        name = f"{task}:{key or self._count}"
        if name not in self._running:
            job = asyncio.create_task(self._work(task, args, current_request_id()))
            self._running[name] = job
            job.add_done_callback(lambda _job: self._running.pop(name))

    async def _work(self, task: str, args: tuple[str, ...], request_id: str) -> None:
        attempt = 1
        while True:
            try:
                await run(self._context, task, args, attempt, request_id)
            except TryAgainError as again:
                await asyncio.sleep(again.seconds)
                attempt += 1
            except Exception:  # noqa: BLE001  (has been logged, and nobody waits for it)
                return
            else:
                return

    async def drain(self) -> None:
        """Wait until nothing is left to do."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def ping(self) -> None:
        """Nothing can be out of reach."""

    async def close(self) -> None:
        """Give what runs a moment; what is left is lost with the process."""
        jobs = list(self._running.values())
        if jobs:
            _, left = await asyncio.wait(jobs, timeout=GRACE_SECONDS)
            for job in left:
                job.cancel()
            await asyncio.gather(*left, return_exceptions=True)
