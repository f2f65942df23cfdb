from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import get_language, pgettext


def day(moment: datetime) -> str:
    """A moment's local day in words: "24 April 2019"."""
    # The zone is named: to ask for the current one takes longer than all the rest.
    local = timezone.localdate(moment, timezone.get_default_timezone())
    return _in_words(local, get_language())


def month(moment: datetime) -> str:
    """A moment's local month in words: "April 2019"."""
    local = timezone.localdate(moment, timezone.get_default_timezone())
    return _month_in_words(local.replace(day=1), get_language())


def minute(moment: datetime) -> str:
    """A local moment in words: "24 April 2019, 9:05"."""
    return f"{day(moment)}, {date_format(timezone.localtime(moment), 'G:i')}"


def since(moment: datetime) -> str:
    """How long ago that is, in its largest unit: "3 days"."""
    return timesince(moment, timezone.now(), depth=1)


@lru_cache(maxsize=4096)
def _in_words(date_: date, language: str | None) -> str:
    # Half the cost of a long page of comments is the `date` filter: each day is worded once.
    # A translator's choice rather than Django's own formats, which shorten the month in English.
    return date_format(date_, pgettext("a day as PHP's date() writes it, 24 April 2019", "j F Y"))


@lru_cache(maxsize=512)
def _month_in_words(first: date, language: str | None) -> str:
    return date_format(first, pgettext("a month as PHP's date() writes it, April 2019", "F Y"))
