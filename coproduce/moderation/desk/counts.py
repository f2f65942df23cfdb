"""How much lies on the desk: fast at any size, because nothing is counted past MOST_COUNTED."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _

from coproduce.moderation.models import About, Job, Status, Submission

MOST_COUNTED = 9_999


@dataclass(frozen=True)
class Counts:
    """Of each status, up to one more than MOST_COUNTED; since when the oldest has waited.

    `reported` are letters, however many reports each has; `at_risk` are those that are shown and of
    which a reader says that somebody may be at risk; `to_screen` those that wait for the spam
    check. `newest` has the highest number of all, `newest_decision` of the lines in the log.
    """

    by_status: dict[str, int]
    reported: int
    at_risk: int
    urgent: int
    to_screen: int
    oldest: datetime | None
    newest: int
    newest_decision: int

    @property
    def waiting(self) -> int:
        return self.by_status[Status.PENDING]

    @property
    def reported_in_words(self) -> str:
        return in_words(self.reported)


def in_words(number: int) -> str:
    if number <= MOST_COUNTED:
        return number_format(number, force_grouping=True)
    return _("over %(number)s") % {"number": number_format(MOST_COUNTED, force_grouping=True)}


# What came back waits since then: it is among those that came first, for it came long ago.
OLDEST = """
(SELECT MIN(COALESCE(waits_since, submitted_at)) FROM (
    SELECT waits_since, submitted_at FROM moderation_submission
    WHERE status = %s AND is_urgent = %s ORDER BY submitted_at LIMIT 200
) AS first)
"""
NEWEST = "(SELECT MAX(id) FROM moderation_submission)"
NEWEST_DECISION = "(SELECT MAX(id) FROM moderation_decision)"


def counts() -> Counts:
    """Everything in one look at the database, each part of it a short walk along an index."""
    table = Submission._meta.db_table
    number = "(SELECT COUNT(*) FROM (SELECT 1 FROM {} LIMIT %s) AS counted)"
    of_status = number.format(f"{table} WHERE status = %s")
    urgent = number.format(f"{table} WHERE status = %s AND is_urgent = %s")
    open_reports = "SELECT DISTINCT submission_id FROM moderation_report WHERE closed_at IS NULL"
    reported = f"(SELECT COUNT(*) FROM ({open_reports} LIMIT %s) AS counted)"  # noqa: S608
    at_risk = number.format(
        f"({open_reports} AND about = %s AND is_trusted = %s) AS told "
        f"JOIN {table} ON id = submission_id WHERE status = %s"
    )
    # In order, so that it takes the index.
    jobs = f"{Job._meta.db_table} WHERE kind = %s AND set_aside_at IS NULL ORDER BY run_at"
    to_screen = number.format(jobs)
    parts = [*[of_status] * len(Status), urgent, reported, at_risk, to_screen]
    parts += [NEWEST, NEWEST_DECISION, OLDEST, OLDEST]
    values: list[str | bool | int] = []
    for status in Status.values:
        values += [status, MOST_COUNTED + 1]
    values += [Status.PENDING.value, True, MOST_COUNTED + 1, MOST_COUNTED + 1]
    values += [About.HARM.value, True, Status.APPROVED.value, MOST_COUNTED + 1]
    values += ["screen", MOST_COUNTED + 1]
    values += [Status.PENDING.value, True, Status.PENDING.value, False]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)  # noqa: S608 (no value in it)
        row = cursor.fetchone()
    of_each = dict(zip(Status.values, row, strict=False))
    names = ["urgent", "reported", "at_risk", "to_screen"]
    found = dict(zip(names, row[len(Status) :], strict=False))
    last, decided, *moments = row[len(Status) + len(names) :]
    return Counts(
        by_status=of_each,
        oldest=_earliest(moments),
        newest=last or 0,
        newest_decision=decided or 0,
        **found,
    )


def _earliest(moments: list[object]) -> datetime | None:
    found = [moment for each in moments if (moment := _moment(each))]
    return min(found, default=None)


def _moment(value: object) -> datetime | None:
    """SQLite gives text, without a zone: it keeps UTC."""
    moment = parse_datetime(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        return None
    return make_aware(moment, UTC) if is_naive(moment) else moment


class CappedPaginator(Paginator):
    """Counts no further than MOST_COUNTED: whoever looks for older letters searches.

    A page past the last is the last: an answer to all that stood on it has made it shorter.
    """

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return min(rows[: MOST_COUNTED + 1].count(), MOST_COUNTED)

    def validate_number(self, number: Any) -> int:
        return super().validate_number(min(int(number), self.num_pages))
