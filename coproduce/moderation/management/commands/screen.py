from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from coproduce.moderation import kinds, screening
from coproduce.moderation.models import Job, Submission

BATCH = 500


class Command(BaseCommand):
    help = "Asks for screening of everything that waits; the worker does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pending", action="store_true", help="everything that is pending")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["pending"]:
            raise CommandError("Say what to screen: --pending")
        if not screening.is_on():
            raise CommandError("Nothing can be screened: AKISMET_API_KEY is empty.")
        # As screening.may_be_sent has it: without an address, or past Akismet, none is asked about.
        sent = {"ip_address__isnull": False, "person_only": False}
        pending = Submission.objects.pending().filter(kind__in=kinds.screened(), **sent)
        keys = pending.order_by("pk").values_list("pk", flat=True).iterator()
        count = 0
        while batch := list(islice(keys, BATCH)):
            ask_again(batch)
            count += len(batch)
        self.stdout.write(f"{count} waiting to be screened")


@transaction.atomic
def ask_again(keys: list[int]) -> None:
    asked_before = Submission.objects.filter(pk__in=keys, screened_at__isnull=False)
    asked_before.filter(recheck_reason="").update(recheck_reason=screening.FROM_QUEUE)
    Job.objects.put_many("screen", keys)
