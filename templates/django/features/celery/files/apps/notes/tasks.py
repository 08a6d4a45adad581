import logging

from celery import shared_task
from django.db import OperationalError

from apps.notes.models import Note

log = logging.getLogger(__name__)


@shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=60, max_retries=5
)
def count_words(note_id: int) -> None:
    """Safe to run twice: the result depends on the saved note alone."""
    body = Note.objects.filter(pk=note_id).values_list("body", flat=True).first()
    if body is None:
        log.info("note %s is gone, nothing to count", note_id)
        return
    Note.objects.filter(pk=note_id).update(word_count=len(body.split()))
