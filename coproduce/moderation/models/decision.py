from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models.states import DeclineReason, Status


class Agent(models.TextChoices):
    PERSON = "person", _("A moderator")
    SCREENING = "screening", _("Screening")
    WRITER = "writer", _("The writer")


class Decision(models.Model):
    """One line of the log: who or what did what, when and why. It holds no text of readers."""

    submission = models.ForeignKey(
        "moderation.Submission", on_delete=models.CASCADE, related_name="decisions"
    )
    agent = models.CharField(max_length=10, choices=Agent)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True
    )
    from_status = models.CharField(max_length=10, choices=Status)
    to_status = models.CharField(max_length=10, choices=Status)
    reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    line = models.CharField(max_length=200, blank=True)
    from_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    from_line = models.CharField(max_length=200, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="undone_by"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        verb = "undone: " if self.undoes_id else ""
        return f"{verb}{self.from_status} → {self.to_status}"

    @property
    def words(self) -> str:
        """What was decided, as people read it."""
        words = f"{self.get_from_status_display()} → {self.get_to_status_display()}"
        if reasons := [text for text in (self.get_reason_display(), self.line) if text]:
            words = f"{words} ({': '.join(reasons)})"
        return gettext("Undone: %(decision)s") % {"decision": words} if self.undoes_id else words

    @property
    def who(self) -> str:
        return str(self.by) if self.by else self.get_agent_display()
