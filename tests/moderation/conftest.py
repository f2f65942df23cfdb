import os
import subprocess
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, SiteVersion, Submission
from coproduce.moderation.worker import run_next
from tests.factories import create_comment, create_moderator, create_post
from tests.mail_server import MailServer
from tests.moderation.letters_to_moderators import Clock
from tests.moderation.rules import put_rules
from tests.reading import send_comment


@pytest.fixture
def mo():
    return create_moderator("mo")


@pytest.fixture
def nia():
    return create_moderator("nia")


@pytest.fixture
def desk(client, mo):
    """A browser in which Mo has signed in."""
    client.force_login(mo)
    return client


@pytest.fixture
def post():
    return create_post()


@pytest.fixture
def comment(post):
    """One that waits."""
    return create_comment(post, status="pending")


@pytest.fixture
def submission(comment):
    return comment.submission


@pytest.fixture
def sent(client, post):
    """A function that sends a comment and returns the submission as it was kept."""

    def sent(**fields):
        assert send_comment(client, post, **fields).status_code == 303
        return Submission.objects.latest("pk")

    return sent


@pytest.fixture
def newcomers(screening, mail):
    """The rule for newcomers is in force, and all that it needs is there."""
    put_rules(hold="newcomers")
    return mail


@pytest.fixture
def screen_all():
    """A function that does what the worker does for screening, until nothing is due."""

    def run():
        while run_next(lanes["screen"]):
            pass

    return run


@pytest.fixture
def version():
    """A function: the value that caches of public pages are keyed by."""
    return lambda: SiteVersion.objects.values_list("value", flat=True).first()


@pytest.fixture
def start_worker():
    """A function that starts `manage.py worker` on the tests' database; all are gone afterwards.

    Use it with transaction=True: another process sees only what is committed.
    """
    with ExitStack() as cleanup:

        def start(**environment):
            command = [sys.executable, "manage.py", "worker"]
            process = cleanup.enter_context(
                subprocess.Popen(
                    ["setpriv", "--pdeathsig", "KILL", *command],
                    cwd=settings.BASE_DIR,
                    env={**os.environ, "DATABASE_URL": _database_url(), **environment},
                    stderr=subprocess.DEVNULL,
                )
            )
            cleanup.callback(process.kill)
            return process

        yield start


def _database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database['NAME']}").geturl()


@pytest.fixture
def mail(settings):
    """A mail server that runs, with this process's settings pointing to it."""
    with MailServer() as server:
        settings.MAIL_IS_ON = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, _, settings.EMAIL_PORT = server.address.partition(":")
        yield server


@pytest.fixture
def clock(monkeypatch):
    """The site's clock, at ten in the morning of a Wednesday in November."""
    return Clock(monkeypatch)


@pytest.fixture
def tell_all():
    """A function that tells Akismet every correction, however soon after the decision."""

    def run():
        Job.objects.filter(kind="tell").update(run_at=timezone.now())
        while run_next(lanes["tell"]):
            pass

    return run
