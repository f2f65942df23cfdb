"""Connections to the database: none outlives the thread that opened it."""

import gc
import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from coproduce.moderation.models import SiteVersion
from tests.site import wait_until


@pytest.fixture
def no_collector():
    """Python's garbage collector comes when it likes, and would close them sooner or later."""
    gc.disable()
    yield
    gc.enable()


def open_connections():
    """How many this process and, on PostgreSQL, any other has open to the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name()])
            return cursor.fetchone()[0]
    files = []
    for number in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists the others
            files.append(os.readlink(number))
    # The main file may stay open until no connection is left; each has the log for itself.
    return files.count(f"{name()}-wal")


def name():
    return str(connection.settings_dict["NAME"])


@pytest.mark.django_db(transaction=True)
def test_a_thread_takes_its_connection_with_it(no_collector):
    SiteVersion.change()
    before = open_connections()
    asked, may_end = threading.Barrier(4), threading.Event()

    def ask():
        SiteVersion.current()
        asked.wait(20)
        may_end.wait(20)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    asked.wait(20)
    while_open = open_connections()
    may_end.set()
    for thread in threads:
        thread.join()

    assert while_open == before + 3
    wait_until(lambda: open_connections() == before, what="the connections to be closed")
