from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coproduce.samples import Refused
from coproduce.samples.bulk import fill

NUMBERS = {
    "posts": "published posts",
    "comments": "approved comments",
    "barriers": "approved barriers",
    "waiting": "more that wait for a moderator, half of them comments",
}


class Command(BaseCommand):
    help = "Adds made-up content of any size, for measuring; only on a loopback site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, words in NUMBERS.items():
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {name: options[name] for name in NUMBERS}
        if min(counts.values()) < 0:
            raise CommandError("A number must be 0 or more.")
        try:
            fill(**counts)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))
