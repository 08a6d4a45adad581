"""Readiness: does everything answer that this process depends on."""

import asyncio
import time
from collections.abc import Awaitable, Callable

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
        try:
            async with asyncio.timeout(self.timeout):
                await self.checks[name]()
        except Exception as error:  # noqa: BLE001  (whatever goes wrong: it is not ready)
            log.warning("not ready", check=name, error=type(error).__name__)
            return False
        return True
