"""Asking Akismet on somebody's wish: by the worker for the page, at once for the command."""

from django.db import transaction

from coproduce.moderation.akismet.answers import Trouble
from coproduce.moderation.jobs import TryAgain, job
from coproduce.moderation.models import Job

KIND = "akismet_check"


def put() -> None:
    """Have the worker ask: no page waits for somebody else's server."""
    with transaction.atomic():
        Job.objects.put(KIND, "key")


@job(KIND)
def ask(subject: str = "key") -> None:
    """Ask about the key and what was used of it; what came, or did not, is noted for health."""
    # Imported here: 135 ms and some megabytes that no web process needs.
    from coproduce.moderation.akismet import asking

    try:
        if asking.verify_key():
            asking.usage()
    except (Trouble, TryAgain):
        # Noted already; whoever wished it may wish it again.
        return
