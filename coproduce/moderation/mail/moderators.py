"""Mail to moderators: how much lies on the desk and since when; no texts unless the owner wants.

Each address has a job of its own, so that one which is refused holds up no other. A job is known
by a keyed hash: no table but the rules has the addresses in it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.crypto import salted_hmac

from coproduce.moderation.jobs import TryAgain, job
from coproduce.moderation.mail import letters, smtp
from coproduce.moderation.mail.news import Marks, has_news, look, marks, texts
from coproduce.moderation.models import Job, Rhythm, Rules, StatusLine
from coproduce.moderation.models.job import LONGEST_RETRY
from coproduce.moderation.recurring import recurring

KIND = "moderator_mail"
# What the spam check takes away meanwhile makes no letter.
SOON = timedelta(minutes=2)
# Never two letters to an address within this, nor two that may both have been delivered.
PAUSE = timedelta(minutes=10)
MORNING = 8  # o'clock, local time
LOOK_EVERY = timedelta(minutes=5)
# A worker may die when a letter has gone, and before that is noted.
LEASE = max(PAUSE, timedelta(seconds=smtp.longest_seconds() + 60))
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TOLD = "moderator mail "
TROUBLE = "moderator mail trouble "

logger = logging.getLogger("coproduce.mail")


def announce() -> None:
    """Something new waits, or was reported: call this in the transaction that keeps it."""
    if not letters.are_sent():
        return
    rules = Rules.current()
    if rules.mail_rhythm == Rhythm.AT_ONCE:
        Job.objects.put_unless_there(KIND, *addresses(rules), run_at=timezone.now() + SOON)


def addresses(rules: Rules) -> dict[str, str]:
    """Whom the rules name, by the key of each; what is no address is left out."""
    found = {}
    for line in rules.mail_to.splitlines():
        try:
            validate_email(address := line.strip())
        except ValidationError:
            continue
        found[_key(address)] = address
    return found


def _key(address: str) -> str:
    digest = salted_hmac("coproduce.moderator_mail", address.casefold(), algorithm="sha256")
    return digest.hexdigest()[:40]


@dataclass(frozen=True)
class Told:
    """When an address was last written to, and how far that letter looked."""

    at: datetime
    marks: Marks

    @classmethod
    def of(cls, key: str) -> "Told":
        line = StatusLine.of(TOLD + key)
        if line is None:
            return cls(NEVER, Marks())
        now = timezone.now()
        if line.at > now:
            # The clock was wrong when that letter went, or is now: count from here.
            StatusLine.note(TOLD + key, line.words, at=now)
        return cls(min(line.at, now), Marks.from_words(line.words))


def note(told: Sequence[tuple[str, Marks]]) -> None:
    """Whom a letter went to, and how far it looked, in the transaction that ends the jobs."""
    for key, seen in told:
        StatusLine.note(TOLD + key, seen.to_words())
        StatusLine.forget(TROUBLE + key)


# Two at once: beside an address whose server is slow, the others get theirs.
@job(KIND, threads=2, lease=LEASE, write_down=note)
def tell(key: str) -> tuple[str, Marks] | None:
    """Write to the address with this key, if there is reason to; the server's trouble tries again.

    A worker that dies before the letter is noted, with the end of the job, repeats it once.
    """
    rules, told, now = Rules.current(), Told.of(key), timezone.now()
    address = addresses(rules).get(key)
    if address is None or not letters.are_sent() or not is_due(rules, told, now):
        return None
    if (rest := told.at + PAUSE - now) > timedelta(0):
        raise TryAgain("written to a moment ago", after=rest, is_put_off=True)
    seen = marks()
    letter = _letter(rules, told, address)
    try:
        letters.send(letter)
    except OSError as error:
        raise _later(key, error) from None
    return key, seen


def _later(key: str, error: OSError) -> TryAgain:
    """Not counted as a try: however long the server is away, the job stays.

    The letter may have been taken although no answer came, so it waits as long as any other.
    """
    why = letters.trouble(error)
    logger.warning("A letter to moderators waits: %s", why)
    now = timezone.now()
    first = StatusLine.of(TROUBLE + key)
    if first is None:
        StatusLine.note(TROUBLE + key)
    since = now - first.at if first else PAUSE
    return TryAgain(why, after=min(max(since, PAUSE), LONGEST_RETRY), is_put_off=True)


def is_due(rules: Rules, told: Told, now: datetime) -> bool:
    """Whether somebody who was told this much should get a letter by now."""
    if rules.mail_rhythm == Rhythm.NEVER or look(rules, now).is_empty:
        return False
    if rules.mail_rhythm == Rhythm.AT_ONCE and has_news(told.marks):
        return True
    morning = timezone.localtime(now).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if not told.at < morning <= now:
        return False
    # As it was then: what has come since is for tomorrow.
    return look(rules, morning).is_overdue or has_news(told.marks, before=morning)


@recurring("mail_clock", every=LOOK_EVERY, is_on=letters.are_sent)
def look_at_the_clock() -> None:
    """Put what the morning brings, and whatever `announce` was too early or too late for."""
    rules, now = Rules.current(), timezone.now()
    found = addresses(rules)
    for key in found:
        if is_due(rules, Told.of(key), now):
            Job.objects.put_unless_there(KIND, key)
            # Put by a clock that was wrong.
            Job.objects.filter(kind=KIND, subject=key, run_at__gt=now + 2 * LONGEST_RETRY).update(
                run_at=now
            )
    _forget_all_but(set(found))


def _forget_all_but(keys: set[str]) -> None:
    """What is kept of an address that the rules no longer name."""
    names = StatusLine.objects.filter(name__startswith=TOLD).values_list("name", flat=True)
    StatusLine.forget(*[name for name in names if name.rpartition(" ")[2] not in keys])


def _letter(rules: Rules, told: Told, address: str) -> EmailMultiAlternatives:
    context = look(rules, timezone.now()).words()
    if rules.mails_texts:
        context["texts"] = texts(told.marks)
    return letters.write("moderators", to=address, context=context)
