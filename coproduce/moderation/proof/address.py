"""Proof that whoever sent a submission holds the address they typed: a letter with a link.

The link shows a page (programs that scan mail follow links, too); its button proves. The proof is
of this one submission: what somebody types another day proves nothing.
"""

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
# A stranger may have typed the address, and others, again and again: so many letters to one
# address, and to all together, within the hour.
MOST_TO_ONE, MOST_TO_ALL = 3, 60
WITHIN = timedelta(hours=1)
LEASE = timedelta(seconds=smtp.longest_seconds() + 60)
# With the submission's id, the name under which its letter is noted.
SENT = "address letter "


def is_asked_for(rules: Rules) -> bool:
    """Whether proven addresses make a difference now, and letters can ask for them."""
    makes_a_difference = rules.hold == Hold.NEWCOMERS and not rules.reads_everything
    return makes_a_difference and letters.are_sent()


def ask_for(submission: Submission) -> None:
    """Have a letter written to the address that was typed, if there is use for one.

    In the transaction that keeps the spam check's answer: only what it finds clean makes a letter.
    """
    if is_of_use(submission, Rules.current()):
        Job.objects.put(KIND, submission.pk)


def is_of_use(submission: Submission, rules: Rules) -> bool:
    return (
        submission.is_waiting
        and submission.verdict == Verdict.HAM
        and not submission.person_only
        and is_asked_for(rules)
        and bool(_address_of(submission))
        and not is_proven(submission)
    )


def _address_of(submission: Submission) -> str:
    kind = kind_of(submission)
    return kind.texts(submission).get("email", "") if kind.rules_may_publish else ""


@job(KIND, lease=LEASE)
def write_to_prove(subject: str) -> None:
    """Send the letter for the submission whose id is `subject`, unless there is no use for it."""
    submission = Submission.objects.filter(pk=subject).first()
    if submission is None or not is_of_use(submission, Rules.current()):
        return
    address = _address_of(submission)
    if not _may_write(submission, address):
        return
    link = settings.SITE_URL + reverse("prove:address", args=[token_for(submission)])
    context: dict[str, letters.Value] = {"link": link, "days": LINK_LASTS.days}
    try:
        letters.send_to_stranger(letters.write("prove", to=address, context=context))
    except BadHeaderError:
        return
    except OSError as error:
        raise TryAgain(letters.trouble(error)) from None
    # A letter that was refused for good counts: nobody shall try addresses out.
    StatusLine.note(f"{SENT}{subject}", _key(address))


def _may_write(submission: Submission, address: str) -> bool:
    """Once for each submission, while it is new, and not too often within the hour.

    Otherwise it waits for a person, as it would without any proof.
    """
    now = timezone.now()
    sent = StatusLine.objects.filter(name__startswith=SENT)
    sent.filter(at__lt=now - LINK_LASTS).delete()
    if submission.submitted_at < now - LINK_LASTS or StatusLine.of(f"{SENT}{submission.pk}"):
        return False
    lately = sent.filter(at__gt=now - WITHIN)
    to_this_one = lately.filter(words=_key(address))
    return to_this_one.count() < MOST_TO_ONE and lately.count() < MOST_TO_ALL


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
        settle([submission])
