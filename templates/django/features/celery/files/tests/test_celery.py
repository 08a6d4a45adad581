"""What Celery is told, and what the worker and the scheduler add to it."""

import os
import signal
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.conf import settings

from apps.core.jobs import enqueue
from config import alive
from config.celery import Scheduler, app, keep_log_format
from tests.processes import wait_for
from tests.sample_jobs import lines, note, slow
from tests.worker import working


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_down_does_not_fail_the_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(note, "apply_async", refuse)
    monkeypatch.setattr("django.conf.settings.CELERY_TASK_ALWAYS_EAGER", False)
    enqueue(note, str(tmp_path / "lines"), "a")
    assert "no broker" in caplog.text
    assert "runs in this process" not in caplog.text


@pytest.mark.timeout(90)
@pytest.mark.django_db(transaction=True)
def test_job_outlives_the_process_that_runs_it(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    with working(tmp_path) as worker:
        enqueue(slow, str(file))
        wait_for(lambda: lines(file) == ["begin"])
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
        if not children.exists():
            pytest.skip("this system does not say which processes belong to the worker")
        for child in children.read_text(encoding="ascii").split():
            os.kill(int(child), signal.SIGKILL)
        wait_for(lambda: lines(file) == ["begin", "begin", "end"])


def test_worker_keeps_the_log_format(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[object] = []
    monkeypatch.setattr("logging.config.dictConfig", used.append)
    keep_log_format()
    assert used == [settings.LOGGING]


def test_jobs_survive_their_worker_and_are_plain_data() -> None:
    assert app.conf.task_serializer == "json"
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit


def test_no_other_worker_gets_a_job_that_waits_or_runs() -> None:
    app.loader.import_default_modules()
    pauses = {getattr(task, "retry_backoff_max", 0) for task in app.tasks.values()}
    assert 240 in pauses
    longest = max(pauses) + app.conf.task_time_limit
    assert app.conf.broker_transport_options["visibility_timeout"] > longest


def test_schedule_is_that_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alive, "MARK", tmp_path / "alive")
    scheduler = Scheduler(app)
    found = {entry.task: entry.schedule for entry in scheduler.get_schedule().values()}
    assert found == {
        path: crontab(hour=at.hour, minute=at.minute) for path, at in settings.DAILY_JOBS.items()
    }
    assert 0 < scheduler.tick() <= 30
    assert alive.main() is None
    scheduler.close()
    assert alive.main() is not None
