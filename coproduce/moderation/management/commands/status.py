import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseFault

from coproduce.moderation import health, screening
from coproduce.moderation.health import Line, State, asking

WORDS = {State.OK: "ok", State.WARNING: "look", State.BAD: "BAD"}


class Command(BaseCommand):
    help = "Says line by line whether the site is as it should be; exits with 1 if a line is BAD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ask", action="store_true", help="ask Akismet first about the key and its usage"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["ask"]:
            self._ask()
        lines = health.lines()
        for line in lines:
            self._write(line)
        if any(line.is_bad for line in lines):
            sys.exit(1)

    def _ask(self) -> None:
        if not screening.is_on():
            self.stdout.write("Akismet is not asked: AKISMET_API_KEY is empty.")
            return
        try:
            asking.ask()
        except DatabaseFault:
            # The lines below say so.
            return

    def _write(self, line: Line) -> None:
        colour = {
            State.OK: self.style.SUCCESS,
            State.WARNING: self.style.WARNING,
            State.BAD: self.style.ERROR,
        }[line.state]
        self.stdout.write(f"{colour(f'{WORDS[line.state]:<5}')} {line.name}: {line.words}")
        if line.to_do:
            self.stdout.write(f"      → {line.to_do}")
