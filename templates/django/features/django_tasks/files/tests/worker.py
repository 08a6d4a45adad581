"""A worker for Django's tasks: as a process, or in this one."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

from tests.processes import running


@contextmanager
def queue() -> Iterator[None]:
    """Has jobs wait in the database."""
    tasks = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with override_settings(JOBS_IN_PROCESS=False, TASKS=tasks):
        yield


@contextmanager
def working(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with queue(), running(folder, "manage.py", "worker") as process:
        yield process


def work_off() -> None:
    """Does what is due, in this process."""
    usual = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)}
    try:
        call_command("worker", batch=True, startup_delay=False)
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
