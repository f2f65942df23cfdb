from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models.decision import Agent, Decision
from coproduce.moderation.models.site_version import SiteVersion
from coproduce.moderation.models.states import DeclineReason, Status, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User


SPAM_VERDICTS = {Verdict.SPAM, Verdict.DISCARD}


HAS_TRACES = models.Q(ip_address__isnull=False) | ~models.Q(user_agent="")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def pending(self) -> SubmissionQuerySet:
        return self.filter(status=Status.PENDING)

    def with_traces(self) -> SubmissionQuerySet:
        """Those that still hold the address or the browser of whoever sent them."""
        return self.filter(HAS_TRACES)


class Submission(models.Model):
    """What comments and barriers have in common: the words, where they stand, and their traces.

    `status` is a person's answer, `verdict` a machine's; neither overwrites the other.
    """

    kind = models.CharField(max_length=20)
    body = models.TextField()
    body_html = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_line = models.CharField(max_length=200, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNSCREENED)
    akismet_guid = models.CharField(max_length=100, blank=True)
    form_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    code_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 (unique)
    person_only = models.BooleanField(default=False)
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=500, blank=True)
    referrer = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=20, default="web")
    is_sample = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(default=timezone.now)
    screened_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="status_known"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_known"),
            models.CheckConstraint(
                condition=Q(status=Status.DECLINED, decline_reason__in=DeclineReason.values)
                | (~Q(status=Status.DECLINED) & Q(decline_reason="", decline_line="")),
                name="declined_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "status", "-id"], name="submission_desk"),
            models.Index(fields=["id"], condition=HAS_TRACES, name="submission_traces"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body_html)  # noqa: S308 (sanitised when it was kept)

    @property
    def is_public(self) -> bool:
        return self.status == Status.APPROVED

    @property
    def is_waiting(self) -> bool:
        return self.status == Status.PENDING

    @cached_property
    def is_hidden_again(self) -> bool:
        """Whether this waits once more after readers could see it. Asked once per object."""
        if not self.is_waiting or self.decided_at is None:
            return False
        # What left that state, not what came to it: an import comes approved, without a decision.
        return self.decisions.filter(from_status=Status.APPROVED).exists()

    @property
    def held_because(self) -> list[str]:
        """Every reason that this waits, in plain words; empty when it does not wait."""
        if not self.is_waiting:
            return []
        by_verdict = {
            Verdict.UNSCREENED: _("The spam check has not run yet."),
            Verdict.ERROR: _("The spam checker has not answered yet."),
            Verdict.SPAM: _("The spam checker takes it for spam."),
            Verdict.DISCARD: _("The spam checker takes it for blatant spam."),
            Verdict.SKIPPED: _("No machine has looked at it."),
        }
        reasons = [_("A person reads everything first.")]
        if words := by_verdict.get(Verdict(self.verdict)):
            reasons.append(words)
        return reasons

    # Each verb returns whether it changed anything; a second person who decides the same is
    # no error. What its writer withdrew, nobody can bring back.

    def approve(self, *, by: User | None = None) -> bool:
        return self._decide(Status.APPROVED, by=by)

    def decline(self, *, by: User | None = None, reason: str, line: str = "") -> bool:
        return self._decide(Status.DECLINED, by=by, reason=reason, line=line)

    def mark_spam(self, *, by: User | None = None) -> bool:
        return self._decide(Status.SPAM, by=by)

    def hold(self, *, by: User | None = None) -> bool:
        return self._decide(Status.PENDING, by=by)

    @transaction.atomic
    def undo(self, *, by: User | None = None) -> bool:
        """Take back the latest decision of a person or of screening."""
        self._lock()
        standing = self.decisions.filter(undoes=None, undone_by=None)
        last = standing.exclude(agent=Agent.WRITER).first()
        if last is None:
            return False
        return self._decide(
            Status(last.from_status),
            by=by,
            reason=last.from_reason,
            line=last.from_line,
            undoes=last,
        )

    def withdraw(self) -> bool:
        """The writer's own verb: gone from every page at once, for good, traces and all."""
        self.ip_address, self.user_agent, self.referrer = None, "", ""
        with transaction.atomic():
            self.save(update_fields=["ip_address", "user_agent", "referrer"])
            return self._decide(Status.WITHDRAWN, agent=Agent.WRITER)

    @transaction.atomic
    def record_verdict(self, verdict: Verdict, *, guid: str = "") -> None:
        """Keep the machine's answer; spam goes to spam unless a person has decided."""
        self._lock()
        self.verdict = verdict
        self.akismet_guid = guid[:100] or self.akismet_guid
        if verdict not in {Verdict.ERROR, Verdict.SKIPPED}:
            self.screened_at = timezone.now()
        self.save(update_fields=["verdict", "akismet_guid", "screened_at"])
        is_decided = self.decisions.filter(agent=Agent.PERSON).exists()
        if verdict in SPAM_VERDICTS and self.is_waiting and not is_decided:
            self._decide(Status.SPAM, agent=Agent.SCREENING)

    def _lock(self) -> None:
        """Wait for anyone else who decides on this, then see what they left."""
        self.refresh_from_db(from_queryset=Submission.objects.select_for_update())

    @transaction.atomic
    def _decide(
        self,
        to: Status,
        *,
        by: User | None = None,
        agent: Agent = Agent.PERSON,
        reason: str = "",
        line: str = "",
        undoes: Decision | None = None,
    ) -> bool:
        self._lock()
        before = Status(self.status)
        if before in {to, Status.WITHDRAWN}:
            return False
        Decision.objects.create(
            submission=self,
            agent=agent,
            by=by,
            from_status=before,
            to_status=to,
            reason=reason,
            line=line[:200],
            from_reason=self.decline_reason,
            from_line=self.decline_line,
            undoes=undoes,
        )
        self.status = to
        self.decline_reason = reason
        self.decline_line = line[:200]
        self.decided_at = timezone.now()
        self.save(update_fields=["status", "decline_reason", "decline_line", "decided_at"])
        if to == Status.APPROVED:
            kind_of(self).publish(self)
        elif before == Status.APPROVED:
            kind_of(self).hide(self)
        if Status.APPROVED in {before, to}:
            SiteVersion.change()
        return True
