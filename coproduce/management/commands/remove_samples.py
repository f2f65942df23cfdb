from typing import Any

from django.core.management.base import BaseCommand

from coproduce.samples.removal import remove


class Command(BaseCommand):
    help = "Takes the example essay, comments and barriers away; keeps what readers wrote."

    def handle(self, *args: Any, **options: Any) -> None:
        submissions, posts, kept = remove()
        self.stdout.write(f"{submissions} example comments and barriers removed")
        self.stdout.write(f"{posts} example posts removed")
        if kept:
            self.stdout.write(f"{kept} example posts have readers' comments: now drafts")
