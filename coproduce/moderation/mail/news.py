"""What there is to tell moderators: the desk in numbers and times, and what is new on it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice, pairwise
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from coproduce.moderation.dates import day, since
from coproduce.moderation.desk.counts import MOST_COUNTED, counts, in_words
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
# Looked at for addresses: more than is shown, since an address makes way for less.
LOOKED_AT_LENGTH = 2 * TEXT_LENGTH
# Among so many of the last rows, so many numbers without one are kept in mind: what is in the
# midst of being kept is among the latest, and all must fit into a status line.
LOOK_AT = 100
MOST_MISSING = 7
EVER = datetime(9000, 1, 1, tzinfo=UTC)
EMAIL = re.compile(r"\S+@\S+")


@dataclass(frozen=True)
class Mark:
    """The last row of one sort that a letter has seen, and the numbers before it without a row.

    PostgreSQL gives a row its number before others can see it: a lower one may turn up later.
    """

    last: int = 0
    missing: tuple[int, ...] = ()

    @classmethod
    def of(cls, model: type[Model]) -> "Mark":
        rows = model._default_manager.order_by("-pk")
        numbers = list(rows.values_list("pk", flat=True)[:LOOK_AT])
        if len(numbers) < LOOK_AT:
            numbers.append(0)
        between = (range(high - 1, low, -1) for high, low in pairwise(numbers))
        missing = islice(chain.from_iterable(between), MOST_MISSING)
        return cls(numbers[0], tuple(missing))

    def later(self) -> Q:
        return Q(pk__gt=self.last) | Q(pk__in=self.missing)

    def to_word(self) -> str:
        return "-".join(map(str, [self.last, *self.missing]))

    @classmethod
    def from_word(cls, word: str) -> "Mark":
        last, *missing = map(int, word.split("-"))
        return cls(last, tuple(missing))


@dataclass(frozen=True)
class Marks:
    """How far a letter has seen each sort of rows. A clock may be wrong; these are not."""

    submission: Mark = Mark()
    report: Mark = Mark()
    decision: Mark = Mark()

    def to_words(self) -> str:
        return " ".join(mark.to_word() for mark in (self.submission, self.report, self.decision))

    @classmethod
    def from_words(cls, words: str) -> "Marks":
        return cls(*map(Mark.from_word, words.split()))


def marks() -> Marks:
    """As far as there is anything now."""
    return Marks(Mark.of(Submission), Mark.of(Report), Mark.of(Decision))


def _new(seen: Marks, before: datetime) -> "QuerySet[Submission]":
    """What waits and came after these marks, or came back without a moderator's doing."""
    back = Decision.objects.filter(seen.decision.later(), at__lt=before).exclude(agent=Agent.PERSON)
    back = back.filter(Q(act=Act.ASK) | Q(act=Act.DECIDE, to_status=Status.PENDING))
    came = seen.submission.later() & Q(submitted_at__lt=before)
    is_new = came | Q(pk__in=back.values("submission"))
    return Submission.objects.pending().filter(is_new)


def has_news(seen: Marks, before: datetime = EVER) -> bool:
    """Whether there was something new at that moment that has not been seen to yet."""
    reports = Report.objects.open().filter(seen.report.later(), made_at__lt=before)
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
        # Not the letters that are reported, as on the desk: each report has its own time.
        reports=Report.objects.open()[: MOST_COUNTED + 1].count(),
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
    return [_without_addresses(words_of(body)) for body in bodies[:MOST_TEXTS]]


def _without_addresses(words: str) -> str:
    # Cut before as well: the pattern takes the square of the length of a word.
    return cut_words(EMAIL.sub("[…]", cut_words(words, LOOKED_AT_LENGTH)), TEXT_LENGTH)
