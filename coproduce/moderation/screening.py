"""Screening: which submissions Akismet is asked about, and what its answer does."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from coproduce.moderation.akismet import contact
from coproduce.moderation.akismet.answers import Answer, Trouble
from coproduce.moderation.akismet.parameters import parameters
from coproduce.moderation.jobs import TryAgain, job
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Act, Agent, Hold, Job, Rules, Status, Submission, Verdict
from coproduce.moderation.models.deciding import TELL_AFTER
from coproduce.moderation.proof import address as proof
from coproduce.moderation.recurring import recurring
from coproduce.moderation.rules import holding

# Why Akismet is asked again, as it documents it.
FROM_QUEUE = "recheck_queue"
ACCOUNT_EVERY = timedelta(hours=6)


def is_on() -> bool:
    return bool(settings.AKISMET_API_KEY)


def notice() -> str:
    """A sentence for moderators while screening is not as it should be; empty when it is."""
    if is_on():
        return contact.notice()
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


# Eight at once: a slow answer holds up seven others at the most.
@job("screen", threads=8)
def screen(subject: str) -> Callable[[], None] | None:
    """Ask Akismet about the submission whose id is `subject`; its trouble raises TryAgain."""
    submission = Submission.objects.filter(pk=subject).first()
    if submission is None or submission.status == Status.WITHDRAWN:
        return None
    if not may_be_sent(submission):
        if submission.verdict in {Verdict.UNSCREENED, Verdict.ERROR}:
            submission.record_verdict(Verdict.SKIPPED)
        return None
    # Imported here: 135 ms and some megabytes that no web process needs.
    from coproduce.moderation.akismet import asking

    try:
        answer = asking.check(parameters(submission), user_ip=submission.ip_address or "")
    except asking.Paused:
        raise
    except TryAgain:
        if submission.verdict != Verdict.ERROR:
            with suppress(Submission.DoesNotExist):
                submission.record_verdict(Verdict.ERROR)
        raise
    return partial(_keep, submission, answer)


def _keep(submission: Submission, answer: Answer) -> None:
    """The verdict and what follows from it, in the transaction that ends the job."""
    after = answer.recheck_after if submission.recheck_reason != holding.PROVISIONAL else None
    reason = holding.PROVISIONAL if after else ""
    is_kept = False
    with suppress(Submission.DoesNotExist):
        is_kept = submission.record_verdict(answer.verdict, guid=answer.guid, recheck_reason=reason)
    if not is_kept:
        # Erased, withdrawn, or other words now than those that Akismet saw.
        raise TryAgain(_("It was changed meanwhile."), after=timedelta(seconds=1), is_put_off=True)
    line = submission.get_verdict_display()
    submission.log(Act.SCREEN, agent=Agent.SCREENING, line=line)
    if after:
        Job.objects.put("screen", submission.pk, run_at=timezone.now() + after)
    elif answer.verdict == Verdict.HAM and Rules.current().hold != Hold.EVERYTHING:
        # Where everything waits anyway, a thousand texts need not be looked at again.
        holding.settle(submission)
        proof.ask_for(submission)
    if submission.decided_at and submission.may_be_told and submission.is_decided_by_a_person:
        Job.objects.put_unless_there("tell", submission.pk, run_at=timezone.now() + TELL_AFTER)


@recurring("ask_akismet", every=timedelta(minutes=5), is_on=is_on)
def look_after_the_account() -> None:
    """Whether the key is good and what was used, noted for who must not wait for an answer.

    With a new key at once, else now and then; and what waits for an old one need not.
    """
    contact.lift_pause_of_another_key()
    if not contact.Standing.now().is_older(contact.KEY, ACCOUNT_EVERY):
        return
    from coproduce.moderation.akismet import asking

    with suppress(Trouble, asking.Paused):
        if asking.verify_key():
            asking.usage()
