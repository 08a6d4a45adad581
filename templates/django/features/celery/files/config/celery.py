import logging.config
import os
from typing import Any, override

from celery import Celery, Task
from celery.beat import Scheduler as BeatScheduler
from celery.signals import setup_logging, task_prerun
from django.conf import settings

from config import alive
from config.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_log_format(**_options: Any) -> None:
    """Without a receiver the worker would replace the log settings by its own."""
    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def take_request_id(task: "Task[..., Any]", **_more: Any) -> None:
    """The lines that a job logs have the id of the request that asked for it."""
    request_id.set((task.request.headers or {}).get("request_id", "-"))


class Scheduler(BeatScheduler):
    """Keeps the schedule in memory, since the settings say it all, and shows that it lives."""

    max_interval = 30

    @override
    def setup_schedule(self) -> None:
        super().setup_schedule()
        self.update_from_dict(self.app.conf.beat_schedule)

    @override
    def tick(self, *args: Any, **kwargs: Any) -> float:
        alive.show()
        return super().tick(*args, **kwargs)

    @override
    def close(self) -> None:
        alive.end()
        super().close()
