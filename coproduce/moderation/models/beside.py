"""What moderators keep beside a submission: notes, and the words that a mend replaced."""

from django.conf import settings
from django.db import models


class Note(models.Model):
    """A moderator's private line on a submission."""

    submission = models.ForeignKey(
        "moderation.Submission", on_delete=models.CASCADE, related_name="notes"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    text = models.TextField(max_length=2_000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.at:%Y-%m-%d}"


class Revision(models.Model):
    """What stood before a mend: `fields` has the old value of each that the mend replaced."""

    submission = models.ForeignKey(
        "moderation.Submission", on_delete=models.CASCADE, related_name="revisions"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    fields = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.at:%Y-%m-%d}"
