"""Tasks that note what happens to them, for the tests of every way to run jobs."""

import asyncio

import pytest
import structlog

from app.jobs import schedule, tasks
from app.jobs.context import Context

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
    seen.append(("hang", "started"))
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        seen.append(("hang", "cancelled"))
        raise


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register them, and let retries follow at once. Nothing else is due."""
    seen.clear()
    monkeypatch.setattr(schedule, "DAILY", {})
    monkeypatch.setattr(tasks, "backoff", lambda _attempt: 0.01)
    for task in (note, fail, fail_once, hang):
        monkeypatch.setitem(tasks.TASKS, task.__name__, task)
