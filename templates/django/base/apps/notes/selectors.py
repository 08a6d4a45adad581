from django.db.models import Q, QuerySet

from apps.notes.models import Note
from apps.users.models import User


def notes_of(owner: User) -> QuerySet[Note]:
    return Note.objects.filter(owner=owner)


def search_notes(notes: QuerySet[Note], words: str) -> QuerySet[Note]:
    """Those that hold every word, in the title or in the text."""
    for word in words.split():
        notes = notes.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return notes
