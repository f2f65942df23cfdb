from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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


class Report(models.Model):
    """A reader's report of something public. `due_at` is when the law, or we, want an answer."""

    submission = models.ForeignKey(
        "moderation.Submission", on_delete=models.CASCADE, related_name="reports"
    )
    about = models.CharField(max_length=20, choices=About)
    words = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    form_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    code_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
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
