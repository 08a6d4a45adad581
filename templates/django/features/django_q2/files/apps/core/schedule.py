"""Brings the table of schedules, which the workers keep, to what the settings say."""

import datetime as dt

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django_q.models import Schedule


def next_due(at: dt.time, now: dt.datetime) -> dt.datetime:
    due = dt.datetime.combine(now, at, dt.UTC)
    return due if due > now else due + dt.timedelta(days=1)


def write_schedule() -> None:
    """Entries that staff made have a name of their own, and stay."""
    Schedule.objects.filter(name=F("func")).exclude(func__in=settings.DAILY_JOBS).delete()
    known = {entry.func: entry for entry in Schedule.objects.filter(name=F("func"))}
    for path, at in settings.DAILY_JOBS.items():
        entry = known.get(path) or Schedule(name=path, func=path)
        # One that is overdue stays so: it is made up for.
        if entry.pk is None or entry.next_run.astimezone(dt.UTC).time() != at:
            entry.next_run = next_due(at, timezone.now())
        entry.schedule_type = Schedule.DAILY
        entry.repeats = -1
        entry.save()
