from multiprocessing import active_children
from typing import Any, override

from django_q.management.commands.qcluster import Command as ClusterCommand

from apps.core.schedule import write_schedule
from config import alive


class Command(ClusterCommand):  # type: ignore[misc]
    """`qcluster` with the schedule of the settings."""

    help = "Run background jobs, and keep the schedule"

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        write_schedule()
        super().handle(*args, **options)
        # The cluster has only been started; it ends when a signal says so.
        for cluster in active_children():
            cluster.join()
        alive.end()
