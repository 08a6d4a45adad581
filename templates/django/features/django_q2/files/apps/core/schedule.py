"""Brings the table of schedules, which the workers keep, to what the settings say."""

import datetime as dt

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.models import Schedule


def next_due(at: dt.time, now: dt.datetime) -> dt.datetime:
    due = dt.datetime.combine(now, at, dt.UTC)
    return due if due > now else due + dt.timedelta(days=1)


@transaction.atomic
def write_schedule() -> None:
    """Entries that staff made have a name of their own, and stay.

    Workers that start together wait for each other at a row that is always there: each job is
    written once. What is due in this moment is asked for before or after, and not twice.
    """
    ContentType.objects.select_for_update().get(app_label="django_q", model="schedule")
    ours = Schedule.objects.select_for_update().filter(name=F("func"))
    known = {entry.func: entry for entry in ours}
    kept = []
    for path, at in settings.DAILY_JOBS.items():
        entry = known.get(path) or Schedule(name=path, func=path)
        # One that is overdue stays so: it is made up for.
        if entry.pk is None or entry.next_run.astimezone(dt.UTC).time() != at:
            entry.next_run = next_due(at, timezone.now())
        entry.schedule_type = Schedule.DAILY
        entry.repeats = -1
        entry.save()
        kept.append(entry.pk)
    Schedule.objects.filter(name=F("func")).exclude(pk__in=kept).delete()
