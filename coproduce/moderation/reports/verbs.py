"""Reports from readers: what each does to what it is about, and what comes of it."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coproduce.moderation import receipts
from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.models import (
    About,
    Act,
    Agent,
    Decision,
    DeclineReason,
    Outcome,
    Report,
    Status,
    Submission,
)
from coproduce.moderation.reports import receipts as report_receipts
from coproduce.moderation.reports.clock import due_at

# The reason that the writer is given for what was taken down; for the rest it is a line.
REASONS = {
    About.ME: DeclineReason.NAMES_PERSON,
    About.SOMEONE: DeclineReason.IDENTIFIES,
    About.ABUSE: DeclineReason.ABUSIVE,
    About.ADVERTISING: DeclineReason.ADVERTISING,
}


class ReportedMeanwhile(Exception):
    """Another report came after whoever closes had looked; nothing was changed."""


def receive(report: Report, form_keys: Sequence[str], *, may_hide: bool = True) -> Report:
    """Keep a new report, with all that follows; the same form again gives the one that is there.

    Without `may_hide`, as for what a program sent, a person looks before anything is hidden.
    """
    try:
        return _keep(report, form_keys[0], may_hide)
    except IntegrityError:
        if (same := report_receipts.known_by(form_keys)) is None:
            raise
        return same


@transaction.atomic
def _keep(report: Report, form_key: str, may_hide: bool) -> Report:
    # First: who decides on it now waits, and a report that comes at the same time sees this one.
    submission = Submission.objects.select_for_update().get(pk=report.submission_id)
    report.form_key = form_key
    report.code_hash = receipts.hash_code(report_receipts.code_for(form_key))
    report.due_at = due_at(report.about, timezone.now())
    report.save(force_insert=True)
    submission.log(Act.REPORT, agent=Agent.READER, line=report.get_about_display())
    if report.about == About.HARM and not submission.is_urgent:
        submission.is_urgent = True
        submission.save(update_fields=["is_urgent"])
    moderator_mail.announce()
    is_about_me = report.about == About.ME and submission.is_public
    if may_hide and is_about_me and not _was_left(submission):
        submission.hold(agent=Agent.READER)
    return report


def _was_left(submission: Submission) -> bool:
    """Whether a person has looked at it for this and left it.

    Then nobody can keep it off the page by asking again. Only what was said to be about somebody
    counts: whoever reports their own words as advertising does not shield them from that.
    """
    return submission.reports.filter(about=About.ME, outcome=Outcome.STAYS).exists()


@transaction.atomic
def close(
    submission: Submission, *, by: User, outcome: str, line: str = "", newest: int | None = None
) -> int:
    """Close all that is open about it, and do to it what the outcome says; how many were open.

    What was hidden for a report alone is shown again unless it is removed. `newest` is the last
    report that was looked at: where another has come since, it raises ReportedMeanwhile.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    found = list(locked.reports.open())
    if newest is not None and any(report.pk > newest for report in found):
        raise ReportedMeanwhile(locked)
    if found:
        closed = locked.reports.filter(pk__in=[report.pk for report in found])
        closed.close(outcome, by=by, line=line)
        locked.log(Act.REPORT, agent=Agent.PERSON, by=by, line=str(Outcome(outcome).label))
        _follow(locked, outcome, About(found[0].about), by)
    return len(found)


def _follow(submission: Submission, outcome: str, about: About, by: User) -> None:
    if outcome == Outcome.REMOVED:
        if submission.status in {Status.PENDING, Status.APPROVED}:
            reason = REASONS.get(about, DeclineReason.OTHER)
            submission.decline(by=by, reason=reason, line=_line_for(about))
    elif is_hidden_for_a_report(submission):
        submission.approve(by=by)


def _line_for(about: About) -> str:
    """What the writer is told where none of the reasons says it."""
    if about == About.HARM:
        return _("It could put someone at risk.")
    return _("It may be against the law.") if about == About.UNLAWFUL else ""


def is_hidden_for_a_report(submission: Submission) -> bool:
    if submission.status != Status.PENDING:
        return False
    standing = Decision.objects.standing().filter(submission=submission)
    last = standing.order_by("-pk").first()
    return last is not None and last.agent == Agent.READER
