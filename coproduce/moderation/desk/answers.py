"""The answers that a moderator gives, and what is said of what came of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from coproduce.moderation.desk.access import moderator
from coproduce.moderation.desk.letters import in_short
from coproduce.moderation.models import (
    Act,
    Agent,
    Decided,
    Decision,
    DeclineReason,
    Status,
    Submission,
)
from coproduce.moderation.text import tidy_line

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, QueryDict

    from coproduce.moderation.models.submissions import SubmissionQuerySet

# By the name that a button sends.
STATUSES = {
    "approve": Status.APPROVED,
    "decline": Status.DECLINED,
    "spam": Status.SPAM,
    "hold": Status.PENDING,
}
DONE: dict[str, Any] = {
    "approve": ngettext_lazy("%(count)d approved.", "%(count)d approved.", "count"),
    "decline": ngettext_lazy("%(count)d declined.", "%(count)d declined.", "count"),
    "spam": ngettext_lazy("%(count)d marked as spam.", "%(count)d marked as spam.", "count"),
    "hold": ngettext_lazy("%(count)d held.", "%(count)d held.", "count"),
}
LEFT = ngettext_lazy(
    "%(count)d left as it was: decided that way already, or withdrawn.",
    "%(count)d left as they were: decided that way already, or withdrawn.",
    "count",
)
NOT_UNDONE = ngettext_lazy(
    "%(count)d left as it was: no decision on it can be undone.",
    "%(count)d left as they were: no decision on them can be undone.",
    "count",
)
UNDONE = ngettext_lazy("%(count)d undone.", "%(count)d undone.", "count")
REOPENED = ngettext_lazy(
    "%(count)d report from a reader is open again.",
    "%(count)d reports from readers are open again.",
    "count",
)
# Public answers of moderators, which are withdrawn.
TAKEN_BACK = ngettext_lazy(
    "%(count)d answer is withdrawn. Whoever wrote it finds its words on the letter’s own page, in "
    "the box for an answer.",
    "%(count)d answers are withdrawn. Whoever wrote them finds their words on each letter’s own "
    "page, in the box for an answer.",
    "count",
)
CLOSED = ngettext_lazy(
    "%(count)d report from a reader is closed with that: its receipt says what came of it.",
    "%(count)d reports from readers are closed with that: their receipts say what came of them.",
    "count",
)
MORE = ngettext_lazy(
    "And %(count)d more was decided meanwhile.",
    "And %(count)d more were decided meanwhile.",
    "count",
)
# More would be a wall of words.
MOST_NAMED = 20
# Of submissions in one transaction: on SQLite everybody else who writes waits for it.
AT_ONCE = 500


@dataclass(frozen=True)
class Answer:
    """One of STATUSES with its reason; `error` says what is missing, for people."""

    name: str
    reason: str = ""
    line: str = ""
    error: str = ""

    @classmethod
    def of(cls, form: QueryDict) -> Answer:
        """From a letter's buttons: `answer` is a name, or `decline:` and the reason."""
        name, _colon, reason = form.get("answer", "").partition(":")
        if name not in STATUSES:
            return cls("", error=_("Choose an answer."))
        return cls.declining(reason, form) if name == "decline" else cls(name)

    @classmethod
    def declining(cls, reason: str, form: QueryDict) -> Answer:
        """For this reason, with the form's `line` to the writer."""
        line = tidy_line(form.get("line", ""))[:200]
        error = ""
        if reason not in DeclineReason.values:
            error = _("Choose a reason for declining.")
        elif reason == DeclineReason.OTHER and not line:
            error = _("For another reason, write a line to the writer.")
        return cls("decline", reason, line, error)

    @property
    def has_reason(self) -> bool:
        return self.reason in DeclineReason.values

    def give(self, keys: Sequence[int], *, by: User, seen: Mapping[int, int]) -> Decided:
        """To all of these; in the log they share one batch."""

        def decide(part: SubmissionQuerySet, batch: str) -> Decided:
            to, reason, line = STATUSES[self.name], self.reason, self.line
            return part.decide(to, by=by, reason=reason, line=line, seen=seen, batch=batch)

        return in_parts(keys, decide)


def in_parts(keys: Sequence[int], decide: Callable[[SubmissionQuerySet, str], Decided]) -> Decided:
    """Decides on AT_ONCE in a transaction, all in one batch."""
    whole = Decided()
    for start in range(0, len(keys), AT_ONCE):
        part = Submission.objects.filter(pk__in=keys[start : start + AT_ONCE])
        decided = decide(part, whole.batch)
        whole.changed.extend(decided.changed)
        whole.left.extend(decided.left)
        whole.meanwhile.extend(decided.meanwhile)
        whole.closed.extend(decided.closed)
        whole.reopened.extend(decided.reopened)
    return whole


def tell(request: HttpRequest, answer: str, decided: Decided) -> None:
    """Messages on what was done, what was left, and by name what others decided meanwhile."""
    if answer == "undo":
        _tell_of_undo(request, decided)
    elif count := len(decided.changed):
        messages.success(request, DONE[answer] % {"count": count})
    tell_of_reports(request, decided)
    if left := len(decided.left):
        words = NOT_UNDONE if answer == "undo" else LEFT
        messages.warning(request, words % {"count": left})
    latest = _latest(decided.meanwhile[:MOST_NAMED])
    for submission in decided.meanwhile[:MOST_NAMED]:
        messages.warning(request, _left(submission, latest.get(submission.pk), moderator(request)))
    if (more := len(decided.meanwhile) - MOST_NAMED) > 0:
        messages.warning(request, MORE % {"count": more})


def _tell_of_undo(request: HttpRequest, decided: Decided) -> None:
    back = [one for one in decided.changed if one.status != Status.WITHDRAWN]
    if len(back) == 1:
        parts = {"letter": in_short(back[0]), "status": Status(back[0].status).label}
        words = _("Undone. %(letter)s: %(status)s.") % parts
        if back[0].mended_at:
            words = _("%(undone)s Its words stay as they were mended.") % {"undone": words}
        messages.success(request, words)
    elif back:
        messages.success(request, UNDONE % {"count": len(back)})
    if count := len(decided.changed) - len(back):
        messages.warning(request, TAKEN_BACK % {"count": count})


def tell_of_reports(request: HttpRequest, decided: Decided) -> None:
    """That what readers had reported is answered with it, or no longer."""
    if count := len(decided.closed):
        messages.success(request, CLOSED % {"count": count})
    if count := len(decided.reopened):
        messages.warning(request, REOPENED % {"count": count})


def why_left(submission: Submission, reader: User) -> str:
    """That it was not overwritten, and what was done to it by whom."""
    return _left(submission, _latest([submission]).get(submission.pk), reader)


def _left(submission: Submission, decision: Decision | None, reader: User) -> str:
    parts = {
        "letter": in_short(submission),
        "who": decision.who if decision else "",
        "what": decision.words if decision else "",
    }
    if decision is None:
        return _("%(letter)s was left: it has changed since you opened it.") % parts
    if decision.agent == Agent.READER:
        return _("%(letter)s was left: a reader has reported it since.") % parts
    if decision.by == reader:
        return _("%(letter)s was left: you have changed it since (%(what)s).") % parts
    return _("%(letter)s was left: %(who)s was quicker (%(what)s).") % parts


def _latest(submissions: Sequence[Submission]) -> dict[int, Decision]:
    done = Decision.objects.filter(
        submission__in=submissions, act__in=[Act.DECIDE, Act.MEND, Act.REPORT]
    )
    return {one.submission_id: one for one in done.select_related("by").order_by("pk")}
