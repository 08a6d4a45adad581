"""Readiness: does everything answer that this process depends on."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial

import structlog

log = structlog.get_logger(__name__)
type Check = Callable[[], Awaitable[object]]


class Readiness:
    """Runs the checks together, one probe at a time, and keeps the result for a moment."""

    def __init__(self, checks: dict[str, Check], *, timeout: float = 2, keep: float = 2) -> None:
        self.checks = checks
        self.timeout = timeout
        self.keep = keep
        self._lock = asyncio.Lock()
        self._ending: dict[str, asyncio.Future[object]] = {}
        self._result: dict[str, bool] = {}
        self._until = 0.0

    async def probe(self) -> dict[str, bool]:
        async with self._lock:
            if time.monotonic() >= self._until:
                answers = await asyncio.gather(*(self._ask(name) for name in self.checks))
                self._result = dict(zip(self.checks, answers, strict=True))
                self._until = time.monotonic() + self.keep
            return self._result

    async def _ask(self, name: str) -> bool:
        """Nobody waits for a check that takes its time to give up, and none begins beside it."""
        if name in self._ending:
            return False
        check = asyncio.ensure_future(self.checks[name]())
        _, late = await asyncio.wait({check}, timeout=self.timeout)
        if late:
            self._ending[name] = check
            check.add_done_callback(partial(self._ended, name))
            check.cancel()
            log.warning("not ready", check=name, error="TimeoutError")
            return False
        if error := check.exception():
            log.warning("not ready", check=name, error=type(error).__name__)
        return error is None

    def _ended(self, name: str, check: asyncio.Future[object]) -> None:
        del self._ending[name]
        if not check.cancelled():
            check.exception()  # looked at: else it would be reported as lost
