from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models import deciding, mending, verdicts
from coproduce.moderation.models.deciding import Target
from coproduce.moderation.models.decision import Act, Agent, Decision
from coproduce.moderation.models.states import DeclineReason, Status, Verdict
from coproduce.moderation.models.submissions import (
    HAS_TRACES,
    SubmissionQuerySet,
    takings_back,
)
from coproduce.moderation.models.verdicts import Found

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class DecidedMeanwhile(Exception):
    """Somebody else decided on `submission` after it was looked at; nothing was changed."""

    def __init__(self, submission: Submission) -> None:
        super().__init__(str(submission))
        self.submission = submission


class Submission(models.Model):
    """What comments and barriers have in common: the words, where they stand, and their traces.

    `status` is a person's answer, `verdict` a machine's; neither overwrites the other. `revision`
    grows with every change that a moderator must see before deciding, no machine's. `signs` are
    what spoke for a closer look when it came (signs.py). `told_akismet` is the last correction that
    Akismet has acknowledged.
    """

    kind = models.CharField(max_length=20)
    body = models.TextField()
    body_html = models.TextField()
    # Of the words without their shape: by this the same words are known when they come again.
    body_digest = models.CharField(max_length=32, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_line = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=0)
    signs = models.JSONField(default=list, blank=True)
    is_urgent = models.BooleanField(default=False)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.UNSCREENED)
    akismet_guid = models.CharField(max_length=100, blank=True)
    recheck_reason = models.CharField(max_length=20, blank=True)
    told_akismet = models.CharField(max_length=10, choices=Verdict, blank=True)
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
    # Of what has come back to those that wait: since then, not since it came.
    waits_since = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)
    # When its writer asked that a person look again.
    asked_at = models.DateTimeField(null=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
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
            models.Index(
                fields=["status", "-is_urgent", "submitted_at", "id"], name="submission_in_turn"
            ),
            models.Index(fields=["status", "-id"], name="submission_newest"),
            models.Index(fields=["status", "kind", "-id"], name="submission_newest_of_kind"),
            models.Index(fields=["body_digest"], name="submission_same_words"),
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
        left = self.decisions.filter(act=Act.DECIDE, from_status=Status.APPROVED)
        return left.exists()

    @property
    def may_be_told(self) -> bool:
        """Whether Akismet has judged this and could be told that a person sees it otherwise."""
        return self.verdict in verdicts.ANSWERS and bool(self.ip_address)

    # Each verb returns whether it changed anything; a second person who decides the same is
    # no error. What its writer withdrew, nobody can bring back. With `seen`, the revision that
    # was looked at, a verb raises DecidedMeanwhile where somebody else was quicker.

    def approve(
        self, *, by: User | None = None, agent: Agent = Agent.PERSON, seen: int | None = None
    ) -> bool:
        return self._decide(Target(Status.APPROVED), by=by, agent=agent, seen=seen)

    def decline(
        self, *, by: User | None = None, reason: str, line: str = "", seen: int | None = None
    ) -> bool:
        return self._decide(Target(Status.DECLINED, reason, line), by=by, seen=seen)

    def mark_spam(
        self, *, by: User | None = None, agent: Agent = Agent.PERSON, seen: int | None = None
    ) -> bool:
        return self._decide(Target(Status.SPAM), by=by, agent=agent, seen=seen)

    def hold(
        self, *, by: User | None = None, agent: Agent = Agent.PERSON, seen: int | None = None
    ) -> bool:
        return self._decide(Target(Status.PENDING), by=by, agent=agent, seen=seen)

    @transaction.atomic
    def undo(self, *, by: User | None = None) -> bool:
        """Take back the latest decision of a person or of screening."""
        self._lock()
        back = takings_back([self]).get(self.pk)
        return back is not None and self._decide(back, by=by)

    def withdraw(self) -> bool:
        """The writer's own verb: gone from every page at once, for good, traces and all."""
        self.ip_address, self.user_agent, self.referrer = None, "", ""
        with transaction.atomic():
            self.save(update_fields=["ip_address", "user_agent", "referrer"])
            return self._decide(Target(Status.WITHDRAWN), agent=Agent.WRITER)

    @transaction.atomic
    def mend(
        self,
        fields: Mapping[str, str],
        *,
        by: User | None,
        line: str = "",
        seen: int | None = None,
    ) -> bool:
        """Other words in place of the writer's: of the body, and of what its kind lets be mended.

        `line` tells the writer why. The words replaced are kept, in private.
        """
        self._lock()
        changed = mending.changes(self, fields)
        if not changed or self.status == Status.WITHDRAWN:
            return False
        if seen is not None and seen != self.revision:
            raise DecidedMeanwhile(self)
        mending.mend(self, changed, by=by, line=line)
        return True

    @property
    def may_ask_a_person(self) -> bool:
        """Whether this is spam for a machine alone, and its writer has not objected yet."""
        is_new = self.status == Status.SPAM and self.asked_at is None
        return is_new and not self.is_decided_by_a_person

    @transaction.atomic
    def ask_a_person(self) -> bool:
        """The writer's other verb, once: what a machine took for spam waits for a person."""
        self._lock()
        if not self.may_ask_a_person:
            return False
        self.asked_at = timezone.now()
        self.save(update_fields=["asked_at"])
        self.log(Act.ASK, agent=Agent.WRITER)
        return self._decide(Target(Status.PENDING), agent=Agent.WRITER)

    @transaction.atomic(savepoint=False)
    def record_verdict(self, verdict: Verdict) -> bool:
        """Keep what the machine says of the words as this object holds them: see verdicts.record.

        False, and nothing kept, where there is no place for it any more.
        """
        is_kept = bool(verdicts.record([Found(self, verdict)]))
        if is_kept:
            self.refresh_from_db()
        return is_kept

    @property
    def is_for_a_person(self) -> bool:
        """Whether machines leave it alone: somebody may be in danger, asks for a person, or has it
        in hand already.
        """
        by_people = self.decisions.filter(act__in=[Act.DECIDE, Act.MEND], agent=Agent.PERSON)
        return self.is_urgent or self.asked_at is not None or by_people.exists()

    @property
    def is_decided_by_a_person(self) -> bool:
        return self.decisions.filter(act=Act.DECIDE, agent=Agent.PERSON).exists()

    def log(self, act: Act, *, agent: Agent, by: User | None = None, line: str = "") -> None:
        """A line in the log for what moves nothing."""
        Decision.unmoved(self, act, agent=agent, by=by, line=line).save()

    def _lock(self) -> None:
        """Wait for anyone else who decides on this, then see what they left."""
        self.refresh_from_db(from_queryset=Submission.objects.select_for_update())

    @transaction.atomic
    def _decide(
        self,
        target: Target,
        *,
        by: User | None = None,
        agent: Agent = Agent.PERSON,
        seen: int | None = None,
    ) -> bool:
        self._lock()
        looked_at = {} if seen is None else {self.pk: seen}
        decided = deciding.decide([self], {self.pk: target}, by=by, agent=agent, seen=looked_at)
        if decided.meanwhile:
            raise DecidedMeanwhile(self)
        return bool(decided.changed)
