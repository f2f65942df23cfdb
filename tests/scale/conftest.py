from contextlib import contextmanager
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from coproduce.moderation.models import Decision, Submission
from tests.scale import board, desk, thread
from tests.scale.rows import execute, rows_of
from tests.site import own_database

# Nobody doubts that these rows hang together, or minds if they are lost.
HASTE = {
    "sqlite": [
        "PRAGMA journal_mode = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -500000",
    ],
    "postgresql": [
        "SET session_replication_role = replica",
        "SET synchronous_commit = off",
        "SET maintenance_work_mem = '256MB'",
    ],
}
NUMBERED = [Submission, Decision]
TIDY = {"sqlite": "ANALYZE", "postgresql": "VACUUM ANALYZE"}


@pytest.fixture(scope="package")
def million(django_db_blocker):
    """A million of everything there can be many of, in a database that goes with the last test.

    What a test changes stays for the next one.
    """
    usual = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), TemporaryDirectory() as folder, own_database() as url:
        use_database(urlsplit(url).path[1:] if url else f"{folder}/million.sqlite3")
        try:
            call_command("migrate", verbosity=0)
            with haste():
                board.fill()
                thread.fill()
            thread.count()
            yield
        finally:
            use_database(usual)


@pytest.fixture(scope="package")
def crowded_desk(million):
    """A million decisions, too, and what waits: planners go by what there is, so it comes last."""
    with haste():
        desk.fill()


@contextmanager
def haste():
    """For filling tables; what comes after is without the haste, and knows what they hold."""
    for statement in HASTE[connection.vendor]:
        execute(statement)
    with indexes_made_last():
        yield
    for statement in connection.ops.sequence_reset_sql(no_style(), NUMBERED):
        execute(statement)
    execute(TIDY[connection.vendor])
    connection.close()


def use_database(name):
    connection.close()
    connection.settings_dict["NAME"] = name


@contextmanager
def indexes_made_last():
    """On PostgreSQL, an index is made of a million rows in a tenth of the time."""
    if connection.vendor == "sqlite":
        yield
        return
    indexes = rows_of(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    for name, _ in indexes:
        execute(f'DROP INDEX "{name}"')
    yield
    for _, definition in indexes:
        execute(definition)
