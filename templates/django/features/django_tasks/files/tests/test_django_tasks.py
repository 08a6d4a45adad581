"""What Django's tasks leave to others: other attempts, lost jobs, the schedule, a time limit."""

import datetime as dt
import io
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.tasks import TaskResultStatus
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from apps.core import limits, schedule
from apps.core.jobs import Again, enqueue, job, put_back_abandoned
from apps.core.limits import TooSlowError, time_limit
from apps.core.management.commands import worker as worker_command
from apps.core.schedule import enqueue_due, keep, last_due
from apps.core.tasks import remove_finished_jobs
from apps.users.models import User
from apps.users.tasks import send_mail
from config import alive
from tests.access import statuses
from tests.processes import wait_for
from tests.sample_jobs import fail, lines, note, slow
from tests.worker import queue, work_off, working

JOBS = "admin:django_tasks_database_dbtaskresult_changelist"
JOB = "admin:django_tasks_database_dbtaskresult_change"
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alive, "MARK", tmp_path / "alive")


@pytest.fixture
def _nothing_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.DAILY_JOBS", {})


@pytest.mark.django_db(transaction=True)
def test_job_and_what_it_is_about_are_saved_together(tmp_path: Path) -> None:
    with queue():
        with transaction.atomic():
            enqueue(note, str(tmp_path / "lines"), "a")
            transaction.set_rollback(True)
        assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("_nothing_is_due")
@pytest.mark.django_db(transaction=True)
def test_job_that_fails_is_tried_again_for_a_while(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "lines"
    with queue():
        enqueue(fail, str(file))
        for attempt in (1, 2, 3):
            work_off()
            row = DBTaskResult.objects.get()
            assert len(lines(file)) == len(row.worker_ids) == attempt
            if attempt < 3:
                assert row.status == TaskResultStatus.READY
                assert row.run_after > timezone.now()
                DBTaskResult.objects.update(run_after=timezone.now())
    assert row.status == TaskResultStatus.FAILED
    assert "job tests.sample_jobs.fail failed for good, attempt 3" in caplog.text


@job()
def broken_off() -> None:
    raise SystemExit(1)  # as a worker does that is told to stop twice


@pytest.mark.usefixtures("_nothing_is_due")
@pytest.mark.django_db(transaction=True)
def test_job_that_was_broken_off_is_tried_again() -> None:
    with queue():
        enqueue(broken_off)
        work_off()
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_pauses_grow_to_a_limit() -> None:
    again = Again((OSError,), tries=9, longest_pause=60)
    for attempt, seconds in {1: 1, 2: 2, 5: 16, 8: 60}.items():
        pauses = {again.pause(attempt).total_seconds() for _ in range(20)}
        assert seconds * 0.75 <= min(pauses) < max(pauses) <= seconds * 1.25


@pytest.mark.parametrize(
    ("path", "attempts", "minutes", "status"),
    [
        ("tests.sample_jobs.fail", 1, 2, TaskResultStatus.READY),
        ("tests.sample_jobs.fail", 1, 1, TaskResultStatus.RUNNING),
        ("tests.sample_jobs.fail", 3, 2, TaskResultStatus.FAILED),
        ("tests.sample_jobs.gone", 1, 2, TaskResultStatus.FAILED),
    ],
)
@pytest.mark.django_db
def test_jobs_without_a_worker(path: str, attempts: int, minutes: int, status: str) -> None:
    row = DBTaskResult.objects.create(
        task_path=path,
        args_kwargs={"args": ["-"], "kwargs": {}},
        backend_name="default",
        run_after=NOON,
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now() - dt.timedelta(minutes=minutes),
        worker_ids=["dead"] * attempts,
    )
    put_back_abandoned()
    row.refresh_from_db()
    assert row.status == status


@pytest.mark.timeout(90)
@pytest.mark.usefixtures("_nothing_is_due")
@pytest.mark.django_db(transaction=True)
def test_job_outlives_the_worker_that_runs_it(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    with working(tmp_path) as worker:
        enqueue(slow, str(file))
        wait_for(lambda: lines(file) == ["begin"])
        worker.kill()
        worker.wait()
    job = DBTaskResult.objects.filter(task_path="tests.sample_jobs.slow")
    assert job.get().status == TaskResultStatus.RUNNING
    job.update(started_at=timezone.now() - dt.timedelta(minutes=2))
    with working(tmp_path):
        wait_for(lambda: lines(file) == ["begin", "begin", "end"])
    assert job.get().status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db
def test_reader_does_not_see_jobs() -> None:
    """That of a mail holds the link for a new password."""
    with queue():
        enqueue(send_mail, "New password", "https://site.example/set/MQ/x", "boss@example.com")
    call_command("create_admin", "auditor@example.com", "--read-only", stdout=io.StringIO())
    client = Client()
    client.force_login(User.objects.get(email="auditor@example.com"))
    jobs, job = reverse(JOBS), reverse(JOB, args=[DBTaskResult.objects.get().pk])
    assert statuses(jobs, client) == statuses(job, client) == (403,)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (dt.time(3), NOON.replace(hour=3)),
        (dt.time(12), NOON),
        (dt.time(12, 1), dt.datetime(2026, 2, 28, 12, 1, tzinfo=dt.UTC)),
    ],
)
def test_last_due(at: dt.time, due: dt.datetime) -> None:
    assert last_due(at, NOON) == due


@pytest.mark.django_db
def test_daily_jobs_are_asked_for_once_a_day() -> None:
    for moment in (NOON, NOON + dt.timedelta(hours=1), NOON + dt.timedelta(days=1)):
        enqueue_due(moment)
    asked = sorted(DBTaskResult.objects.values_list("task_path", flat=True))
    assert asked == sorted([*settings.DAILY_JOBS, *settings.DAILY_JOBS])


@pytest.mark.django_db(transaction=True)
def test_worker_does_what_is_due() -> None:
    with queue():
        work_off()
    done = DBTaskResult.objects.successful().values_list("task_path", flat=True)
    assert set(done) <= set(settings.DAILY_JOBS)
    assert DBTaskResult.objects.count() == len(settings.DAILY_JOBS)


@pytest.mark.django_db
def test_schedule_is_kept_after_an_outage(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, looked = threading.Event(), []

    def look(now: dt.datetime) -> None:
        looked.append(now)
        if len(looked) == 1:
            raise OperationalError("down")
        stop.set()

    monkeypatch.setattr(schedule, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(schedule, "enqueue_due", look)
    monkeypatch.setattr(schedule, "put_back_abandoned", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    keep(stop)
    assert len(looked) == 2
    assert caplog.text.count("the schedule could not be kept") == 1


@pytest.mark.usefixtures("_nothing_is_due")
@pytest.mark.django_db(transaction=True)
def test_worker_outlives_the_database(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [OperationalError("down")]

    def handle(_self: DatabaseWorker, **_options: object) -> None:
        if failures:
            raise failures.pop()

    monkeypatch.setattr(worker_command, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(DatabaseWorker, "handle", handle)
    with queue():
        work_off()
    assert caplog.text.count("the database does not answer") == 1


@pytest.mark.django_db(transaction=True)
def test_finished_jobs_are_removed_in_the_end() -> None:
    for days in (13, 15):
        DBTaskResult.objects.create(
            task_path="tests.sample_jobs.note",
            args_kwargs={"args": ["-"], "kwargs": {}},
            backend_name="default",
            run_after=NOON,
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=timezone.now() - dt.timedelta(days=days),
        )
    with queue():
        remove_finished_jobs.call("-")
    assert DBTaskResult.objects.count() == 1


def test_job_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TIME_LIMIT", 0.05)
    with pytest.raises(TooSlowError, match="longer than"), time_limit():
        time.sleep(10)


def test_limit_is_for_the_main_thread_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TIME_LIMIT", 0.01)
    done: list[bool] = []

    def work() -> None:
        with time_limit():
            time.sleep(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
