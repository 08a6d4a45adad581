import logging
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, override

from django.db import InterfaceError, OperationalError, connection
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from apps.core.schedule import keep
from config import alive

PAUSE_SECONDS = 5

log = logging.getLogger(__name__)


class Command(DatabaseWorker):
    """`db_worker` that keeps the schedule, shows that it lives, and outlives the database."""

    help = "Run background jobs, and keep the schedule"

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # With a reload at its side the worker would not finish its job when it is told to stop.
        parser.set_defaults(reload=False)

    @override
    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        keeper = threading.Thread(target=keep, args=(stop,), name="schedule")
        keeper.start()
        try:
            # It asks the database for jobs once a second.
            with connection.execute_wrapper(_show_life):
                self._work(**options)
        finally:
            stop.set()
            keeper.join()
            alive.end()

    def _work(self, **options: Any) -> None:
        while True:
            try:
                super().handle(**options)
            except (InterfaceError, OperationalError):
                log.exception("the database does not answer")
                connection.close()
                time.sleep(PAUSE_SECONDS)
            else:
                return


def _show_life(execute: Callable[..., Any], *args: Any) -> Any:
    result = execute(*args)
    alive.show()
    return result
