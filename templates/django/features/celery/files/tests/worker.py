"""A worker process of Celery, with a queue of its own."""

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from config.celery import app
from tests.processes import running


@contextmanager
def working(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    if not settings.REDIS_URL:
        pytest.skip("REDIS_URL is not set: no broker for a worker process")
    queue = f"test-{uuid.uuid4().hex}"
    command = ["-m", "celery", "-A", "config", "worker", "--include", "tests.sample_jobs"]
    command += ["--queues", queue, "--concurrency", "1", "--hostname", f"{queue}@%h"]
    usual = {name: app.conf[name] for name in ("task_always_eager", "task_default_queue")}
    with running(folder, *command) as process:
        app.conf.update(task_always_eager=False, task_default_queue=queue)
        try:
            yield process
        finally:
            app.conf.update(usual)
