"""The worker as a process, on the real queue: the same whichever library does the work."""

from pathlib import Path

import pytest

from apps.core.jobs import enqueue
from config import alive
from config.logs import request_id
from tests.processes import wait_for
from tests.sample_jobs import fail, lines, note, slow
from tests.worker import working

pytestmark = [pytest.mark.timeout(90), pytest.mark.django_db(transaction=True)]


def test_worker_runs_jobs_and_tries_again(tmp_path: Path) -> None:
    noted, failed = tmp_path / "noted", tmp_path / "failed"
    token = request_id.set("request-0001")
    try:
        with working(tmp_path):
            enqueue(fail, str(failed))
            enqueue(note, str(noted), "a")
            wait_for(lambda: lines(noted) == ["a request-0001"])
            wait_for(lambda: len(lines(failed)) == 3)
    finally:
        request_id.reset(token)
    assert len(lines(failed)) == 3


def test_worker_finishes_what_it_has_begun(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    with working(tmp_path):
        enqueue(slow, str(file))
        wait_for(lambda: lines(file) == ["begin"])
    assert lines(file) == ["begin", "end"]


def test_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alive, "MARK", tmp_path / "alive")
    assert alive.main() == "the process does not run"
    alive.show()
    assert alive.main() is None
    monkeypatch.setattr(alive, "GOOD_FOR_SECONDS", -1)
    assert alive.main() == "no sign of life for 0 seconds"
    alive.end()
    assert alive.main() == "the process does not run"
