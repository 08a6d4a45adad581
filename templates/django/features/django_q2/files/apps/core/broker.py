"""The queue: a table of the database."""

from datetime import timedelta
from typing import override

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.models import OrmQ

from config import alive


class Broker(ORM):  # type: ignore[misc]
    """Django-Q2's own, which by itself knows no job that is due later."""

    def __init__(self, list_key: str | None = None, pause: timedelta = timedelta()) -> None:
        super().__init__(list_key)
        self.pause = pause

    @override
    def enqueue(self, task: str) -> int:
        due = timezone.now() + self.pause
        return OrmQ.objects.create(key=self.list_key, payload=task, lock=due).pk  # type: ignore[no-any-return]

    @override
    def dequeue(self) -> list[tuple[int, str]] | None:
        """Asks for jobs, about once a second unless all are busy; an answer is a sign of life."""
        taken: list[tuple[int, str]] | None = super().dequeue()
        alive.show()
        return taken

    @override
    def set_stat(self, key: str, value: str, timeout: int) -> None:
        """Figures for a command that is not used here."""
