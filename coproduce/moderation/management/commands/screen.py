from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coproduce.moderation import rechecking, screening


class Command(BaseCommand):
    help = "Asks for screening of everything that waits; the worker does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pending", action="store_true", help="everything that is pending")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["pending"]:
            raise CommandError("Say what to screen: --pending")
        if not screening.is_on():
            raise CommandError("Nothing can be screened: AKISMET_API_KEY is empty.")
        count, last = 0, 0
        while keys := rechecking.put_some(last):
            count, last = count + len(keys), keys[-1]
        self.stdout.write(f"{count} waiting to be screened")
