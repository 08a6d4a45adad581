"""Background work: what a job is, and the one way to ask for it.

Jobs are Django's own tasks, which wait in the database. What these leave to others is here: a limit
of time, another attempt after a failure or after the end of a worker, the id of the request.
"""

import logging
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial, wraps
from typing import Any, Concatenate

from django.conf import settings
from django.db import OperationalError, close_old_connections, transaction
from django.dispatch import receiver
from django.tasks import Task, TaskResult, TaskResultStatus, task
from django.tasks.signals import task_finished
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from apps.core.limits import TIME_LIMIT, time_limit
from config.logs import request_id

# Nobody works that long on a job: the worker that took it is gone.
GONE_AFTER = timedelta(seconds=TIME_LIMIT + 30)

log = logging.getLogger(__name__)

type Job[**P] = Task[Concatenate[str, P], None]


@dataclass(frozen=True)
class Again:
    """After which errors a job is tried again, how often, and with which pauses (in seconds)."""

    after: tuple[type[Exception], ...]
    tries: int
    longest_pause: int

    def pause(self, attempt: int) -> timedelta:
        # Jobs that failed together do not all come back at once.
        seconds = min(2 ** (attempt - 1), self.longest_pause)
        return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311


_again: dict[str, Again] = {}


def job[**P](
    *,
    again_after: tuple[type[Exception], ...] = (OperationalError,),
    tries: int = 6,
    longest_pause: int = 60,
) -> Callable[[Callable[P, None]], Job[P]]:
    """Makes a function a job. After one of these errors it is tried again, with growing pauses."""

    def made(function: Callable[P, None]) -> Job[P]:
        @wraps(function)
        def attempt(request: str, *args: P.args, **kwargs: P.kwargs) -> None:
            if settings.JOBS_IN_PROCESS:
                function(*args, **kwargs)
                return
            request_id.set(request)
            try:
                with time_limit():
                    function(*args, **kwargs)
            finally:
                # What became of the job is written next: over a connection that works.
                close_old_connections()

        one = task(attempt)
        _again[one.module_path] = Again(again_after, tries, longest_pause)
        return one

    return made


def enqueue[**P](wanted: Job[P], *args: P.args, **kwargs: P.kwargs) -> None:
    """Has a job done once the transaction is committed, and not at all when it is rolled back.

    The job is a row like any other of the transaction: neither is there without the other.
    """
    ask = partial(wanted.enqueue, request_id.get(), *args, **kwargs)
    if settings.JOBS_IN_PROCESS:
        transaction.on_commit(partial(_run_here, wanted.module_path, ask), robust=True)
    else:
        ask()


def _run_here(path: str, run: Callable[[], object]) -> None:
    log.info("no worker: job %s runs in this process", path)
    run()


@receiver(task_finished, sender=DatabaseBackend)
def try_again(task_result: "TaskResult[..., Any]", **_more: Any) -> None:
    """Puts a job that failed back into the queue, unless it has been tried often enough."""
    error = sys.exception()
    if task_result.status != TaskResultStatus.FAILED or error is None:
        return
    path, attempt = task_result.task.module_path, task_result.attempts
    again = _again_for(path)
    # A worker that is told to stop twice breaks its job off, which is no failure of the job.
    passing = (*again.after, SystemExit, KeyboardInterrupt) if again else ()
    if again is None or not isinstance(error, passing) or attempt >= again.tries:
        log.error("job %s failed for good, attempt %s", path, attempt)
        return
    pause = again.pause(attempt)
    DBTaskResult.objects.filter(pk=task_result.id).update(
        status=TaskResultStatus.READY, run_after=timezone.now() + pause, finished_at=None
    )
    log.warning("job %s is tried again in %.1f s", path, pause.total_seconds())


def _again_for(path: str) -> Again | None:
    """What is known about a job; nothing when it is none of ours, or is not there any more."""
    try:
        import_string(path)
    except ImportError:
        return None
    return _again.get(path)


def put_back_abandoned() -> None:
    """Puts jobs whose worker is gone back into the queue: by themselves they stay as they are."""
    now = timezone.now()
    abandoned = DBTaskResult.objects.running().filter(started_at__lt=now - GONE_AFTER)
    for row in abandoned:
        again = _again_for(row.task_path)
        if again is None or len(row.worker_ids) >= again.tries:
            changes = {"status": TaskResultStatus.FAILED, "finished_at": now}
            message = "job %s failed for good: its worker is gone, and it was tried often enough"
            level = logging.ERROR
        else:
            changes = {"status": TaskResultStatus.READY, "run_after": now}
            message, level = "job %s is tried again: its worker is gone", logging.WARNING
        # Another worker may look at the same time, and the row may be taken again by now.
        same = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        if same.update(**changes):
            log.log(level, message, row.task_path)
