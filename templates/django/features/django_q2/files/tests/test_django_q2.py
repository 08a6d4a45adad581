"""What is added to Django-Q2: pauses that grow, the schedule, a sign of life."""

import datetime as dt
import io
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import Failure, OrmQ, Schedule, Success

from apps.core.broker import Broker
from apps.core.jobs import enqueue
from apps.core.schedule import next_due, write_schedule
from apps.users.models import User
from config import alive
from tests.access import statuses
from tests.processes import wait_for
from tests.sample_jobs import fail, lines, note, slow
from tests.test_security import assert_nothing_inline
from tests.worker import working

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
QUEUE = override_settings(JOBS_IN_PROCESS=False)


@pytest.mark.django_db(transaction=True)
def test_job_and_what_it_is_about_are_saved_together(tmp_path: Path) -> None:
    with QUEUE, transaction.atomic():
        enqueue(note, str(tmp_path / "lines"), "a")
        transaction.set_rollback(True)
    assert not OrmQ.objects.exists()


@pytest.mark.django_db
def test_job_that_fails_waits_for_its_next_attempt(tmp_path: Path) -> None:
    fail(str(tmp_path / "lines"), request="request-0001")
    [waiting] = OrmQ.objects.all()
    assert waiting.lock > timezone.now()
    assert waiting.func() == "tests.sample_jobs.fail"
    assert waiting.kwargs() == {"attempt": 2, "request": "request-0001"}
    with pytest.raises(ConnectionError):
        fail(str(tmp_path / "lines"), attempt=3)
    assert OrmQ.objects.count() == 1


def test_pauses_grow_to_a_limit() -> None:
    for attempt, seconds in {1: 1, 2: 1}.items():
        pauses = {fail.pause(attempt).total_seconds() for _ in range(20)}
        assert seconds * 0.75 <= min(pauses) < max(pauses) <= seconds * 1.25
    pauses = {note.pause(5).total_seconds() for _ in range(20)}
    assert 12 <= min(pauses) < max(pauses) <= 20


@pytest.mark.timeout(90)
@pytest.mark.django_db(transaction=True)
def test_job_outlives_the_worker_that_runs_it(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    with working(tmp_path) as worker:
        enqueue(slow, str(file))
        wait_for(lambda: lines(file) == ["begin"])
        os.kill(worker.pid, signal.SIGSTOP)  # the cluster itself must not tidy up
        for child in descendants(worker.pid):
            os.kill(child, signal.SIGKILL)
        worker.kill()
        worker.wait()
    taken = OrmQ.objects.get()
    assert taken.lock > timezone.now() + dt.timedelta(minutes=4)
    OrmQ.objects.update(lock=timezone.now())
    with working(tmp_path):
        wait_for(lambda: lines(file) == ["begin", "begin", "end"])
    assert Success.objects.get().func == "tests.sample_jobs.slow"


def descendants(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        pytest.skip("this system does not say which processes belong to the worker")
    direct = [int(child) for child in children.read_text(encoding="ascii").split()]
    return [*direct, *(further for child in direct for further in descendants(child))]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (dt.time(12, 1), NOON.replace(minute=1)),
        (dt.time(12), NOON + dt.timedelta(days=1)),
        (dt.time(3), dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)),
    ],
)
def test_next_due(at: dt.time, due: dt.datetime) -> None:
    assert next_due(at, NOON) == due


@pytest.mark.django_db
def test_schedule_is_that_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = {"a.first": dt.time(2), "a.second": dt.time(3)}
    monkeypatch.setattr("django.conf.settings.DAILY_JOBS", jobs)
    own = Schedule.objects.create(name="by hand", func="tests.sample_jobs.note")
    Schedule.objects.create(name="gone", func="gone")
    write_schedule()
    Schedule.objects.create(name="a.first", func="a.first")
    write_schedule()
    [overdue, moved] = Schedule.objects.filter(func__in=jobs).order_by("func")
    for entry, minutes in ((overdue, 0), (moved, 5)):
        entry.next_run += dt.timedelta(days=-2, minutes=minutes)
        entry.save()
    write_schedule()
    kept = Schedule.objects.exclude(pk=own.pk)
    assert sorted(entry.func for entry in kept) == sorted(jobs)
    assert kept.get(pk=overdue.pk).next_run == overdue.next_run
    assert kept.get(pk=moved.pk).next_run > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_workers_that_start_together_write_one_schedule() -> None:
    together = threading.Barrier(4)

    def start(_worker: int) -> None:
        connection.ensure_connection()
        together.wait(timeout=20)
        try:
            write_schedule()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(start, range(4)))
    assert Schedule.objects.count() == len(settings.DAILY_JOBS)


@pytest.mark.django_db
def test_answer_of_the_queue_is_a_sign_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alive, "MARK", tmp_path / "alive")
    monkeypatch.setattr(Conf, "POLL", 0)
    broker = Broker()
    broker.set_stat("key", "value", 3)
    assert alive.main() is not None
    with monkeypatch.context() as outage:
        outage.setattr(ORM, "get_connection", refuse)
        with pytest.raises(OperationalError):
            broker.dequeue()
    assert alive.main() is not None
    assert broker.dequeue() is None
    assert alive.main() is None


def refuse(_list_key: str | None = None) -> None:
    raise OperationalError("down")


@pytest.mark.timeout(90)
@pytest.mark.django_db(transaction=True)
def test_worker_shows_that_it_lives_until_it_ends(tmp_path: Path) -> None:
    mark = tmp_path / alive.MARK.name
    with working(tmp_path):
        wait_for(mark.exists)
        first = mark.stat().st_mtime
        wait_for(lambda: mark.stat().st_mtime > first)
    assert not mark.exists()


def test_job_is_given_to_another_worker_after_its_limit_of_time() -> None:
    # Three jobs may wait for a worker that is at its limit, and none may be taken twice meanwhile.
    assert Conf.RETRY > 3 * Conf.TIMEOUT


@pytest.mark.django_db
def test_reader_does_not_see_jobs() -> None:
    """That of a mail holds the link for a new password; one that failed could be run again."""
    call_command("create_admin", "auditor@example.com", "--read-only", stdout=io.StringIO())
    client = Client()
    client.force_login(User.objects.get(email="auditor@example.com"))
    for model in (OrmQ, Schedule, Success, Failure):
        jobs = reverse(f"admin:django_q_{model.__name__.lower()}_changelist")
        assert statuses(jobs, client) == (403,)


@pytest.mark.django_db
def test_admin_shows_jobs_without_inline_code(admin_client: Client, tmp_path: Path) -> None:
    with QUEUE:
        enqueue(note, str(tmp_path / "lines"), "a")
    write_schedule()
    for model, good in ((Success, True), (Failure, False)):
        model.objects.create(
            id=f"{good}", name=f"{good}", func="a.b", started=NOON, stopped=NOON, success=good
        )
    for model in (OrmQ, Schedule, Success, Failure):
        name = f"admin:django_q_{model.__name__.lower()}_change"
        page = admin_client.get(reverse(name, args=[model.objects.first().pk]))
        assert page.status_code == 200
        assert_nothing_inline(page.text)
