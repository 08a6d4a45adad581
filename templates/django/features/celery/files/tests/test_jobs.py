import logging

import pytest
from celery import shared_task
from django.conf import settings
from django.db import transaction

from apps.core.jobs import enqueue
from config.celery import app, keep_log_format

ran: list[str] = []


@shared_task
def remember(text: str) -> None:
    ran.append(text)


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    ran.clear()


@pytest.mark.django_db(transaction=True)
def test_job_runs_after_the_commit_and_the_log_says_where(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "apps.core.jobs")
    with transaction.atomic():
        enqueue(remember, "a")
        assert ran == []
    assert ran == ["a"]
    [record] = [record for record in caplog.records if record.name == "apps.core.jobs"]
    assert record.getMessage() == (
        "REDIS_URL is not set: job tests.test_jobs.remember runs in this process"
    )


@pytest.mark.django_db(transaction=True)
def test_no_job_after_a_rollback() -> None:
    with transaction.atomic():
        enqueue(remember, "a")
        transaction.set_rollback(True)
    assert ran == []


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_down_does_not_fail_the_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(remember, "delay", refuse)
    monkeypatch.setattr("django.conf.settings.CELERY_TASK_ALWAYS_EAGER", False)
    enqueue(remember, "a")
    assert "no broker" in caplog.text
    assert "runs in this process" not in caplog.text


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
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
