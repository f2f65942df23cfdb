"""What a machine finds of submissions, and how its answers are kept: one, or many at once.

Everything here runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from coproduce.moderation.models import deciding
from coproduce.moderation.models.deciding import Target
from coproduce.moderation.models.decision import Agent
from coproduce.moderation.models.states import Recheck, Status, Verdict

if TYPE_CHECKING:
    from coproduce.moderation.models.submission import Submission

SPAM = {Verdict.SPAM, Verdict.DISCARD}
ANSWERS = {Verdict.HAM, *SPAM}


@dataclass(frozen=True)
class Found:
    """A machine's answer to the words of `submission`, as this object holds them.

    `guid` is what the machine calls its answer; `recheck_reason` is why it will be asked again, if
    it will.
    """

    submission: Submission
    verdict: Verdict
    guid: str = ""
    recheck_reason: str = ""


def record(found: Sequence[Found]) -> list[Submission]:
    """Keep these answers; returns those that were kept as they stand now, locked.

    Left out is what was changed, withdrawn or erased meanwhile, and where an error would take the
    place of an answer. Spam goes to spam unless it is for a person.
    """
    if not found:
        return []
    locked = _locked([one.submission for one in found])
    kept = []
    for one in found:
        # The first of two answers about the same: what a worker did twice is kept once.
        submission = locked.pop(one.submission.pk, None)
        if submission and _still_fits(one, submission):
            _take(submission, one)
            kept.append(submission)
    spam = [one for one in kept if _goes_to_spam(one)]
    if spam:
        targets = {one.pk: Target(Status.SPAM) for one in spam}
        deciding.decide(spam, targets, by=None, agent=Agent.SCREENING)
    return kept


def _locked(submissions: Sequence[Submission]) -> dict[int, Submission]:
    rows = type(submissions[0]).objects.filter(pk__in=[one.pk for one in submissions])
    return {one.pk: one for one in rows.order_by("pk").select_for_update()}


def _still_fits(found: Found, now: Submission) -> bool:
    """Whether the answer is to what stands there now, and no error in place of an answer."""
    asked = found.submission
    is_other = _as_asked(asked) != _as_asked(now)
    is_error = found.verdict == Verdict.ERROR and now.verdict in ANSWERS
    if is_other or now.status == Status.WITHDRAWN:
        return False
    # An answer to other words is none to these.
    return not is_error or now.recheck_reason == Recheck.EDITED


def _as_asked(submission: Submission) -> tuple[object, ...]:
    """What differs once other words, or another name, stand there or are to be asked about."""
    return submission.body, submission.mended_at, submission.recheck_reason


def _goes_to_spam(submission: Submission) -> bool:
    is_spam = submission.verdict in SPAM
    return is_spam and submission.is_waiting and not submission.is_for_a_person


def _take(submission: Submission, found: Found) -> None:
    submission.verdict = found.verdict
    fields = ["verdict"]
    if found.verdict in ANSWERS:
        submission.akismet_guid = found.guid[:100] or submission.akismet_guid
        submission.screened_at = timezone.now()
        submission.recheck_reason = found.recheck_reason
        submission.told_akismet = ""
        fields += ["akismet_guid", "screened_at", "recheck_reason", "told_akismet"]
    submission.save(update_fields=fields)
