"""How submissions move from one status to another: one, or a thousand at once.

Everything here runs in the caller's transaction, on submissions that the caller has locked, in
the order of their keys. Then come jobs and reports, the kinds' own rows (threads, first comments,
comments; barriers, taggings), and last the site's version: whoever locks otherwise may wait for
somebody who waits for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models.decision import MACHINES, Act, Agent, Decision, new_batch
from coproduce.moderation.models.job import Job
from coproduce.moderation.models.report import Report
from coproduce.moderation.models.site_version import SiteVersion
from coproduce.moderation.models.states import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from coproduce.moderation.models.submission import Submission

# An undo within this time costs nothing: Akismet has not been told.
TELL_AFTER = timedelta(minutes=10)
# A thousand that were decided at once are not told at once.
TELL_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Target:
    """Where a submission goes, why, and which decision that takes back."""

    status: Status
    reason: str = ""
    line: str = ""
    undoes: Decision | None = None

    @property
    def batch(self) -> str:
        """Of the decision that is taken back."""
        return self.undoes.batch if self.undoes else ""

    @property
    def stands(self) -> tuple[Status, str, str]:
        """As a submission has it that has got there."""
        return self.status, self.reason, self.line[:200]


@dataclass(frozen=True)
class Decided:
    """What came of deciding: all in `changed` share `batch` in the log.

    `left` stood that way already or were withdrawn; `meanwhile` were decided by somebody else
    after whoever decides now had seen them. `closed` are the keys of the reports that are closed
    with it, `reopened` of those that are open again.
    """

    batch: str = field(default_factory=new_batch)
    changed: list[Submission] = field(default_factory=list)
    left: list[Submission] = field(default_factory=list)
    meanwhile: list[Submission] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    reopened: list[int] = field(default_factory=list)


def decide(
    locked: Sequence[Submission],
    targets: Mapping[int, Target],
    *,
    by: User | None,
    agent: Agent,
    seen: Mapping[int, int] | None = None,
    batch: str = "",
) -> Decided:
    """Move each to its target, with its line in the log and all that follows.

    `targets` and `seen` are by primary key; `seen` has the revision that was looked at.
    """
    decided = Decided(batch=batch or new_batch())
    for submission in locked:
        _sort(submission, targets[submission.pk], seen or {}, decided)
    before = {one.pk: Status(one.status) for one in decided.changed}
    _log(decided, targets, by=by, agent=agent)
    if decided.changed:
        _move(decided.changed, targets, agent)
        if agent == Agent.PERSON:
            told = [one.pk for one in decided.changed if one.may_be_told]
            Job.objects.put_many(
                "tell", told, run_at=timezone.now() + TELL_AFTER, spread=TELL_WITHIN
            )
        if agent in {Agent.PERSON, Agent.WRITER}:
            _settle_reports(decided, targets, by=by)
        _show_or_hide(decided.changed, before)
    return decided


def _sort(
    submission: Submission, target: Target, seen: Mapping[int, int], decided: Decided
) -> None:
    stands = submission.status, submission.decline_reason, submission.decline_line
    is_there = stands == target.stands
    if is_there or submission.status == Status.WITHDRAWN:
        decided.left.append(submission)
    elif seen.get(submission.pk, submission.revision) != submission.revision:
        decided.meanwhile.append(submission)
    else:
        decided.changed.append(submission)


def _log(decided: Decided, targets: Mapping[int, Target], *, by: User | None, agent: Agent) -> None:
    """A line for each, and one for each answer that came second and changed nothing."""
    lines = [(one, Act.DECIDE) for one in decided.changed]
    lines += [(one, Act.SECOND) for one in decided.meanwhile]
    Decision.objects.bulk_create(
        Decision(
            submission=submission,
            act=act,
            agent=agent,
            by=by,
            from_status=submission.status,
            to_status=targets[submission.pk].status,
            reason=targets[submission.pk].reason,
            line=targets[submission.pk].line[:200],
            from_reason=submission.decline_reason,
            from_line=submission.decline_line,
            batch=decided.batch,
            undoes=targets[submission.pk].undoes if act == Act.DECIDE else None,
        )
        for submission, act in lines
    )


def _settle_reports(decided: Decided, targets: Mapping[int, Target], *, by: User | None) -> None:
    """A decision closes what was reported; taking it back opens that again, and closes nothing.

    But what is withdrawn with that is gone for good.
    """
    undone = [decision for one in decided.changed if (decision := targets[one.pk].undoes)]
    if undone:
        reopened = Report.objects.reopen(undone)
        decided.reopened.extend(one.pk for one in reopened)
        urgent = {one.submission_id for one in reopened if one.is_urgent}
        type(decided.changed[0]).objects.filter(pk__in=urgent).update(is_urgent=True)
    new = [
        one
        for one in decided.changed
        if targets[one.pk].undoes is None or one.status == Status.WITHDRAWN
    ]
    closed = Report.objects.close_by_decision(new, by=by, batch=decided.batch)
    decided.closed.extend(closed)


def _move(submissions: Sequence[Submission], targets: Mapping[int, Target], agent: Agent) -> None:
    now = timezone.now()
    # A moderator need not have seen what a machine has decided: theirs is the last word.
    step = 0 if agent in MACHINES else 1
    rows = type(submissions[0]).objects
    alike: dict[tuple[Status, str, str], list[int]] = defaultdict(list)
    for submission in submissions:
        stands = targets[submission.pk].stands
        submission.status, submission.decline_reason, submission.decline_line = stands
        submission.decided_at = now
        submission.revision += step
        alike[stands].append(submission.pk)
    for (status, reason, line), keys in alike.items():
        rows.filter(pk__in=keys).update(
            status=status,
            decline_reason=reason,
            decline_line=line,
            decided_at=now,
            revision=F("revision") + step,
        )
    # What an undo brings back waits since it did before.
    waiting = [one for one in submissions if one.is_waiting and not targets[one.pk].undoes]
    for submission in waiting:
        submission.waits_since = now
    rows.filter(pk__in=[one.pk for one in waiting]).update(waits_since=now)


def _show_or_hide(submissions: Sequence[Submission], before: Mapping[int, Status]) -> None:
    """Tell each kind, the kinds in the order of their names: everybody locks alike."""
    shown = [one for one in submissions if one.status == Status.APPROVED]
    hidden = [one for one in submissions if before[one.pk] == Status.APPROVED]
    for name in sorted({one.kind for one in [*shown, *hidden]}):
        _tell_kind([one for one in shown if one.kind == name], lambda kind: kind.publish)
        _tell_kind([one for one in hidden if one.kind == name], lambda kind: kind.hide)
    if shown or hidden:
        SiteVersion.change()


def _tell_kind(submissions: list[Submission], verb: Callable) -> None:
    if submissions:
        verb(kind_of(submissions[0]))(submissions)
