"""Background work on notes. A job may run twice: its result depends on what is saved alone."""

import logging
from io import StringIO

from django.core.management import call_command

from apps.core.jobs import enqueue, job
from apps.notes.models import Note

SWEEP_LIMIT = 1000

log = logging.getLogger(__name__)


@job()
def count_words(note_id: int) -> None:
    body = Note.objects.filter(pk=note_id).values_list("body", flat=True).first()
    if body is None:
        log.info("note %s is gone, nothing to count", note_id)
        return
    Note.objects.filter(pk=note_id).update(word_count=len(body.split()))


@job()
def count_missing_words() -> None:
    """Due every day: makes up for jobs of new notes that were lost or failed for good."""
    missing = Note.objects.filter(word_count=0).exclude(body="").order_by("-pk")
    for note_id in missing.values_list("pk", flat=True)[:SWEEP_LIMIT]:
        enqueue(count_words, note_id)


@job()
def remove_lost_files() -> None:
    """Due every day: removes what deleted notes and rollbacks left behind."""
    said = StringIO()
    call_command("remove_lost_files", stdout=said)
    log.info("%s", said.getvalue().strip())
