"""Intake: how a reader's form becomes one kept submission, however often it is sent."""

import ipaddress
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coproduce.moderation import receipts
from coproduce.moderation.digests import digest
from coproduce.moderation.mail import moderators
from coproduce.moderation.models import Act, Agent, Job, Rules, Status, Submission, Verdict
from coproduce.moderation.rules import signs
from coproduce.moderation.rules.signs import NOTHING_KNOWN, Sending
from coproduce.moderation.text import tidy_line


@dataclass(frozen=True)
class Visitor:
    """What a request tells of who sent it."""

    address: str
    user_agent: str
    referrer: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Visitor":
        return cls(
            address=_address(request.META.get("REMOTE_ADDR", "")),
            user_agent=tidy_line(request.headers.get("User-Agent", ""))[:500],
            referrer=tidy_line(request.headers.get("Referer", ""))[:500],
        )


def _address(text: str) -> str:
    """An IP address as it is written shortest; empty when a proxy sent something else."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    # As a server that listens to both families has it.
    return str(getattr(address, "ipv4_mapped", None) or address)


def form_keys(
    typed: Mapping[str, object], *, submission_id: str, visitor: Visitor, at: datetime
) -> list[str]:
    """The keys by which this form is known, the one to store first.

    A script gives each opened page a random `submission_id`. Without one, the address, the
    browser and the hour stand in; then the hour before counts too, so that a form sent again
    on the stroke of the hour is still the same.
    """
    if submission_id:
        contexts: list[list[str]] = [[submission_id]]
    else:
        hours = [at, at - timedelta(hours=1)]
        contexts = [
            ["", visitor.address, visitor.user_agent, f"{hour:%Y-%m-%dT%H}"] for hour in hours
        ]
    return [
        salted_hmac(
            "coproduce.form_key",
            json.dumps([context, sorted(typed.items())]),
            algorithm="sha256",
        ).hexdigest()
        for context in contexts
    ]


def receive(
    submission: Submission,
    *,
    typed: Mapping[str, object],
    submission_id: str,
    visitor: Visitor,
    keeps_traces: bool,
    add_child: Callable[[Submission], None],
    sending: Sending = NOTHING_KNOWN,
) -> Submission:
    """Keep a new submission with its child, its signs and its jobs, all or nothing.

    `typed` is every field as the reader sent it (JSON types). The same form again gives the
    row that is there. `keeps_traces` says whether address, browser and referrer are stored.
    """
    if keeps_traces:
        submission.ip_address = visitor.address or None
        submission.user_agent = visitor.user_agent
        submission.referrer = visitor.referrer
    while True:
        keys = form_keys(typed, submission_id=submission_id, visitor=visitor, at=timezone.now())
        # With an id of its own a form is nearly always new: the database says so if not.
        same = None if submission_id else _known_by(keys)
        if same is None:
            try:
                return _keep(submission, keys[0], sending, add_child)
            except IntegrityError:
                if (same := _known_by(keys)) is None:
                    raise
        if same.status != Status.WITHDRAWN:
            return same
        # Taken back and then sent after all: a new submission with a code of its own.
        typed = {**typed, "after": same.pk}


@transaction.atomic
def _keep(
    submission: Submission,
    form_key: str,
    sending: Sending,
    add_child: Callable[[Submission], None],
) -> Submission:
    submission.form_key = form_key
    submission.code_hash = receipts.hash_code(receipts.code_for(form_key))
    submission.body_digest = digest(submission.kind, submission.body)
    submission.save(force_insert=True)
    add_child(submission)
    _look_at(submission, sending)
    return submission


def _look_at(submission: Submission, sending: Sending) -> None:
    """What means spam is kept as spam, unasked, unless somebody may be in danger; the rest waits,
    and is asked about.
    """
    rules = Rules.current()
    signs.read(submission, sending, rules)
    if means_spam := signs.mean_spam(submission):
        submission.verdict = Verdict.SKIPPED
    if submission.signs:
        submission.save(update_fields=["signs", "is_urgent", "verdict"])
    if means_spam and not submission.is_urgent:
        submission.log(Act.SCREEN, agent=Agent.RULES, line=" ".join(signs.in_words(submission)))
        submission.mark_spam(agent=Agent.RULES)
        return
    if not means_spam:
        Job.objects.put("screen", submission.pk)
    moderators.announce()


def _known_by(keys: Sequence[str]) -> Submission | None:
    """By their codes, whose hash stays when the key itself is deleted with the traces.

    One look for each: of several at once SQLite makes a look through all there is.
    """
    found = (receipts.find(receipts.code_for(key)) for key in keys)
    return next((submission for submission in found if submission), None)
