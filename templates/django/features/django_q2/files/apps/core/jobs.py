"""Background work: what a job is, and the one way to ask for it.

Django-Q2 is used here, in `apps/core/broker.py` and by the command `worker`, and nowhere else.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django_q.tasks import async_task

from apps.core.broker import Broker
from config.logs import request_id

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job[*Arguments]:
    """A function and what happens when it fails. Workers find it by the name of the function."""

    function: Callable[[*Arguments], None]
    again_after: tuple[type[Exception], ...]
    tries: int
    longest_pause: int

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def __call__(self, *args: Any, attempt: int = 1, request: str = "-") -> None:
        """One attempt in a worker. When it fails, the next one waits in the queue already."""
        request_id.set(request)
        try:
            self.function(*args)
        except self.again_after as error:
            if attempt >= self.tries:
                raise
            pause = self.pause(attempt)
            self.send(args, attempt + 1, request, pause)
            seconds, kind = pause.total_seconds(), type(error).__name__
            log.warning("job %s failed: %s; again in %.1f s", self.name, kind, seconds)

    def pause(self, attempt: int) -> timedelta:
        # Jobs that failed together do not all come back at once.
        seconds = min(2 ** (attempt - 1), self.longest_pause)
        return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311

    def send(self, args: tuple[Any, ...], attempt: int, request: str, pause: timedelta) -> None:
        options = {"broker": Broker(pause=pause), "group": self.name}
        async_task(self.name, *args, attempt=attempt, request=request, q_options=options)

    def run_here(self, *args: *Arguments) -> None:
        log.info("no worker: job %s runs in this process", self.name)
        self.function(*args)


def job[*Arguments](
    *,
    again_after: tuple[type[Exception], ...] = (OperationalError,),
    tries: int = 6,
    longest_pause: int = 60,
) -> Callable[[Callable[[*Arguments], None]], Job[*Arguments]]:
    """Makes a function a job. After one of these errors it is tried again, with growing pauses."""

    def made(function: Callable[[*Arguments], None]) -> Job[*Arguments]:
        return Job(function, again_after, tries, longest_pause)

    return made


def enqueue[*Arguments](wanted: Job[*Arguments], *args: *Arguments) -> None:
    """Has a job done once the transaction is committed, and not at all when it is rolled back.

    The job is a row like any other of the transaction: neither is there without the other.
    """
    if settings.JOBS_IN_PROCESS:
        transaction.on_commit(partial(wanted.run_here, *args), robust=True)
    else:
        wanted.send(args, 1, request_id.get(), timedelta())
