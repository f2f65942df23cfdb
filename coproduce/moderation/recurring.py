"""Jobs that come round again: each puts itself anew, and the worker sees that it is there."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from coproduce.moderation.jobs import LEASE, job, lanes
from coproduce.moderation.models import Job
from coproduce.moderation.models.job import LONGEST_RETRY, MOST_ATTEMPTS

SUBJECT = "again"


# By the kind, whether it comes round at present.
_rounds: dict[str, Callable[[], bool]] = {}


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

        furthest = max(every, LONGEST_RETRY) * 2
        job(kind, lease=lease, furthest=furthest)(do_and_put_again)
        _rounds[kind] = is_on
        return do

    return register


def make_sure() -> None:
    """Put each that is missing, and bring back what a wrong clock or many faults keep away."""
    now = timezone.now()
    on = [kind for kind, is_on in _rounds.items() if is_on()]
    for kind in on:
        Job.objects.put_unless_there(kind, SUBJECT, run_at=now)
    _try_once_more(on, now)
    _call_back(now)


def _try_once_more(kinds: list[str], now: datetime) -> None:
    """What was set aside, now and then: health shows it in between, and a success ends that."""
    lately = (now - LONGEST_RETRY, now)
    aside = Job.objects.filter(kind__in=kinds, set_aside_at__isnull=False)
    aside.exclude(set_aside_at__range=lately).update(
        set_aside_at=None, attempts=MOST_ATTEMPTS - 1, leased_until=None, run_at=now
    )


def _call_back(now: datetime) -> None:
    """What a clock that was ahead has put or leased too far from now, of every kind."""
    far, held = Q(pk__in=[]), Q(pk__in=[])
    for kind, lane in lanes.items():
        if lane.furthest:
            far |= Q(kind=kind, run_at__gt=now + lane.furthest)
        # The clocks of two machines differ a little.
        held |= Q(kind=kind, leased_until__gt=now + 2 * lane.lease)
    Job.objects.filter(far, set_aside_at=None).update(run_at=now)
    Job.objects.filter(held).update(leased_until=None)
