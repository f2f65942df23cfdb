"""The author's export: every barrier but the examples and what its writer withdrew."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings

from barriers.models import Barrier, BarrierQuerySet
from coproduce.moderation.models import Status

COLUMNS = (
    "id url title body tags themes role area may_quote status recognitions voice_of "
    "submitted_at approved_at source"
).split()
CHUNK = 2000
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula; the full-width forms too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


class Line:
    """A file for csv.writer that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(barriers: BarrierQuerySet) -> Iterator[str]:
    """RFC 4180 with a byte-order mark, one line at a time, however many rows there are.

    Lists are joined with "; ", times are ISO 8601 in UTC; a cell that a spreadsheet would run
    as a formula begins with an apostrophe.
    """
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow(COLUMNS)
    for row in rows(barriers):
        yield writer.writerow([_harmless(cell) for cell in row])


def rows(barriers: BarrierQuerySet) -> Iterator[list[str]]:
    """The cells of each exported barrier in the order of COLUMNS, oldest first."""
    exported = barriers.real().exclude(submission__status=Status.WITHDRAWN)
    related = exported.select_related("submission", "voice_of")
    ordered = related.prefetch_related("tags__theme").order_by("pk")
    for barrier in ordered.iterator(chunk_size=CHUNK):
        yield _row(barrier)


def _row(barrier: Barrier) -> list[str]:
    submission = barrier.submission
    tags = barrier.tags.all()
    return [
        barrier.public_id,
        f"{settings.SITE_URL}{barrier.get_absolute_url()}",
        barrier.title,
        submission.body,
        "; ".join(tag.name for tag in tags),
        "; ".join(dict.fromkeys(tag.theme.name for tag in tags)),
        barrier.get_role_display(),
        barrier.get_area_display(),
        "yes" if barrier.may_quote else "no",
        submission.status,
        str(barrier.recognitions),
        barrier.voice_of.public_id if barrier.voice_of else "",
        _moment(submission.submitted_at),
        _moment(barrier.published_at),
        submission.source,
    ]


def _moment(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
