from django.db.models import QuerySet

from apps.notes.models import Note
from apps.users.models import User


def notes_of(owner: User) -> QuerySet[Note]:
    return Note.objects.filter(owner=owner)
