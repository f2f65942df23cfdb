"""By when a report wants an answer, and how that is said."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation.dates import day
from coproduce.moderation.models import About

# The law of England and Wales: on a notice that words are defamatory a site acts within 48 hours,
# not counting weekends, Good Friday, Christmas Day and bank holidays (Defamation Act 2013,
# section 5; the Defamation (Operators of Websites) Regulations 2013, SI 2013/3028). Whoever says
# "it is about me" may have sent such a notice, whatever they call it.
ACT_WITHIN = timedelta(hours=48)
# The law: a complaint about personal data is acknowledged within 30 days (Data Protection Act
# 2018, section 164A, in force since June 2026).
ACKNOWLEDGE_WITHIN = timedelta(days=30)
# Not the law, ours: somebody at risk cannot wait for Monday; the rest waits a week at the most.
HELP_WITHIN = timedelta(hours=24)
LOOK_WITHIN = timedelta(days=7)

SATURDAY = 5
# More hours than these are said in days.
MOST_HOURS = 72
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


def due_at(about: str, made_at: datetime) -> datetime:
    # In UTC: within one zone of the world Python would count the hours of the clock on the wall.
    made_at = made_at.astimezone(UTC)
    match About(about):
        case About.ME | About.UNLAWFUL:
            return _after_open_time(made_at, ACT_WITHIN)
        case About.SOMEONE:
            return made_at + ACKNOWLEDGE_WITHIN
        case About.HARM:
            return made_at + HELP_WITHIN
        case _:
            return made_at + LOOK_WITHIN


def _after_open_time(start: datetime, left: timedelta) -> datetime:
    """The moment at which `left` has passed of days that count."""
    at = start
    while True:
        today = timezone.localdate(at, timezone.get_default_timezone())
        midnight = _start_of(today + timedelta(days=1))
        if not is_day_off(today):
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight


def _start_of(date_: date) -> datetime:
    zone = timezone.get_default_timezone()
    return datetime.combine(date_, time.min, tzinfo=zone).astimezone(UTC)


def is_day_off(date_: date) -> bool:
    return date_.weekday() >= SATURDAY or date_ in bank_holidays(date_.year)


@lru_cache(maxsize=16)
def bank_holidays(year: int) -> frozenset[date]:
    """Of England, with the days that stand in for those on a weekend."""
    # Not at the top: it takes a tenth of a second and 19 MB, and few processes take a report.
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def in_words(due: datetime, *, now: datetime | None = None) -> str:
    """How the clock stands: "due in 40 hours", "overdue since Monday"."""
    now = now or timezone.now()
    left = due - now
    if left <= timedelta(0):
        return _overdue(due, now)
    if left < HOUR:
        return _("due within the hour")
    hours = left // HOUR
    if hours <= MOST_HOURS:
        return ngettext("due in %(count)d hour", "due in %(count)d hours", hours) % {"count": hours}
    return ngettext("due in %(count)d day", "due in %(count)d days", left.days) % {
        "count": left.days
    }


def _overdue(due: datetime, now: datetime) -> str:
    local = timezone.localtime(due)
    if local.date() == timezone.localdate(now):
        since = _("%(time)s today") % {"time": date_format(local, "G:i")}
    elif now - due < WEEK - timedelta(days=1):
        since = date_format(local, "l")
    else:
        since = day(due)
    return _("overdue since %(when)s") % {"when": since}
