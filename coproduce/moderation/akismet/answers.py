"""What Akismet's answers say beside their one word: the headers, and what follows from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from coproduce.moderation.models import Verdict
from coproduce.moderation.text import tidy_line

# Unpaid, revoked, not for this site; over the limit.
ACCOUNT_CODES = ("104", "105")
ACCOUNT_PAUSE = timedelta(hours=1)
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=1)
USUAL_RECHECK = timedelta(minutes=10)

# Whose names are found however they are written.
Headers = Mapping[str, str]


@dataclass(frozen=True)
class Alert:
    """What Akismet says of the account: a number of its own, and words for the owner."""

    code: str
    words: str

    def __str__(self) -> str:
        return ": ".join(filter(None, [self.code, self.words]))

    @property
    def stops_screening(self) -> bool:
        return len(self.code) == 5 and self.code.startswith(ACCOUNT_CODES)


class Trouble(Exception):
    """No usable answer. Its text names the fault; never the key, never a reader's words.

    `pause` is how long nobody should ask at all; `alert` what Akismet says of the account.
    """

    def __init__(
        self, words: str, *, pause: timedelta | None = None, alert: Alert | None = None
    ) -> None:
        super().__init__(words)
        self.pause = pause
        self.alert = alert


class KeyRefused(Trouble):
    """The answer was `invalid`; verify_key() tells whether it is the key."""


@dataclass(frozen=True)
class Answer:
    """`recheck_after` makes a HAM provisional: to be asked again once that time has gone."""

    verdict: Verdict
    guid: str = ""
    recheck_after: timedelta | None = None
    alert: Alert | None = None


def heed(status: int, headers: Headers) -> None:
    """Raise Trouble where the headers say that the body means nothing."""
    if "X-akismet-error" in headers:
        raise Trouble(_("Akismet reports an error of its own."))
    alert = alert_of(headers)
    if alert and alert.stops_screening:
        words = _("Akismet says of the account: %(alert)s") % {"alert": alert}
        raise Trouble(words, pause=ACCOUNT_PAUSE, alert=alert)
    if status in {429, 503} and (wait := _retry_after(headers)):
        words = _("Akismet asks us to wait (status %(status)d).")
        raise Trouble(words % {"status": status}, pause=wait)


def alert_of(headers: Headers) -> Alert | None:
    code = re.sub("[^0-9]", "", headers.get("X-akismet-alert-code", ""))[:10]
    words = tidy_line(headers.get("X-akismet-alert-msg", ""))
    if settings.AKISMET_API_KEY:
        words = words.replace(settings.AKISMET_API_KEY, "…")
    return Alert(code, words[:200]) if code or words else None


def recheck_after(headers: Headers) -> timedelta | None:
    """How long a HAM is provisional; None where nothing says so.

    A time that is none still says that Akismet is not sure.
    """
    value = headers.get("X-akismet-recheck-after")
    if value is None:
        return None
    wait = _seconds(value)
    return USUAL_RECHECK if wait is None else min(max(wait, SHORTEST), LONGEST)


def _retry_after(headers: Headers) -> timedelta | None:
    """Seconds or a date; a date is compared with the server's own clock, which may be off."""
    value = headers.get("Retry-After", "")
    if (until := _date(value)) is None:
        return _sound(_seconds(value))
    return _sound(until - (_date(headers.get("Date", "")) or timezone.now()))


def _seconds(value: str) -> timedelta | None:
    return timedelta(seconds=int(value)) if re.fullmatch("[0-9]{1,9}", value.strip()) else None


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if timezone.is_aware(date) else None


def _sound(wait: timedelta | None) -> timedelta | None:
    return wait if wait is not None and SHORTEST <= wait <= LONGEST else None
