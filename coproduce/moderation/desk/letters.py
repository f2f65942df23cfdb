"""Letters at the desk: submissions with all that a moderator must know to answer them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from coproduce.moderation.dates import minute, since
from coproduce.moderation.kinds import Letter, kind_of
from coproduce.moderation.models import (
    Act,
    Agent,
    Decision,
    Note,
    Report,
    Rules,
    Status,
    Submission,
    Verdict,
)
from coproduce.moderation.rules.holding import why_held, why_spam
from coproduce.moderation.text import cut_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

Row = TypeVar("Row", bound=Model)

FIRST_WORDS = 60
# What may be done from which state; what would change nothing is not offered. What is declined can
# be declined for another reason.
ANSWERS = {
    Status.PENDING: {"approve", "decline", "spam"},
    Status.APPROVED: {"hold", "decline", "spam"},
    Status.DECLINED: {"approve", "decline", "hold", "spam"},
    Status.SPAM: {"approve", "decline", "hold"},
    Status.WITHDRAWN: set(),
}


@dataclass(frozen=True)
class DeskLetter:
    """A submission with what its kind, the rules, other readers and moderators say of it."""

    submission: Submission
    letter: Letter
    # That it waits, or that a machine took it for spam.
    why: Sequence[str]
    notes: Sequence[Note]
    reports: Sequence[Report]
    decisions: Sequence[Decision]
    # Whose turn it is on the page of many, once this one is answered.
    following: str = ""

    # Numbers as text: a page shows each many times, and to put them into its language takes longer
    # than all the rest of the page.

    @cached_property
    def key(self) -> str:
        return str(self.submission.pk)

    @cached_property
    def revision(self) -> str:
        return str(self.submission.revision)

    @property
    def name(self) -> str:
        return self.letter.title or first_words(self.submission)

    @property
    def waits_since(self) -> str:
        """Since it came, or came back."""
        return since(self.submission.waits_since or self.submission.submitted_at)

    @property
    def came_at(self) -> str:
        return minute(self.submission.submitted_at)

    @property
    def verdict(self) -> str:
        return str(Verdict(self.submission.verdict).label)

    @property
    def status(self) -> str:
        return str(Status(self.submission.status).label)

    @property
    def place(self) -> str:
        """As PlaceFilter takes it; empty where nothing else stands in that place."""
        key = self.letter.place_key
        return f"{self.submission.kind}-{key}" if key else ""

    @property
    def answers(self) -> set[str]:
        return ANSWERS[Status(self.submission.status)]

    @property
    def may_be_mended(self) -> bool:
        return self.submission.status != Status.WITHDRAWN

    @property
    def is_hidden_for_a_report(self) -> bool:
        """Whether it waits for that alone, and is shown again where the report comes to nothing."""
        last = next((one for one in self.decisions if one.is_standing), None)
        return self.submission.is_waiting and last is not None and last.agent == Agent.READER

    @property
    def last_decision(self) -> Decision | None:
        return next((one for one in self.decisions if one.act == Act.DECIDE), None)

    @property
    def to_undo(self) -> Decision | None:
        """The latest decision that can be taken back, where that would change anything.

        What came before there were batches has none, and is answered anew.
        """
        last = next((one for one in self.decisions if one.is_standing), None)
        # A writer may have moved it since.
        is_there = last is not None and last.to_status == self.submission.status
        return last if last and is_there and last.batch else None


def first_words(submission: Submission) -> str:
    return cut_words(words_of(submission.body_html), FIRST_WORDS)


def in_short(submission: Submission) -> str:
    """A submission in a sentence: by its name and first words."""
    return _("“%(words)s”") % {"words": first_words(submission)}


def letters_of(
    submissions: Sequence[Submission], rules: Rules, *, has_log: bool = False
) -> list[DeskLetter]:
    """In as many queries for fifty as for one of each kind.

    Without `has_log`, the log of those on which nobody has decided yet is left out.
    """
    if not submissions:
        return []
    keys = [submission.pk for submission in submissions]
    told = _from_their_kinds(submissions)
    notes = _by_submission(Note.objects.filter(submission__in=keys).select_related("by"))
    reports = _by_submission(Report.objects.open().filter(submission__in=keys))
    decisions = _decisions_on(submissions if has_log else _with_decisions(submissions))
    _mark_hidden_again(submissions, decisions)
    return [
        DeskLetter(
            submission=submission,
            letter=told[submission.pk],
            why=_why(submission, rules, told[submission.pk], decisions[submission.pk]),
            notes=notes[submission.pk],
            reports=reports[submission.pk],
            decisions=decisions[submission.pk],
            following=following,
        )
        for submission, following in zip(submissions, [*map(str, keys[1:]), ""], strict=True)
    ]


def letter_of(submission: Submission, *, following: str = "") -> DeskLetter:
    letter = letters_of([submission], Rules.current(), has_log=True)[0]
    return replace(letter, following=following)


def _why(
    submission: Submission, rules: Rules, told: Letter, decisions: Sequence[Decision]
) -> Sequence[str]:
    if submission.status != Status.SPAM:
        return why_held(submission, rules, is_known=told.is_known)
    last = next((one for one in decisions if one.act == Act.DECIDE), None)
    is_persons = last is not None and last.agent == Agent.PERSON
    return [] if is_persons else why_spam(submission)


def _from_their_kinds(submissions: Sequence[Submission]) -> dict[int, Letter]:
    told = {one.pk: Letter(one.kind, title="", place="", place_path="") for one in submissions}
    for name in sorted({submission.kind for submission in submissions}):
        of_kind = [submission for submission in submissions if submission.kind == name]
        told |= kind_of(of_kind[0]).letters(of_kind)
    return told


def _with_decisions(submissions: Sequence[Submission]) -> list[Submission]:
    """Most of what waits has none, and then needs no look at the log."""
    return [one for one in submissions if one.decided_at]


def _decisions_on(submissions: Sequence[Submission]) -> dict[int, list[Decision]]:
    if not submissions:
        return defaultdict(list)
    decisions = Decision.objects.filter(submission__in=[one.pk for one in submissions])
    return _by_submission(decisions.select_related("by", "undone_by"))


def _mark_hidden_again(
    submissions: Sequence[Submission], decisions: dict[int, list[Decision]]
) -> None:
    """As each would find it with a question of its own."""
    for submission in submissions:
        submission.is_hidden_again = submission.is_waiting and any(
            one.act == Act.DECIDE and one.from_status == Status.APPROVED
            for one in decisions[submission.pk]
        )


def _by_submission(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.submission_id].append(row)  # type: ignore[attr-defined]
    return found
