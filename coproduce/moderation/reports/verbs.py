"""Reports from readers: what each does to what it is about, and what comes of it."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from coproduce.moderation import receipts
from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.models import (
    About,
    Act,
    Agent,
    DecidedMeanwhile,
    Decision,
    DeclineReason,
    Outcome,
    Report,
    Status,
    StatusLine,
    Submission,
)
from coproduce.moderation.reports import receipts as report_receipts
from coproduce.moderation.reports.clock import due_at
from coproduce.moderation.rules.signs import Sign, detail_of

# As many things are hidden for reports alone before somebody has looked at them: one script must
# not empty the site.
MOST_HIDDEN = 10
HIDING = "hiding for reports"

# The reason that the writer is given for what was taken down; for the rest it is a line.
REASONS = {
    About.ME: DeclineReason.NAMES_PERSON,
    About.SOMEONE: DeclineReason.IDENTIFIES,
    About.ABUSE: DeclineReason.ABUSIVE,
    About.ADVERTISING: DeclineReason.ADVERTISING,
}


class ReportedMeanwhile(Exception):
    """Another report came after whoever closes had looked; nothing was changed."""


def receive(report: Report, form_keys: Sequence[str]) -> Report:
    """Keep a new report, with all that follows; the same form again gives the one that is there."""
    try:
        return _keep(report, form_keys[0])
    except IntegrityError:
        if (same := report_receipts.known_by(form_keys)) is None:
            raise
        return same


@transaction.atomic
def _keep(report: Report, form_key: str) -> Report:
    # First: who decides on it now waits, and a report that comes at the same time sees this one.
    submission = Submission.objects.select_for_update().get(pk=report.submission_id)
    report.form_key = form_key
    report.code_hash = receipts.hash_code(report_receipts.code_for(form_key))
    report.due_at = due_at(report.about, timezone.now())
    report.save(force_insert=True)
    submission.log(Act.REPORT, agent=Agent.READER, line=report.get_about_display())
    # Who decides must have seen it.
    submission.revision += 1
    submission.save(update_fields=["revision"])
    moderator_mail.announce()
    if report.is_trusted:
        _act_at_once(report, submission)
    return report


def _act_at_once(report: Report, submission: Submission) -> None:
    if report.is_urgent:
        _set_urgent(submission, is_urgent=True)
    is_about_me = report.about == About.ME and submission.is_public
    if is_about_me and not _was_left(submission) and _may_hide_more():
        submission.hold(agent=Agent.READER)


def _set_urgent(submission: Submission, *, is_urgent: bool) -> None:
    if submission.is_urgent != is_urgent:
        submission.is_urgent = is_urgent
        submission.save(update_fields=["is_urgent"])


def _may_hide_more() -> bool:
    # Reports that come at the same time wait for each other here, and so see what each has hidden.
    StatusLine.note(HIDING)
    decisions = Decision.objects.standing().filter(submission=OuterRef("pk"))
    last = Subquery(decisions.order_by("-pk").values("agent")[:1])
    about_me = Report.objects.open().filter(about=About.ME).order_by()
    reported = Submission.objects.pending().filter(pk__in=about_me.values("submission"))
    hidden = reported.annotate(last=last).filter(last=Agent.READER)
    return hidden[:MOST_HIDDEN].count() < MOST_HIDDEN


def _was_left(submission: Submission) -> bool:
    """Whether a person has looked at it for this and left it.

    Then nobody can keep it off the page by asking again. Only what was said to be about somebody
    counts: whoever reports their own words as advertising does not shield them from that.
    """
    return submission.reports.filter(about=About.ME, outcome=Outcome.STAYS).exists()


def _is_spam_by_machine(submission: Submission) -> bool:
    """Whether it is gone already, by nobody's hand: that has to be decided on first."""
    return submission.status == Status.SPAM and not submission.is_decided_by_a_person


@transaction.atomic
def close(
    submission: Submission,
    *,
    by: User,
    outcome: str,
    line: str = "",
    newest: int | None = None,
    seen: int | None = None,
) -> int:
    """Close all that is open about it, and do to it what the outcome says; how many were open.

    What was hidden for a report alone is shown again unless it is removed. `newest` is the last
    report that was looked at: where another has come since, it raises ReportedMeanwhile; `seen`
    the revision of what it is about: where that has changed, DecidedMeanwhile.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    found = list(locked.reports.open())
    if newest is not None and any(report.pk > newest for report in found):
        raise ReportedMeanwhile(locked)
    if found and seen is not None and seen != locked.revision:
        raise DecidedMeanwhile(locked)
    if found and outcome != Outcome.REMOVED and _is_spam_by_machine(locked):
        raise DecidedMeanwhile(locked)
    if found:
        locked.log(Act.REPORT, agent=Agent.PERSON, by=by, line=str(Outcome(outcome).label))
        # First: what a decision closes is opened again when that is undone.
        _follow(locked, outcome, About(found[0].about), by)
        closed = locked.reports.filter(pk__in=[report.pk for report in found])
        closed.close(outcome, by=by, line=line)
    return len(found)


def _follow(submission: Submission, outcome: str, about: About, by: User) -> None:
    if outcome == Outcome.REMOVED:
        if submission.status in {Status.PENDING, Status.APPROVED}:
            reason = REASONS.get(about, DeclineReason.OTHER)
            submission.decline(by=by, reason=reason, line=_line_for(about))
        return
    if outcome == Outcome.STAYS and not detail_of(submission, Sign.DANGER):
        # What a reader said of it is answered; what its own words say is not.
        _set_urgent(submission, is_urgent=False)
    if is_hidden_for_a_report(submission):
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
