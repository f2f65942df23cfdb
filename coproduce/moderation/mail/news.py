"""What there is to tell moderators: the desk in numbers and times, and what is new on it."""

import re
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from coproduce.moderation.dates import day, since
from coproduce.moderation.desk.counts import counts, in_words
from coproduce.moderation.models import (
    Act,
    Agent,
    Decision,
    Report,
    Rules,
    Status,
    Submission,
)
from coproduce.moderation.text import cut_words, words_of

# Whose words may be mailed, and how many of them. A barrier's never are.
MAILED_KINDS = ["comment"]
MOST_TEXTS = 20
TEXT_LENGTH = 300
EVER = datetime(9000, 1, 1, tzinfo=UTC)
EMAIL = re.compile(r"\S+@\S+")


@dataclass(frozen=True)
class Marks:
    """The last row of each sort that a letter has seen. A clock may be wrong; these are not."""

    submission: int = 0
    report: int = 0
    decision: int = 0

    def to_words(self) -> str:
        return " ".join(map(str, astuple(self)))

    @classmethod
    def from_words(cls, words: str) -> "Marks":
        return cls(*map(int, words.split()))


def marks() -> Marks:
    """As far as there is anything now."""
    found = (
        model.objects.aggregate(last=Max("pk"))["last"] for model in (Submission, Report, Decision)
    )
    return Marks(*(last or 0 for last in found))


def _new(seen: Marks, before: datetime) -> "QuerySet[Submission]":
    """What waits and came after these marks, or came back without a moderator's doing."""
    back = Decision.objects.filter(pk__gt=seen.decision, at__lt=before).exclude(agent=Agent.PERSON)
    back = back.filter(Q(act=Act.ASK) | Q(act=Act.DECIDE, to_status=Status.PENDING))
    came = Q(pk__gt=seen.submission, submitted_at__lt=before)
    is_new = came | Q(pk__in=back.values("submission"))
    return Submission.objects.pending().filter(is_new)


def has_news(seen: Marks, before: datetime = EVER) -> bool:
    """Whether there was something new at that moment that has not been seen to yet."""
    reports = Report.objects.open().filter(pk__gt=seen.report, made_at__lt=before)
    return _new(seen, before).exists() or reports.exists()


@dataclass(frozen=True)
class Desk:
    waiting: int
    urgent: int
    reports: int
    oldest: datetime | None
    report_due: datetime | None
    is_late: bool
    is_report_late: bool
    limit: int

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.reports)

    @property
    def is_overdue(self) -> bool:
        return self.is_late or self.is_report_late

    def words(self) -> dict[str, Any]:
        """For the letter: numbers, and times in words. Nothing that anybody wrote."""
        return {
            "waiting": self.waiting,
            "waiting_words": in_words(self.waiting),
            "oldest_day": day(self.oldest) if self.oldest else "",
            "oldest_wait": since(self.oldest) if self.oldest else "",
            "urgent": self.urgent,
            "reports": self.reports,
            "report_day": day(self.report_due) if self.report_due else "",
            "is_report_late": int(self.is_report_late),
            "limit": self.limit if self.is_late else 0,
            "desk_path": reverse("admin:moderation_submission_changelist"),
            "rules_path": reverse("admin:moderation_rules_changelist"),
        }


def look(rules: Rules, now: datetime) -> Desk:
    """The desk as it is. Nothing on it is late where the rules ask for no reminder."""
    found = counts()
    due = Report.objects.open().order_by("due_at").values_list("due_at", flat=True).first()
    days = rules.remind_after_days
    return Desk(
        waiting=found.waiting,
        urgent=found.urgent,
        reports=found.reported,
        oldest=found.oldest,
        report_due=due,
        is_late=bool(days and found.oldest and found.oldest < now - timedelta(days=days)),
        is_report_late=bool(days and due and due < now),
        limit=days,
    )


def texts(seen: Marks) -> list[str]:
    """The words of new comments, one line each; without addresses that somebody wrote in them.

    What its writer keeps from the spam checker is not sent to mail servers either.
    """
    found = _new(seen, EVER).filter(kind__in=MAILED_KINDS, person_only=False)
    bodies = found.order_by("-is_urgent", "submitted_at", "pk").values_list("body_html", flat=True)
    return [
        cut_words(EMAIL.sub("[…]", words_of(body)), TEXT_LENGTH) for body in bodies[:MOST_TEXTS]
    ]
