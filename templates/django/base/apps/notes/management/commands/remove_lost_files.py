from datetime import timedelta
from typing import Any, override

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.notes.models import FILES, Attachment

OLD_ENOUGH = timedelta(days=1)  # a younger one may belong to a transaction that is not over


class Command(BaseCommand):
    help = "Removes stored files that no attachment has, as deleted notes and rollbacks leave them."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        known = set(Attachment.objects.values_list("file", flat=True))
        before = timezone.now() - OLD_ENOUGH
        removed = 0
        for name in self.stored():
            if name not in known and default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                removed += 1
        self.stdout.write(f"Files removed: {removed}")

    def stored(self) -> list[str]:
        try:
            _, names = default_storage.listdir(FILES)
        except FileNotFoundError:
            return []  # nobody attached anything yet
        return [f"{FILES}/{name}" for name in names]
