import logging
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from celery import Celery
from django.conf import settings
from django.db import OperationalError, connection, transaction

from apps.notes import tasks
from apps.notes.models import Note
from apps.notes.services import save_note
from apps.notes.tasks import count_words
from apps.users.models import User

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
def test_words_are_counted_after_the_commit(user: User) -> None:
    with transaction.atomic():
        note = save_note(Note(owner=user, title="a", body="one two"))
        assert Note.objects.get().word_count == 0
    note.refresh_from_db()
    assert note.word_count == 2


@pytest.mark.django_db
def test_job_for_a_note_that_is_gone_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "apps.notes.tasks")
    count_words(-1)
    assert "is gone" in caplog.text


@pytest.mark.django_db
def test_job_is_tried_again_when_the_database_fails(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = Note.objects.create(owner=user, title="a", body="one two")
    notes, failures = Note.objects, [OperationalError("down"), OperationalError("down")]

    class Flaky:
        def filter(self, **arguments: object) -> object:
            if failures:
                raise failures.pop()
            return notes.filter(**arguments)

    class FlakyNote:
        objects = Flaky()

    monkeypatch.setattr(tasks, "Note", FlakyNote)
    count_words.apply(args=(note.pk,))
    note.refresh_from_db()
    assert (note.word_count, failures) == (2, [])


def database_url() -> str:
    """Address of the test database, for another process."""
    database = connection.settings_dict
    name = str(database["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:////{quote(name.removeprefix('/'))}"
    user, password = quote(database["USER"], safe=""), quote(database["PASSWORD"], safe="")
    return f"postgresql://{user}:{password}@{database['HOST']}:{database['PORT']}/{quote(name)}"


@pytest.fixture
def queue(db: None) -> Iterator[str]:
    """A queue with a worker process of its own."""
    if not settings.REDIS_URL:
        pytest.skip("REDIS_URL is not set: no broker for a worker process")
    name = f"test-{uuid.uuid4().hex}"
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
    }
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", name]
    command += ["--concurrency", "1", "--hostname", f"{name}@%h"]
    worker = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603
    yield name
    worker.terminate()
    assert worker.wait(timeout=15) == 0


@pytest.mark.timeout(60)
@pytest.mark.django_db(transaction=True)
def test_worker_process_runs_the_job(user: User, queue: str) -> None:
    note = Note.objects.create(owner=user, title="a", body="one two three")
    with Celery(broker=settings.REDIS_URL, set_as_current=False) as sender:
        sender.send_task(count_words.name, args=(note.pk,), queue=queue)
    deadline = time.monotonic() + 40
    while note.word_count == 0 and time.monotonic() < deadline:
        time.sleep(0.2)
        note.refresh_from_db()
    assert note.word_count == 3
