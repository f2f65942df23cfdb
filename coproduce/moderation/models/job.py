from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import reduce
from itertools import takewhile
from operator import or_

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from coproduce.moderation.jitter import some_of
from coproduce.moderation.jobs import LEASE

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=6)
# With the waits above: about three days of trying.
MOST_ATTEMPTS = 25


class JobQuerySet(models.QuerySet["Job"]):
    def due(self) -> JobQuerySet:
        now = timezone.now()
        return self.filter(set_aside_at=None, run_at__lte=now).filter(
            Q(leased_until=None) | Q(leased_until__lte=now)
        )

    def put(self, kind: str, subject: object, *, run_at: datetime | None = None) -> None:
        """Ask for `kind` to be done to `subject`, in the caller's transaction.

        A job that is there already, even one that runs just now, is done again from `run_at`.
        """
        self.put_many(kind, [subject], run_at=run_at)

    def put_many(
        self,
        kind: str,
        subjects: Iterable[object],
        *,
        run_at: datetime | None = None,
        spread: timedelta = timedelta(0),
    ) -> None:
        """The same for several, each up to `spread` later."""
        at = run_at or timezone.now()
        self.bulk_create(
            [
                self.model(kind=kind, subject=str(subject), run_at=at + some_of(spread))
                for subject in subjects
            ],
            update_conflicts=True,
            unique_fields=["kind", "subject"],
            update_fields=["run_at", "attempts", "leased_until", "set_aside_at", "last_error"],
        )

    def put_unless_there(
        self, kind: str, *subjects: object, run_at: datetime | None = None
    ) -> None:
        """As `put`, for each of these; but a job that waits already stays as it is."""
        at = run_at or timezone.now()
        jobs = [self.model(kind=kind, subject=str(subject), run_at=at) for subject in subjects]
        self.bulk_create(jobs, ignore_conflicts=True)

    def claim(self, kinds: Collection[str], *, lease: timedelta = LEASE) -> Job | None:
        """The job of these kinds that is due longest, leased to the caller; None if none is."""
        return next(iter(self.claim_many(kinds, most=1, lease=lease)), None)

    def claim_many(
        self, kinds: Collection[str], *, most: int, lease: timedelta = LEASE
    ) -> list[Job]:
        """The same for several, fewer than `most` where there are no more, or others took some."""
        due = self.due().filter(kind__in=kinds)
        # A look first, which keeps nobody from writing; in order, so that it takes the index.
        if not due.order_by("run_at").values_list("pk", flat=True)[:1]:
            return []
        with transaction.atomic():
            rows = due.order_by("run_at").select_for_update(skip_locked=True)[:most]
            found = _apart_from_the_dead(list(rows))
            # These killed their worker each time, and so were never put back.
            deadly = [job.pk for job in found if job.attempts >= MOST_ATTEMPTS]
            if deadly:
                self.filter(pk__in=deadly).update(set_aside_at=timezone.now())
            jobs = [job for job in found if job.attempts < MOST_ATTEMPTS]
            self._lease(jobs, until=timezone.now() + lease)
        return jobs

    def finish(self, jobs: Sequence[Job]) -> None:
        """These are done: gone, but for those that were asked for anew, or are somebody else's."""
        each = [Q(pk=job.pk, leased_until=job.leased_until) for job in jobs]
        self.filter(reduce(or_, each)).delete()

    def _lease(self, jobs: list[Job], *, until: datetime) -> None:
        for job in jobs:
            job.leased_until = until
            job.attempts += 1
        self.filter(pk__in=[job.pk for job in jobs]).update(
            leased_until=until, attempts=models.F("attempts") + 1
        )


def _apart_from_the_dead(jobs: list[Job]) -> list[Job]:
    """Those up to the first whose worker died over it, or that one alone: should it kill another,
    it takes none with it.
    """
    if jobs and jobs[0].leased_until:
        return jobs[:1]
    return list(takewhile(lambda job: job.leased_until is None, jobs))


class Job(models.Model):
    """Work that must be done once its transaction has committed: at least once, idempotent."""

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=64)
    run_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="one_job_each")]
        indexes = [
            models.Index(fields=["kind", "run_at"], condition=Q(set_aside_at=None), name="job_due")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    def is_leased_for(self, time: timedelta) -> bool:
        return self.leased_until is not None and self.leased_until - timezone.now() > time

    def renew(self, lease: timedelta) -> bool:
        """Have the lease begin now; False where somebody else took the job meanwhile."""
        until = timezone.now() + lease
        is_mine = bool(self._if_still_mine().update(leased_until=until))
        self.leased_until = until if is_mine else self.leased_until
        return is_mine

    def finish(self) -> None:
        Job.objects.finish([self])

    def release(self) -> None:
        """Claimed, but not begun: for somebody else to do."""
        self._if_still_mine().update(leased_until=None, attempts=models.F("attempts") - 1)

    def try_again(self, error: str, *, after: timedelta | None = None) -> None:
        """Put the job back for later, or set it aside after MOST_ATTEMPTS."""
        is_over = self.attempts >= MOST_ATTEMPTS
        self._if_still_mine().update(
            leased_until=None,
            last_error=error[:200],
            run_at=timezone.now() + (after or self._wait()),
            set_aside_at=timezone.now() if is_over else None,
        )

    def put_off(self, why: str, after: timedelta) -> None:
        """Back for later without counting this as a try."""
        self._if_still_mine().update(
            leased_until=None,
            attempts=models.F("attempts") - 1,
            last_error=why[:200],
            run_at=timezone.now() + after,
        )

    def run_again(self) -> None:
        Job.objects.put(self.kind, self.subject)

    def _if_still_mine(self) -> JobQuerySet:
        """The row, unless the lease ran out and somebody else took it or asked for it anew."""
        return Job.objects.filter(pk=self.pk, leased_until=self.leased_until)

    def _wait(self) -> timedelta:
        wait = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(self.attempts - 1, 20))
        return wait * 0.8 + some_of(wait * 0.4)
