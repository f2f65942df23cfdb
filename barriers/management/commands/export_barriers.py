from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

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
        try:
            # The csv module ends its own lines.
            with path.open("w", encoding="utf-8", newline="") as file:
                count = -2  # the byte-order mark and the header
                for line in csv_lines(_chosen(options)):
                    file.write(line)
                    count += 1
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{count} barriers written to {path}")


def _chosen(options: dict[str, Any]) -> BarrierQuerySet:
    barriers = Barrier.objects.all()
    if options["status"]:
        barriers = barriers.filter(submission__status__in=options["status"])
    if slugs := options["tag"]:
        tags = list(Tag.objects.filter(slug__in=slugs))
        if unknown := set(slugs) - {tag.slug for tag in tags}:
            raise CommandError(f"There is no tag {', '.join(sorted(unknown))}.")
        barriers = barriers.tagged(tags)
    if since := options["since"]:
        barriers = barriers.filter(submission__submitted_at__gte=_midnight(since))
    if until := options["until"]:
        barriers = barriers.filter(
            submission__submitted_at__lt=_midnight(until + timedelta(days=1))
        )
    return barriers


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
