from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models.states import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coproduce.moderation.models.decision import Decision
    from coproduce.moderation.models.submission import Submission


class About(models.TextChoices):
    """Why a reader reports something."""

    ME = "me", _("It is about me")
    SOMEONE = "someone", _("It names or could identify someone")
    HARM = "harm", _("Someone may be at risk")
    ABUSE = "abuse", _("It is abusive or hateful")
    UNLAWFUL = "unlawful", _("It may be against the law")
    ADVERTISING = "advertising", _("It is advertising")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    """What came of a report."""

    STAYS = "stays", _("It stays as it is")
    MENDED = "mended", _("It was changed")
    REMOVED = "removed", _("It was taken down")


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        return self.filter(closed_at=None)

    def close(self, outcome: str, *, by: User | None, line: str = "") -> None:
        self.update(
            closed_at=timezone.now(), closed_by=by, outcome=outcome, outcome_line=line[:200]
        )

    def close_by_decision(
        self, submissions: Iterable[Submission], *, by: User | None, batch: str
    ) -> list[int]:
        """Close what is open about these as they stand now; in the decision's transaction.

        For what a person or the writer has just decided. What waits keeps its reports open.
        `batch` is the decision's: by it they are opened again. Returns the keys of the reports.
        """
        decided = {one.pk: one for one in submissions if one.status != Status.PENDING}
        found = self.open().filter(submission__in=list(decided)).order_by()
        alike: dict[Outcome, list[int]] = defaultdict(list)
        for pk, of, made_at in found.values_list("pk", "submission", "made_at"):
            alike[_outcome(decided[of], made_at)].append(pk)
        for outcome, keys in alike.items():
            closed = self.filter(pk__in=keys)
            closed.close(outcome, by=by)
            closed.update(closed_with=batch)
        return [pk for keys in alike.values() for pk in keys]

    def reopen(self, decisions: Iterable[Decision]) -> list[Report]:
        """What these decisions closed, which are taken back; returns it."""
        taken_back = {(one.submission_id, one.batch) for one in decisions if one.batch}
        keys, batches = zip(*taken_back, strict=True) if taken_back else ((), ())
        closed = self.filter(submission__in=keys, closed_with__in=batches)
        found: list[Report] = [
            one for one in closed if (one.submission_id, one.closed_with) in taken_back
        ]
        self.filter(pk__in=[one.pk for one in found]).update(
            closed_at=None, closed_by=None, outcome="", outcome_line="", closed_with=""
        )
        return found


def _outcome(submission: Submission, made_at: datetime) -> Outcome:
    """What a decision says about a report that was made at that time."""
    if submission.status != Status.APPROVED:
        return Outcome.REMOVED
    is_mended = submission.mended_at is not None and submission.mended_at >= made_at
    return Outcome.MENDED if is_mended else Outcome.STAYS


class Report(models.Model):
    """A reader's report of something public. `due_at` is when the law, or we, want an answer.

    Without `is_trusted`, as for what a program sent, a person looks before anything is hidden or
    put on top of the desk.
    """

    submission = models.ForeignKey(
        "moderation.Submission", on_delete=models.CASCADE, related_name="reports"
    )
    about = models.CharField(max_length=20, choices=About)
    words = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    is_trusted = models.BooleanField(default=True, db_default=True)
    form_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    code_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The batch of the decision that closed it; empty where somebody did so and decided nothing.
    closed_with = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_line = models.CharField(max_length=200, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="")
                | Q(closed_at__isnull=False, outcome__in=Outcome.values),
                name="closed_with_an_outcome",
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(closed_at=None), name="report_open")]

    def __str__(self) -> str:
        return f"{self.about} {self.pk}"

    @property
    def is_urgent(self) -> bool:
        """Whether it puts what it is about on top of the desk."""
        return self.about == About.HARM and self.is_trusted
