"""Asking Akismet again about what waits: for the desk's button and for `screen --pending`."""

from datetime import timedelta

from django.db import transaction

from coproduce.moderation import kinds, screening
from coproduce.moderation.jobs import job
from coproduce.moderation.models import Job, Recheck, Submission
from coproduce.moderation.models.submissions import SubmissionQuerySet

KIND = "recheck"
PART = 500
# Not all of one part is due at one moment.
WITHIN = timedelta(seconds=10)


def may_be_asked_about() -> SubmissionQuerySet:
    """What waits and may be sent, as screening.may_be_sent has it for one.

    What Akismet is not sure of is left out: it has said itself when to ask again.
    """
    waiting = Submission.objects.pending().filter(kind__in=kinds.screened())
    may_be_sent = waiting.filter(ip_address__isnull=False, person_only=False)
    return may_be_sent.exclude(recheck_reason=Recheck.PROVISIONAL)


def start() -> None:
    """Have the worker put what waits to be screened: there may be too much of it for a page."""
    Job.objects.put(KIND, 0)


@transaction.atomic
def put_some(after: int) -> list[int]:
    """Put the next PART whose ids are above `after` to be screened anew; returns their ids."""
    rows = may_be_asked_about().filter(pk__gt=after).order_by("pk")
    keys = list(rows.select_for_update().values_list("pk", flat=True)[:PART])
    asked_before = Submission.objects.filter(pk__in=keys, screened_at__isnull=False)
    asked_before.filter(recheck_reason="").update(recheck_reason=Recheck.FROM_QUEUE)
    Job.objects.put_many("screen", keys, spread=WITHIN)
    return keys


@job(KIND)
@transaction.atomic
def recheck(subject: str) -> None:
    """One part of what waits, beginning after the id `subject`; the next is a job of its own."""
    if screening.is_on() and (keys := put_some(int(subject))):
        Job.objects.put(KIND, keys[-1])
