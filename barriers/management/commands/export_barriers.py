from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from barriers.exports import csv_lines
from barriers.models import Barrier, BarrierQuerySet, Tag
from coproduce.moderation.models import Status

STATUSES = [status.value for status in Status if status != Status.WITHDRAWN]


class Command(BaseCommand):
    help = "Writes the barriers to a file for analysis; examples and withdrawn ones are left out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["csv"], required=True)
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--status", choices=STATUSES, action="append", help="only these")
        parser.add_argument("--tag", action="append", metavar="SLUG", help="with all of these")
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["output"]
        barriers = _chosen(options)
        if path.exists() and not (path.is_file() or path.is_dir()):
            # Renaming onto /dev/stdout would replace it.
            raise CommandError(f"{path} cannot be written: it is no ordinary file.")
        try:
            count = _write(path, csv_lines(barriers))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{count} barriers written to {path}")


def _write(path: Path, lines: Iterator[str]) -> int:
    """Write beside the file, for nobody else to read, then rename.

    What stood there stays until the new one is whole.
    """
    count = -2  # the byte-order mark and the header
    target = path.resolve()
    # The csv module ends its own lines.
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=target.parent, prefix=".barriers-", delete=False
    ) as file:
        draft = Path(file.name)
        try:
            for line in lines:
                file.write(line)
                count += 1
            file.close()
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    return count


def _chosen(options: dict[str, Any]) -> BarrierQuerySet:
    barriers = Barrier.objects.all()
    if options["status"]:
        barriers = barriers.filter(submission__status__in=options["status"])
    if slugs := options["tag"]:
        tags = list(Tag.objects.filter(slug__in=slugs))
        if unknown := set(slugs) - {tag.slug for tag in tags}:
            raise CommandError(f"There is no tag {', '.join(sorted(unknown))}.")
        barriers = barriers.bearing(tags)
    if since := options["since"]:
        barriers = barriers.filter(submission__submitted_at__date__gte=since)
    if until := options["until"]:
        barriers = barriers.filter(submission__submitted_at__date__lte=until)
    return barriers
