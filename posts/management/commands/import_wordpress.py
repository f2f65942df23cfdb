from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from posts.wordpress import import_file
from posts.wxr import Unreadable


class Command(BaseCommand):
    help = "Brings posts and comments from a WordPress export. Doing it again is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export (Tools, Export in WordPress)")
        parser.add_argument("--dry-run", action="store_true", help="try it and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_file(options["file"], dry_run=options["dry_run"])
        except Unreadable as error:
            raise CommandError(f"Nothing was imported from {options['file']}. {error}") from None
        for kind, outcome, number in report.sums():
            self.stdout.write(f"{number:6}  {kind}: {outcome}")
        self.stdout.write(f"{len(report.rows):6}  in the file")
        for flag in report.flags:
            self.stdout.write(f"Look at this: {flag}")
        if options["dry_run"]:
            self.stdout.write("This was a trial: nothing was written.")
