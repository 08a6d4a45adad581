from typing import Any, override

from django.core.management.base import BaseCommand

from apps.notes.models import Note
from apps.notes.services import save_note
from apps.users.models import User

EMAIL = "sample@example.com"
NOTES = {
    "Shopping": "bread butter milk",
    "Reading list": "The art of small changes",
    "Ideas": "",
}


class Command(BaseCommand):
    help = "Adds a sample user, who cannot log in, with some notes; safe to run again."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=EMAIL).first()
        if owner is None:
            owner = User.objects.create_user(EMAIL)
        added = 0
        for title, body in NOTES.items():
            if not Note.objects.filter(owner=owner, title__iexact=title).exists():
                save_note(Note(owner=owner, title=title, body=body))
                added += 1
        self.stdout.write(f"Notes added: {added}, of {len(NOTES)}")
