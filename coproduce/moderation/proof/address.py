"""Proof that whoever sent a submission holds the address they typed: a letter with a link.

The link shows a page (programs that scan mail follow links, too); its button proves. The proof is
of this one submission: what somebody types another day proves nothing.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import BadHeaderError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coproduce.moderation.jobs import TryAgain, job
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.mail import letters, smtp
from coproduce.moderation.models import (
    Act,
    Agent,
    Hold,
    Job,
    Rules,
    StatusLine,
    Submission,
    Verdict,
)
from coproduce.moderation.rules.holding import settle

KIND = "prove_address"
SALT = "coproduce.prove"
LINK_LASTS = timedelta(days=7)
# For one address: a stranger may have typed it, again and again.
MOST_LETTERS = 3
WITHIN = timedelta(hours=1)
# Until the spam check has spoken: what it takes for spam makes no letter.
LOOK_AGAIN = timedelta(seconds=30)
LEASE = timedelta(seconds=smtp.longest_seconds() + 60)
SENT = "address letter "

logger = logging.getLogger("coproduce.mail")


def is_asked_for(rules: Rules) -> bool:
    """Whether proven addresses make a difference now, and letters can ask for them."""
    return rules.hold == Hold.NEWCOMERS and letters.are_sent()


def ask_for(submission: Submission, rules: Rules) -> None:
    """Have a letter written to the address that was typed; in the transaction that keeps it."""
    if is_asked_for(rules) and _address_of(submission):
        Job.objects.put(KIND, submission.pk)


def _address_of(submission: Submission) -> str:
    kind = kind_of(submission)
    return kind.texts(submission).get("email", "") if kind.rules_may_publish else ""


@job(KIND, lease=LEASE)
def write_to_prove(subject: str) -> None:
    """Send the letter for the submission whose id is `subject`, unless there is no use for it."""
    submission = Submission.objects.filter(pk=subject).first()
    if submission is None or not submission.is_waiting or not is_asked_for(Rules.current()):
        return
    if submission.verdict in {Verdict.UNSCREENED, Verdict.ERROR}:
        raise TryAgain("not screened yet", after=LOOK_AGAIN, is_put_off=True)
    address = _address_of(submission)
    name = _free_name(address, subject) if address else ""
    if not name or is_proven(submission):
        return
    link = settings.SITE_URL + reverse("prove:address", args=[token_for(submission)])
    context: dict[str, letters.Value] = {"link": link, "days": LINK_LASTS.days}
    try:
        letters.send(letters.write("prove", to=address, context=context))
    except BadHeaderError:
        return
    except OSError as error:
        raise TryAgain(letters.trouble(error)) from None
    StatusLine.note(name, subject)


def _free_name(address: str, subject: str) -> str:
    """Under which name to note a letter; none where it went out, or enough have within the hour.

    Then the submission waits for a person, as it would without any proof.
    """
    past = timezone.now() - WITHIN
    StatusLine.objects.filter(name__startswith=SENT, at__lt=past).delete()
    key = SENT + _key(address)
    lines = {line.name: line.words for line in StatusLine.objects.filter(name__startswith=key)}
    names = [f"{key} {number}" for number in range(MOST_LETTERS)]
    if subject in lines.values():
        return ""
    return next((name for name in names if name not in lines), "")


def _key(address: str) -> str:
    digest = salted_hmac("coproduce.prove.address", address.casefold(), algorithm="sha256")
    return digest.hexdigest()[:32]


def token_for(submission: Submission) -> str:
    """Void once the address is another, or gone."""
    return signing.dumps([submission.pk, _key(_address_of(submission))], salt=SALT)


def from_token(token: str) -> Submission | None:
    """The submission of a letter's link; None when it is forged, too old or of no use any more."""
    try:
        pk, key = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        return None
    submission = Submission.objects.filter(pk=pk).first()
    address = _address_of(submission) if submission else ""
    return submission if address and _key(address) == key else None


def is_proven(submission: Submission) -> bool:
    return _child(submission).email_proven_at is not None


def _child(submission: Submission) -> Any:
    """The row that has the address; only kinds that the rules may publish have one."""
    return kind_of(submission).child(submission)


@transaction.atomic
def prove(submission: Submission) -> None:
    """Whoever sent this holds its address: kept and logged once, and the rules look again."""
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update())
    child = _child(submission)
    if child.email_proven_at is None:
        child.email_proven_at = timezone.now()
        child.save(update_fields=["email_proven_at"])
        submission.log(Act.PROVE, agent=Agent.WRITER)
        settle(submission)
