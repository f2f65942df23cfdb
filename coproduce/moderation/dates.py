from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format


def day(moment: datetime) -> str:
    """A moment's local day in words: "24 April 2019"."""
    # The zone is named: to ask for the current one takes longer than all the rest.
    return _in_words(timezone.localdate(moment, timezone.get_default_timezone()))


def minute(moment: datetime) -> str:
    """A local moment in words: "24 April 2019, 9:05"."""
    return date_format(timezone.localtime(moment), "j F Y, G:i")


@lru_cache(maxsize=4096)
def _in_words(date_: date) -> str:
    # Half the cost of a long page of comments is the `date` filter: each day is worded once.
    return date_format(date_, "j F Y")
