"""Jobs that come round again: each puts itself anew, and the worker sees that it is there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from coproduce.moderation.jobs import LEASE, job
from coproduce.moderation.models import Job
from coproduce.moderation.models.job import LONGEST_RETRY

SUBJECT = "again"


@dataclass(frozen=True)
class Round:
    every: timedelta
    is_on: Callable[[], bool]


_rounds: dict[str, Round] = {}


def _always() -> bool:
    return True


def recurring(
    kind: str,
    *,
    every: timedelta,
    is_on: Callable[[], bool] = _always,
    lease: timedelta = LEASE,
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Register a function that the worker calls each time `every` has passed, while `is_on()`.

    What must happen once a day asks in it whether that is done today: a clock may jump, and a
    worker may have been away.
    """

    def register(do: Callable[[], None]) -> Callable[[], None]:
        def do_and_put_again(subject: str) -> None:
            if is_on():
                do()
                Job.objects.put(kind, subject, run_at=timezone.now() + every)

        job(kind, lease=lease)(do_and_put_again)
        _rounds[kind] = Round(every, is_on)
        return do

    return register


def make_sure() -> None:
    """Put each that is missing, and call back each that a wrong clock has put too far away."""
    now = timezone.now()
    for kind, one in _rounds.items():
        if one.is_on():
            Job.objects.put_unless_there(kind, SUBJECT, run_at=now)
            furthest = now + max(one.every, LONGEST_RETRY) * 2
            Job.objects.filter(kind=kind, run_at__gt=furthest).update(run_at=now)
