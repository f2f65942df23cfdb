"""The author's export: every barrier but the examples and what its writer withdrew."""

from collections.abc import Iterator

from django.conf import settings

from barriers.models import Barrier, BarrierQuerySet
from coproduce.moderation import csv_file
from coproduce.moderation.csv_file import iso
from coproduce.moderation.models import Status

COLUMNS = (
    "id url title body tags themes role area may_quote status recognitions voice_of "
    "submitted_at approved_at source"
).split()
CHUNK = 2000


def csv_lines(barriers: BarrierQuerySet) -> Iterator[str]:
    """Lists are joined with "; ", times are ISO 8601 in UTC; the rest as csv_file has it."""
    return csv_file.csv_lines(COLUMNS, rows(barriers))


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
        iso(submission.submitted_at),
        iso(barrier.published_at),
        submission.source,
    ]
