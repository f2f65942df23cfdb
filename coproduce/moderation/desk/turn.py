"""Whose turn it is where letters are taken one by one, and some are left for now."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from coproduce.moderation.desk.seen import numbers
from coproduce.moderation.models import Submission

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LATEST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // MICROSECOND

# How far one has come with what may be dangerous (True) and with the rest (False): when the last
# letter that was left came, and its key. As there are two, danger that comes meanwhile is next.
Places = Mapping[bool, tuple[datetime, int]]


def places_in(texts: Iterable[str]) -> Places:
    """From an address: each is 1 for danger or 0, microseconds since 1970, and a letter's key."""
    found = {}
    for text in texts:
        parts = numbers(text.split("-"))
        if len(parts) == 3 and parts[0] in {0, 1} and parts[1] <= LATEST:
            found[bool(parts[0])] = (EPOCH + parts[1] * MICROSECOND, parts[2])
    return found


def past(places: Places, submission: Submission) -> Places:
    return {**places, submission.is_urgent: (submission.submitted_at, submission.pk)}


def query_of(places: Places) -> str:
    return urlencode(
        [
            ("after", f"{is_urgent:d}-{(came_at - EPOCH) // MICROSECOND}-{pk}")
            for is_urgent, (came_at, pk) in sorted(places.items())
        ]
    )


def next_in_turn(places: Places) -> Submission | None:
    for is_urgent in (True, False):
        # Not `is_urgent=`, which Django writes as NOT, where SQLite goes along no index.
        waiting = Submission.objects.in_turn().filter(is_urgent__in=[is_urgent])
        if is_urgent in places:
            waiting = waiting.came_after(*places[is_urgent])
        if found := waiting.first():
            return found
    return None
