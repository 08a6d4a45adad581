"""Background work: what a job is, and the one way to ask for it.

Celery is used here, in `config/celery.py` and in the settings, and nowhere else.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.db import OperationalError, transaction

from config.logs import request_id

log = logging.getLogger(__name__)


def job[**P](
    *,
    again_after: tuple[type[Exception], ...] = (OperationalError,),
    tries: int = 6,
    longest_pause: int = 60,
) -> "Callable[[Callable[P, None]], Task[P, None]]":
    """Makes a function a job. After one of these errors it is tried again, with growing pauses."""
    return shared_task(
        autoretry_for=again_after,
        max_retries=tries - 1,
        retry_backoff=True,
        retry_backoff_max=longest_pause,
    )


def enqueue[**P](task: "Task[P, None]", *args: P.args, **kwargs: P.kwargs) -> None:
    """Sends a job when the transaction commits, and not at all when it is rolled back.

    A broker that is down is logged and does not fail the request, whose work is saved by then.
    """
    transaction.on_commit(partial(_send, task, args, kwargs), robust=True)


def _send(task: "Task[..., None]", args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if settings.CELERY_TASK_ALWAYS_EAGER:
        log.info("no worker: job %s runs in this process", task.name)
    task.apply_async(args, kwargs, headers={"request_id": request_id.get()})
