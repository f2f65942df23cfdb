"""How things stand with Akismet, as the worker found them and the owner sees them.

Each fact is a StatusLine: "akismet contact" (the last good answer), "akismet error" (the last
trouble), "akismet key" (valid or refused), "akismet usage", "akismet slowed" (this month's calls
were too many), "akismet alert" (what it says of the account), "akismet pause" (until when nobody
asks, and why), "akismet asked" (when a text's answer last made a worker ask about the key).
"akismet account" has a keyed hash of the key that these are about: what was found with another key
holds no longer.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from coproduce.moderation.dates import minute
from coproduce.moderation.jitter import some_of
from coproduce.moderation.models import Job, StatusLine

ACCOUNT, ALERT, CONTACT, ERROR, KEY, PAUSE, SLOWED, USAGE = NAMES = [
    f"akismet {name}"
    for name in ("account", "alert", "contact", "error", "key", "pause", "slowed", "usage")
]
ALARM, ASKED, BACK = "akismet alarm", "akismet asked", "akismet back"
# With each text this is asked: the ORM would take twice as long to write it as all the rest takes.
OF_THESE_NAMES = """
SELECT name, at, words FROM moderation_statusline
WHERE name IN (%s, %s, %s, %s, %s, %s, %s, %s)
"""
OF_THE_KEY = [ALERT, KEY, PAUSE, SLOWED, USAGE]
VALID, REFUSED = "valid", "refused"
JOBS = ["screen", "tell"]

LONGEST_PAUSE = timedelta(days=1)
# To write it down with every answer would have all threads wait for one row.
CONTACT_EVERY = timedelta(minutes=1)
ERROR_EVERY = timedelta(seconds=5)
ALARM_EVERY = timedelta(minutes=10)
# Where half of the calls fail, each that fails keeps to its own clock.
BACK_EVERY = timedelta(minutes=10)
# What is asked again then is not asked at one moment, but in parts.
BACK_WITHIN, BACK_PARTS = timedelta(seconds=30), 15

logger = logging.getLogger("coproduce.screening")


@dataclass(frozen=True)
class Standing:
    """How things stand, for the key in use."""

    lines: Mapping[str, StatusLine]

    @classmethod
    def now(cls) -> "Standing":
        lines = {line.name: line for line in StatusLine.objects.raw(OF_THESE_NAMES, NAMES)}
        if (account := lines.get(ACCOUNT)) and account.words != _hash_of_key():
            lines = {name: line for name, line in lines.items() if name not in OF_THE_KEY}
        return cls(lines)

    @property
    def is_about_this_key(self) -> bool:
        return ACCOUNT in self.lines and self.lines[ACCOUNT].words == _hash_of_key()

    @property
    def pause(self) -> StatusLine | None:
        line = self.lines.get(PAUSE)
        now = timezone.now()
        # One that would last longer was set by a clock that was wrong.
        return line if line and now < line.at <= now + LONGEST_PAUSE else None

    @property
    def is_refused(self) -> bool:
        return KEY in self.lines and self.lines[KEY].words == REFUSED

    def is_older(self, name: str, than: timedelta) -> bool:
        return name not in self.lines or not abs(timezone.now() - self.lines[name].at) < than


def notice() -> str:
    """What keeps texts from being screened as they should be; empty when all is well."""
    standing = Standing.now()
    if standing.is_refused:
        return _(
            "Akismet refuses the key in AKISMET_API_KEY. Until it is changed nothing is screened: "
            "everything waits here for a person."
        )
    pause, alert = standing.pause, standing.lines.get(ALERT)
    if pause and alert and alert.words in pause.words:
        return _(
            "Akismet says of the account: %(alert)s. Until that is mended nothing is "
            "screened: everything waits here for a person."
        ) % {"alert": alert.words}
    if pause:
        return _(
            "Akismet asked this site to wait. Until %(time)s nothing is screened: "
            "everything waits here for a person."
        ) % {"time": minute(pause.at)}
    return _("Akismet says of the account: %(alert)s.") % {"alert": alert.words} if alert else ""


def note_answer(standing: Standing, alert: str) -> None:
    """A good answer came; `alert` is what it said of the account beside."""
    lines = standing.lines
    if (was_away := _was_away(lines)) and is_first(BACK, BACK_EVERY):
        _ask_again_soon(StatusLine.of(PAUSE))
    if alert != (lines[ALERT].words if ALERT in lines else ""):
        note(ALERT, alert)
    if standing.is_refused:
        note(KEY, VALID)
    if was_away or not standing.is_about_this_key or standing.is_older(CONTACT, CONTACT_EVERY):
        note(CONTACT)


def _was_away(lines: Mapping[str, StatusLine]) -> bool:
    """Whether there was trouble since the last good answer that was noted."""
    return ERROR in lines and (CONTACT not in lines or lines[CONTACT].at < lines[ERROR].at)


def _ask_again_soon(pause: StatusLine | None) -> None:
    """What waits because of trouble: by itself, each would wait as long again as it has waited.

    What waits because of a pause lies apart already, and soon comes.
    """
    others = ["", pause.words[:200] if pause else ""]
    waiting = Job.objects.filter(kind__in=JOBS, set_aside_at=None, leased_until=None)
    now = timezone.now()
    late = waiting.exclude(last_error__in=others).filter(run_at__gt=now + BACK_WITHIN)
    soon = [now + (part + 1) * BACK_WITHIN / BACK_PARTS for part in range(BACK_PARTS)]
    each = [When(part=part, then=Value(moment)) for part, moment in enumerate(soon)]
    late.annotate(part=F("pk") % BACK_PARTS).update(run_at=Case(*each))


def note_trouble(standing: Standing, words: str) -> None:
    """No good answer came; the log of whoever runs the site hears of it now and then."""
    last = standing.lines.get(ERROR)
    if last is None or last.words != words or standing.is_older(ERROR, ERROR_EVERY):
        note(ERROR, words)
    is_silent = standing.is_older(CONTACT, ALARM_EVERY)
    if is_silent and is_first(ALARM, ALARM_EVERY):
        logger.error("Screening has trouble: %s", words)


def set_pause(words: str, length: timedelta) -> None:
    note(PAUSE, words, at=timezone.now() + length)


@transaction.atomic
def note(name: str, words: str = "", *, at: datetime | None = None) -> None:
    """Write a fact down, or cross it out if it is about the account and there are no words.

    What was found with another key goes.
    """
    StatusLine.objects.bulk_create(
        [StatusLine(name=ACCOUNT, at=timezone.now())], ignore_conflicts=True
    )
    account = StatusLine.objects.select_for_update().get(pk=ACCOUNT)
    if account.words != (key := _hash_of_key()):
        lift_pause(StatusLine.of(PAUSE))
        StatusLine.forget(*OF_THE_KEY)
        StatusLine.note(ACCOUNT, key)
    if name in OF_THE_KEY and not words:
        StatusLine.forget(name)
    else:
        StatusLine.note(name, words, at=at)


def wait_for(pause: StatusLine) -> timedelta:
    """How long one job waits: until the pause is over, and not all of them to the same moment."""
    left = pause.at - timezone.now()
    return left + some_of(timedelta(seconds=2) + left / 20)


def lift_pause(seen: StatusLine | None) -> None:
    """What waits because of it is done now, as far apart as `wait_for` has put it.

    Another pause that was set since it was seen stays.
    """
    if seen is None:
        return
    if (left := seen.at - timezone.now()) > timedelta(0):
        waiting = Job.objects.filter(kind__in=JOBS, last_error=seen.words[:200], set_aside_at=None)
        waiting.filter(run_at__gte=seen.at).update(run_at=F("run_at") - left)
    StatusLine.objects.filter(pk=PAUSE, at=seen.at, words=seen.words).delete()


def lift_pause_of_another_key() -> None:
    """Also one that a clock has set which was wrong."""
    seen = StatusLine.of(PAUSE)
    if Standing.now().pause is None:
        lift_pause(seen)


def _hash_of_key() -> str:
    return salted_hmac("coproduce.akismet", settings.AKISMET_API_KEY).hexdigest()


def is_first(name: str, within: timedelta) -> bool:
    """Of all workers one only is told so, once in a while."""
    now = timezone.now()
    line = StatusLine(name=name, at=now - 2 * within)
    StatusLine.objects.bulk_create([line], ignore_conflicts=True)
    due = StatusLine.objects.filter(pk=name).exclude(at__gt=now - within, at__lte=now + within)
    return bool(due.update(at=now))
