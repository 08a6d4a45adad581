"""The one way to ask for background work."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)


def enqueue(task: "Task[Any, Any]", *args: object) -> None:
    """Sends a job when the transaction commits, and not at all when it is rolled back.

    A broker that is down is logged and does not fail the request, whose work is saved by then.
    """
    transaction.on_commit(partial(_send, task, args), robust=True)


def _send(task: "Task[Any, Any]", args: tuple[object, ...]) -> None:
    if settings.CELERY_TASK_ALWAYS_EAGER:
        log.info("REDIS_URL is not set: job %s runs in this process", task.name)
    task.delay(*args)
