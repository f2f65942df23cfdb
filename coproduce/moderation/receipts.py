"""Receipts: the code and the link by which a writer, and nobody else, comes back."""

import hashlib
import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coproduce.moderation.changes import Part, parts
from coproduce.moderation.dates import day
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import (
    Act,
    Agent,
    DeclineReason,
    Recheck,
    Rules,
    Status,
    Submission,
    Verdict,
)
from coproduce.moderation.models.mending import BODY, as_it_stands, original
from coproduce.moderation.proof import address as proof

LINK_SECONDS = 3600
SALT = "coproduce.receipts"
# Crockford's base 32: no letter that can be taken for a digit.
ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
LOOK_ALIKES = str.maketrans("OIL", "011")

# Whole sentences, so that each language can say them its own way.
WHY_DECLINED = {
    DeclineReason.NAMES_PERSON: gettext_lazy("The reason: it names a person."),
    DeclineReason.IDENTIFIES: gettext_lazy("The reason: it could identify someone."),
    DeclineReason.OFF_TOPIC: gettext_lazy("The reason: it is not about co-production."),
    DeclineReason.ABUSIVE: gettext_lazy("The reason: it is abusive."),
    DeclineReason.ADVERTISING: gettext_lazy("The reason: it is advertising."),
}


@dataclass(frozen=True)
class Step:
    """One step on a text's way: its day once it is taken, and whether it is the one now."""

    words: str
    on: str = ""
    is_now: bool = False


@dataclass(frozen=True)
class Mended:
    """What moderators changed: on which day the last time, why, and each field word by word."""

    on: str
    lines: Sequence[str]
    changes: Sequence[tuple[str, Sequence[Part]]]


def code_for(form_key: str, *, salt: str = SALT) -> str:
    """The receipt's code, 80 bits derived from the form key, as XXXX-XXXX-XXXX-XXXX."""
    digest = salted_hmac(salt, form_key, algorithm="sha256").digest()[:10]
    letters = b32encode(digest).translate(ALPHABET).decode()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def hash_code(code: str) -> str:
    """What is stored of a code. Case, spaces, hyphens and O for 0 make no difference."""
    letters = re.sub(r"[^0-9A-Z]", "", code.upper()).translate(LOOK_ALIKES)
    return hashlib.sha256(letters.encode()).hexdigest()


def find(code: str) -> Submission | None:
    return Submission.objects.filter(code_hash=hash_code(code)).first()


def token_for(submission: Submission) -> str:
    return signing.dumps(submission.pk, salt=SALT)


def from_token(token: str) -> Submission | None:
    """The submission of a receipt's link; None when the link is forged or over an hour old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(pk=pk).first()


def steps(submission: Submission, *, is_read: bool = True) -> Sequence[Step]:
    """The way of a text from being received to being shown, or to where it ends.

    One that is shown without a person having read it, or may be, is not `is_read`.
    """
    received = Step(_("Received"), on=day(submission.submitted_at))
    decided = day(submission.decided_at) if submission.decided_at else ""
    read = Step(_("A person has read it"), on=decided)
    if not is_read:
        read = Step(_("The site’s rules let it in"), on=decided)
    match Status(submission.status):
        case Status.PENDING if submission.is_hidden_again:
            return [received, Step(_("A person looks again"), is_now=True), Step(_("Shown again"))]
        case Status.PENDING:
            reading = _("A person reads it") if is_read else _("We look at it")
            return [received, Step(reading, is_now=True), Step(_("Shown"))]
        case Status.APPROVED:
            return [received, read, Step(_("Shown"), on=decided, is_now=True)]
        case Status.DECLINED:
            return [received, read, Step(_("Not shown"), on=decided, is_now=True)]
        case Status.SPAM:
            return [received, Step(_("Taken for spam"), on=decided, is_now=True)]
        case Status.WITHDRAWN:
            return [received, Step(_("Withdrawn"), on=decided, is_now=True)]


def why_declined(submission: Submission) -> str:
    """The reason as a sentence; empty when it is none of the known ones."""
    if not submission.decline_reason:
        return ""
    return str(WHY_DECLINED.get(DeclineReason(submission.decline_reason), ""))


def is_let_in_by_rules(submission: Submission) -> bool:
    """Whether it is shown without a person having read it."""
    if not submission.is_public or submission.decided_at is None:
        return False
    approvals = submission.decisions.filter(act=Act.DECIDE, to_status=Status.APPROVED)
    return approvals.order_by("-pk").values_list("agent", flat=True).first() == Agent.RULES


def may_be_let_in(submission: Submission) -> bool:
    """Whether this waits, and the site's rules may yet show it before a person has read it."""
    rules = Rules.current()
    is_open = submission.is_waiting and not submission.person_only and not submission.signs
    if not is_open or not kind_of(submission).rules_may_publish or rules.reads_everything:
        return False
    has_no_verdict = submission.verdict in {Verdict.UNSCREENED, Verdict.ERROR}
    is_provisional = submission.recheck_reason == Recheck.PROVISIONAL
    return has_no_verdict or is_provisional or proof.is_of_use(submission, rules)


def mended(submission: Submission) -> Mended | None:
    """None where the words are the writer's own."""
    if submission.mended_at is None:
        return None
    sent = original(submission)
    labels = {BODY: _("Your words"), **kind_of(submission).mendable}
    mends = submission.decisions.filter(act=Act.MEND).exclude(line="").order_by("pk")
    return Mended(
        on=day(submission.mended_at),
        lines=list(dict.fromkeys(mends.values_list("line", flat=True))),
        changes=[
            (str(labels[name]), parts(sent[name], words))
            for name, words in as_it_stands(submission).items()
            if sent.get(name, words) != words
        ],
    )
