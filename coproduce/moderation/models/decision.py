from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models.states import DeclineReason, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coproduce.moderation.models.submission import Submission


def new_batch() -> str:
    return secrets.token_hex(16)


class Agent(models.TextChoices):
    PERSON = "person", _("A moderator")
    SCREENING = "screening", _("Screening")
    RULES = "rules", _("The site’s rules")
    WRITER = "writer", _("The writer")
    READER = "reader", _("A reader")


MACHINES = {Agent.SCREENING, Agent.RULES}


class Act(models.TextChoices):
    """What a line of the log tells: only DECIDE moves a submission, and can be undone."""

    DECIDE = "decide", _("Decision")
    SECOND = "second", _("Came second")
    MEND = "mend", _("Mended")
    SCREEN = "screen", _("Spam check")
    TELL = "tell", _("Akismet corrected")
    ASK = "ask", _("Another look asked for")
    PROVE = "prove", _("Address proven")
    REPORT = "report", _("Report")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> DecisionQuerySet:
        """Decisions that nobody has undone, nor taken another back by."""
        # Told that it is null, SQLite walks the index of that column through nearly all there is.
        is_no_undo = Exact(Coalesce("undoes", 0), 0)
        return self.filter(is_no_undo, act=Act.DECIDE, undone_by=None)


class Decision(models.Model):
    """One line of the log: who or what did what, when and why. It holds no text of readers.

    `batch` is the same for all that were decided at once.
    """

    submission = models.ForeignKey(
        "moderation.Submission", on_delete=models.CASCADE, related_name="decisions"
    )
    act = models.CharField(max_length=10, choices=Act, default=Act.DECIDE)
    agent = models.CharField(max_length=10, choices=Agent)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, db_index=False
    )
    from_status = models.CharField(max_length=10, choices=Status)
    to_status = models.CharField(max_length=10, choices=Status)
    reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    line = models.CharField(max_length=200, blank=True)
    from_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    from_line = models.CharField(max_length=200, blank=True)
    batch = models.CharField(max_length=32, default=new_batch, db_index=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="decision_latest_by")]

    def __str__(self) -> str:
        if self.act != Act.DECIDE:
            return self.act
        verb = "undone: " if self.undoes_id else ""
        return f"{verb}{self.from_status} → {self.to_status}"

    @classmethod
    def unmoved(
        cls,
        submission: Submission,
        act: Act,
        *,
        agent: Agent,
        by: User | None = None,
        line: str = "",
    ) -> Decision:
        """A line for what moves nothing, not saved yet."""
        return cls(
            submission=submission,
            act=act,
            agent=agent,
            by=by,
            from_status=submission.status,
            to_status=submission.status,
            line=line[:200],
        )

    @property
    def words(self) -> str:
        """What was done, as people read it."""
        if self.act == Act.SECOND:
            words = gettext("Came second, and changed nothing: %(status)s") % {
                "status": self.get_to_status_display()
            }
        elif self.act == Act.DECIDE:
            words = f"{self.get_from_status_display()} → {self.get_to_status_display()}"
        else:
            words = self.get_act_display()
        if reasons := [text for text in (self.get_reason_display(), self.line) if text]:
            words = f"{words} ({': '.join(reasons)})"
        return gettext("Undone: %(decision)s") % {"decision": words} if self.undoes_id else words

    @property
    def is_standing(self) -> bool:
        """Whether it can be taken back, as `standing()` has it."""
        is_over = self.undoes_id or hasattr(self, "undone_by")
        return self.act == Act.DECIDE and self.agent != Agent.WRITER and not is_over

    @property
    def who(self) -> str:
        return str(self.by) if self.by else self.get_agent_display()
