"""Screening: what Akismet is asked about a submission, and what its answer does."""

from datetime import UTC

from django.conf import settings
from django.utils.translation import gettext as _

from coproduce.moderation.jobs import TryAgain, job
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Status, Submission, Verdict


def is_on() -> bool:
    return bool(settings.AKISMET_API_KEY)


def notice() -> str:
    """A sentence for moderators while nothing is screened; empty when Akismet is in use."""
    if is_on():
        return ""
    return _(
        "No spam checker is set up (AKISMET_API_KEY is empty). Nothing is screened: "
        "everything waits here for a person."
    )


def may_be_sent(submission: Submission) -> bool:
    """Whether this one may go to Akismet at all: switched on, of a kind that is, not refused."""
    return (
        is_on()
        and kind_of(submission).is_screened()
        and not submission.person_only
        and bool(submission.ip_address)
    )


# Four at once: a slow answer holds up three others at the most.
@job("screen", threads=4)
def screen(subject: str) -> None:
    """Ask Akismet about the submission whose id is `subject`; its trouble raises TryAgain."""
    submission = Submission.objects.filter(pk=subject).first()
    if submission is None or submission.status == Status.WITHDRAWN:
        return
    if not may_be_sent(submission):
        if submission.verdict in {Verdict.UNSCREENED, Verdict.ERROR}:
            submission.record_verdict(Verdict.SKIPPED)
        return
    # Imported here: 135 ms and some megabytes that no web process needs.
    from coproduce.moderation.akismet import Trouble, check

    try:
        verdict, guid = check(_fields(submission), user_ip=submission.ip_address or "")
    except Trouble as trouble:
        submission.record_verdict(Verdict.ERROR)
        raise TryAgain(str(trouble)) from None
    submission.record_verdict(verdict, guid=guid)


def _fields(submission: Submission) -> dict[str, str]:
    """The request's parameters, named as Akismet documents them, without those not known."""
    known = {
        "user_agent": submission.user_agent,
        "referrer": submission.referrer,
        "comment_content": submission.body,
        "comment_date_gmt": submission.submitted_at.astimezone(UTC).isoformat(timespec="seconds"),
        "blog_lang": "en",
        "blog_charset": "UTF-8",
        **kind_of(submission).screening_fields(submission),
    }
    return {name: value for name, value in known.items() if value}
