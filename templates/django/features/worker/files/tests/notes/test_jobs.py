import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from apps.core.jobs import enqueue
from apps.notes.management.commands import remove_lost_files as command
from apps.notes.models import Note
from apps.notes.services import save_note
from apps.notes.tasks import count_missing_words, count_words, remove_lost_files
from apps.users.models import User
from tests.processes import wait_for
from tests.worker import working


@pytest.mark.django_db(transaction=True)
def test_words_are_counted_after_the_commit(user: User) -> None:
    with transaction.atomic():
        note = save_note(Note(owner=user, title="a", body="one two"))
        assert Note.objects.get().word_count == 0
    note.refresh_from_db()
    assert note.word_count == 2


@pytest.mark.django_db(transaction=True)
def test_job_for_a_note_that_is_gone_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "apps.notes.tasks")
    enqueue(count_words, -1)
    assert "note -1 is gone" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_lost_jobs_are_made_up_for(user: User) -> None:
    lost = Note.objects.create(owner=user, title="a", body="one two")
    empty = Note.objects.create(owner=user, title="b")
    enqueue(count_missing_words)
    lost.refresh_from_db()
    empty.refresh_from_db()
    assert (lost.word_count, empty.word_count) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_lost_files_are_removed_by_a_job(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "apps.notes.tasks")
    monkeypatch.setattr(command, "OLD_ENOUGH", timedelta())
    lost = default_storage.save("notes/lost", ContentFile(b"text"))
    enqueue(remove_lost_files)
    assert not default_storage.exists(lost)
    assert "Files removed: " in caplog.text
    assert "apps.notes.tasks.remove_lost_files" in settings.DAILY_JOBS


@pytest.mark.timeout(90)
@pytest.mark.django_db(transaction=True)
def test_worker_process_counts_words(user: User, tmp_path: Path) -> None:
    note = Note.objects.create(owner=user, title="a", body="one two three")

    def counted() -> bool:
        note.refresh_from_db()
        return note.word_count == 3

    with working(tmp_path):
        enqueue(count_words, note.pk)
        wait_for(counted)
