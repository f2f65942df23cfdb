"""The history as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User

from coproduce.moderation.csv_file import csv_lines, iso

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from coproduce.moderation.models import Decision

COLUMNS = "id at who agent act kind letter from to reason line undoes".split()
FIELDS = (
    "pk at by_id agent act submission__kind submission_id from_status to_status reason "
    "line undoes_id"
).split()
CHUNK = 2000


def history_lines(decisions: QuerySet[Decision]) -> Iterator[str]:
    """Each decision as a line of CSV, in the order given; nothing in it is a reader's."""
    return csv_lines(COLUMNS, _rows(decisions))


def _rows(decisions: QuerySet[Decision]) -> Iterator[list[str]]:
    # What a list shows of related rows is not wanted here.
    plain = decisions.select_related(None).prefetch_related(None).defer(None)
    names = dict(User.objects.values_list("pk", "username"))
    for pk, at, by, *rest in plain.values_list(*FIELDS).iterator(chunk_size=CHUNK):
        yield [str(pk), iso(at), names.get(by, ""), *map(_cell, rest)]


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
