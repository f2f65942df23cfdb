"""The states of a submission, in the words that people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# The source of what a moderator wrote there.
AT_THE_DESK = "desk"


class Status(models.TextChoices):
    PENDING = "pending", _("Waiting")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    SPAM = "spam", _("Spam")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Verdict(models.TextChoices):
    UNSCREENED = "unscreened", _("Not checked yet")
    HAM = "ham", _("Not spam")
    SPAM = "spam", _("Spam")
    DISCARD = "discard", _("Blatant spam")
    ERROR = "error", _("No answer yet, trying again")
    SKIPPED = "skipped", _("Not sent to a spam checker")


class Recheck(models.TextChoices):
    """Why Akismet is asked again, under its own names; PROVISIONAL is ours: it wants to be."""

    EDITED = "edit"
    FROM_QUEUE = "recheck_queue"
    PROVISIONAL = "recheck-after"


class DeclineReason(models.TextChoices):
    NAMES_PERSON = "names-person", _("It names a person")
    IDENTIFIES = "identifies", _("It could identify someone")
    OFF_TOPIC = "off-topic", _("It is not about co-production")
    ABUSIVE = "abusive", _("It is abusive")
    ADVERTISING = "advertising", _("It is advertising")
    OTHER = "other", _("Another reason")
