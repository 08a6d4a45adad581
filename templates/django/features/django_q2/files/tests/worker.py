"""A worker process of Django-Q2."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from tests.processes import running


@contextmanager
def working(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    queue = override_settings(JOBS_IN_PROCESS=False)
    with queue, running(folder, "manage.py", "worker") as process:
        yield process
