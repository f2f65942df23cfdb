"""Corrections: where a person saw it otherwise, Akismet is told so, some time after."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coproduce.moderation import screening
from coproduce.moderation.akismet.parameters import parameters_as_checked
from coproduce.moderation.jobs import job
from coproduce.moderation.models import Act, Agent, Status, Submission, Verdict


def correction(submission: Submission) -> Verdict | None:
    """What Akismet should have said; None where it knows, or where nobody has said so."""
    believed = Verdict(submission.told_akismet or submission.verdict)
    right = {Status.APPROVED: Verdict.HAM, Status.SPAM: Verdict.SPAM}
    wanted = right.get(Status(submission.status))
    if wanted is None or (believed == Verdict.HAM) == (wanted == Verdict.HAM):
        return None
    last = submission.decisions.filter(act=Act.DECIDE).first()
    return wanted if last and last.agent == Agent.PERSON else None


def keep(told: Sequence[tuple[Submission, Verdict]]) -> None:
    """What Akismet has acknowledged, in the transaction that ends the jobs."""
    lines = {Verdict.HAM: _("It is not spam"), Verdict.SPAM: _("It is spam")}
    for submission, verdict in told:
        kept = Submission.objects.select_for_update().filter(pk=submission.pk).first()
        if kept:
            kept.told_akismet = verdict
            kept.save(update_fields=["told_akismet"])
            kept.log(Act.TELL, agent=Agent.SCREENING, line=lines[verdict])


@job("tell", write_down=keep)
def tell(subject: str) -> tuple[Submission, Verdict] | None:
    """Tell Akismet of the person's decision on the submission whose id is `subject`.

    A report whose answer was lost is sent again.
    """
    submission = Submission.objects.filter(pk=subject).first()
    if not (submission and screening.may_be_sent(submission) and submission.may_be_told):
        return None
    if (verdict := correction(submission)) is None:
        return None
    from coproduce.moderation.akismet import asking

    asking.tell(verdict, parameters_as_checked(submission), user_ip=submission.ip_address or "")
    return submission, verdict
