"""Threads that close by the clock: kept pages change at that moment, with nobody's decision."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from comments.models import CLOCKS_DIFFER, Thread
from coproduce.moderation.jobs import job
from coproduce.moderation.models import Job, Rules, SiteVersion, StatusLine
from coproduce.moderation.recurring import recurring

LOOK_EVERY = timedelta(minutes=10)
# When threads were last looked at, and after how many days they closed then.
LOOK = "threads that close by age"
# Of other rules nobody knows what they have closed meanwhile; pages are made anew for nothing once.
LONG_AGO = timedelta(days=1)


@job("close_thread", furthest=None)
def close_thread(subject: str) -> None:
    """The time at which the thread `subject` closes has come, and kept pages still offer a form."""
    SiteVersion.change()


def closes_by_age() -> bool:
    return bool(Rules.current().close_after_days)


@recurring("close_by_age", every=LOOK_EVERY, is_on=closes_by_age)
@transaction.atomic
def plan_closing() -> None:
    """Each thread that closes by age until the look after next, or has since the last one, gets a
    job for that moment."""
    age = timedelta(days=Rules.current().close_after_days)
    now = timezone.now()
    soon = Thread.objects.filter(
        closes_at=None,
        opens_at__gt=_last_look(age, now) - age,
        opens_at__lte=now + 2 * LOOK_EVERY - age,
    )
    for pk, opens_at in soon.values_list("pk", "opens_at"):
        Job.objects.put("close_thread", pk, run_at=opens_at + age + CLOCKS_DIFFER)
    StatusLine.note(LOOK, str(age.days), at=now)


def _last_look(age: timedelta, now: datetime) -> datetime:
    line = StatusLine.of(LOOK)
    is_of_these_rules = line is not None and line.words == str(age.days)
    return min(line.at, now) if line and is_of_these_rules else now - LONG_AGO
