"""Jobs without a worker, as in development, and the jobs of the project itself."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from apps.core.jobs import enqueue
from apps.core.tasks import clear_sessions
from tests.sample_jobs import fail, lines, note


@pytest.mark.django_db(transaction=True)
def test_job_runs_after_the_commit_and_the_log_says_where(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "apps.core.jobs")
    file = tmp_path / "lines"
    with transaction.atomic():
        enqueue(note, str(file), "a")
        assert lines(file) == []
    assert lines(file) == ["a -"]
    [record] = [record for record in caplog.records if record.name == "apps.core.jobs"]
    assert record.getMessage() == "no worker: job tests.sample_jobs.note runs in this process"


@pytest.mark.django_db(transaction=True)
def test_no_job_after_a_rollback(tmp_path: Path) -> None:
    with transaction.atomic():
        enqueue(note, str(tmp_path / "lines"), "a")
        transaction.set_rollback(True)
    assert lines(tmp_path / "lines") == []


@pytest.mark.django_db(transaction=True)
def test_job_that_fails_does_not_fail_the_request(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue(fail, str(tmp_path / "lines"))
    assert "try" in lines(tmp_path / "lines")
    assert "nobody answers" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_sessions_that_have_ended_are_removed() -> None:
    now = timezone.now()
    for key, hours in {"old": -1, "new": 1}.items():
        Session.objects.create(session_key=key, expire_date=now + timedelta(hours=hours))
    enqueue(clear_sessions)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.parametrize("path", settings.DAILY_JOBS)
def test_daily_jobs_exist(path: str) -> None:
    assert type(import_string(path)) is type(clear_sessions)
