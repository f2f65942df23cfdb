"""The states of a submission, in the words that people read."""

from django.db import models


class Status(models.TextChoices):
    PENDING = "pending", "Waiting"
    APPROVED = "approved", "Approved"
    DECLINED = "declined", "Declined"
    SPAM = "spam", "Spam"
    WITHDRAWN = "withdrawn", "Withdrawn by the writer"


class Verdict(models.TextChoices):
    UNSCREENED = "unscreened", "Not checked yet"
    HAM = "ham", "Not spam"
    SPAM = "spam", "Spam"
    DISCARD = "discard", "Blatant spam"
    ERROR = "error", "No answer yet, trying again"
    SKIPPED = "skipped", "Not sent to a spam checker"


class DeclineReason(models.TextChoices):
    NAMES_PERSON = "names-person", "It names a person"
    IDENTIFIES = "identifies", "It could identify someone"
    OFF_TOPIC = "off-topic", "It is not about co-production"
    ABUSIVE = "abusive", "It is abusive"
    ADVERTISING = "advertising", "It is advertising"
    OTHER = "other", "Another reason"
