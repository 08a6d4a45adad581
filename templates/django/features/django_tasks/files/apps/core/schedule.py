"""What workers do besides their jobs: they ask for those that are due, and look for lost ones."""

import datetime as dt
import logging
import threading
import uuid

from django.conf import settings
from django.db import connection
from django.tasks import DEFAULT_TASK_BACKEND_ALIAS
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from apps.core.jobs import put_back_abandoned

CHECK_SECONDS = 30.0

log = logging.getLogger(__name__)


def last_due(at: dt.time, now: dt.datetime) -> dt.datetime:
    due = dt.datetime.combine(now, at, dt.UTC)
    return due if due <= now else due - dt.timedelta(days=1)


def enqueue_due(now: dt.datetime) -> None:
    """Asks for each job of the day once, however many workers look: its id says which run it is.

    What was due while no worker ran is made up.
    """
    due = {path: last_due(at, now) for path, at in settings.DAILY_JOBS.items()}
    DBTaskResult.objects.bulk_create(
        [
            DBTaskResult(
                id=uuid.uuid5(uuid.NAMESPACE_URL, f"{path}:{moment.isoformat()}"),
                task_path=path,
                args_kwargs={"args": ["-"], "kwargs": {}},
                backend_name=DEFAULT_TASK_BACKEND_ALIAS,
                run_after=moment,
            )
            for path, moment in due.items()
        ],
        ignore_conflicts=True,
    )


def keep(stop: threading.Event) -> None:
    """Looks again and again until told to stop."""
    while True:
        try:
            enqueue_due(timezone.now())
            put_back_abandoned()
        except Exception:
            # The database is away; what is due now is due later, too.
            log.exception("the schedule could not be kept")
        finally:
            connection.close()
        if stop.wait(CHECK_SECONDS):
            return
