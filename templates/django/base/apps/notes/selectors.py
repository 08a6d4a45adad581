from django.db.models import Q, QuerySet

from apps.notes.models import Attachment, Note
from apps.users.models import User


def notes_of(owner: User) -> QuerySet[Note]:
    return Note.objects.filter(owner=owner)


def attachments_of(owner: User) -> QuerySet[Attachment]:
    return Attachment.objects.filter(note__owner=owner).select_related("note")


def search_notes(notes: QuerySet[Note], words: str) -> QuerySet[Note]:
    """Those that hold every word, in the title or in the text."""
    for word in words.split():
        notes = notes.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return notes
