"""Screening: which submissions Akismet is asked about, and what its answer does."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from coproduce.moderation import kinds
from coproduce.moderation.akismet import contact
from coproduce.moderation.akismet.answers import Answer, Trouble
from coproduce.moderation.akismet.parameters import parameters
from coproduce.moderation.jobs import TryAgain, job
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import (
    Act,
    Agent,
    Decision,
    Hold,
    Job,
    Recheck,
    Rules,
    Status,
    Submission,
    Verdict,
    verdicts,
)
from coproduce.moderation.models.deciding import TELL_AFTER
from coproduce.moderation.models.verdicts import Found
from coproduce.moderation.proof import address as proof
from coproduce.moderation.recurring import recurring
from coproduce.moderation.rules import holding

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


@dataclass(frozen=True)
class Screened:
    """A submission as it was when Akismet was asked, and what Akismet said."""

    submission: Submission
    answer: Answer

    @property
    def recheck_after(self) -> timedelta | None:
        """What Akismet asks for once; the second answer stays."""
        is_second = self.submission.recheck_reason == Recheck.PROVISIONAL
        return None if is_second else self.answer.recheck_after

    @property
    def may_show(self) -> bool:
        """Whether the rules may act on it: not where Akismet will say more, nor where somebody has
        only had it look for spam again."""
        is_again = self.submission.recheck_reason == Recheck.FROM_QUEUE
        return self.recheck_after is None and not is_again

    def found(self) -> Found:
        return Found(
            self.submission,
            self.answer.verdict,
            guid=self.answer.guid,
            recheck_reason=Recheck.PROVISIONAL if self.recheck_after else "",
        )


def keep(screened: Sequence[Screened]) -> None:
    """The verdicts and what follows from them, in the transaction that ends the jobs."""
    kept = {one.pk: one for one in verdicts.record([one.found() for one in screened])}
    if any(one.submission.pk not in kept for one in screened):
        # Erased, withdrawn, or other words now than those that Akismet saw.
        raise TryAgain(_("It was changed meanwhile."), after=timedelta(seconds=1), is_put_off=True)
    _log(kept.values())
    for one in screened:
        if wait := one.recheck_after:
            key, at = one.submission.pk, timezone.now() + wait
            Job.objects.put_many("screen", [key], run_at=at, spread=wait / 20)
    for submission in kept.values():
        if submission.decided_at and submission.may_be_told and submission.is_decided_by_a_person:
            Job.objects.put_unless_there("tell", submission.pk, run_at=timezone.now() + TELL_AFTER)
    _let_the_rules_look([kept[one.submission.pk] for one in screened if one.may_show])


def _log(submissions: Iterable[Submission]) -> None:
    Decision.objects.bulk_create(
        Decision.unmoved(
            one, Act.SCREEN, agent=Agent.SCREENING, line=str(one.get_verdict_display())
        )
        for one in submissions
    )


def _let_the_rules_look(submissions: Sequence[Submission]) -> None:
    """Where a proven address would make the difference, ask for it; publish what they let by."""
    clean = [one for one in submissions if one.verdict == Verdict.HAM]
    # Where everything waits anyway, a thousand texts need not be looked at again.
    if clean and Rules.current().hold != Hold.EVERYTHING:
        for submission in clean:
            proof.ask_for(submission)
        holding.settle(clean)


# Eight at once: a slow answer holds up seven others at the most. Written down one by one, they
# would take nearly twice the time.
@job("screen", threads=8, write_down=keep, together=8)
def screen(subject: str) -> Screened | None:
    """Ask Akismet about the submission whose id is `subject`; its trouble raises TryAgain."""
    related = [name for kind in kinds.every() for name in kind.screening_related]
    submission = Submission.objects.select_related(*related).filter(pk=subject).first()
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
            submission.record_verdict(Verdict.ERROR)
        raise
    return Screened(submission, answer)


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
