"""Connections to the database do not pile up when the web server ends its threads."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import urlopen

import psycopg2
import pytest

from coproduce.serving import GRANIAN
from tests.site import ROOT, Site, descendants, own_database, wait_until

THREADS = int(GRANIAN[GRANIAN.index("--blocking-threads") + 1])
IDLE = 5  # seconds after which a thread ends; Granian knows no less


@pytest.fixture
def site(tmp_path):
    """Only the web server of a site, with threads that end soon."""
    with own_database() as url:
        site = Site(tmp_path, **({"DATABASE_URL": url} if url else {}))
        site.manage("migrate")
        site.manage("first_run")
        command = [sys.executable, *GRANIAN, "--blocking-threads-idle-timeout", str(IDLE)]
        command += ["--host", "127.0.0.1", "--port", str(site.port), "coproduce.wsgi:application"]
        site.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command], cwd=ROOT, env=site.environment
        )
        try:
            wait_until(lambda: is_up(site), what="the web server")
            yield site
        finally:
            site.stop()


def is_up(site):
    with suppress(OSError):
        return urlopen(f"{site.url}/health/live").status == 200


def ask_for_many_pages(site, first):
    """More at once than there are threads; each page is made anew."""
    addresses = [f"{site.url}/posts/?page={number}" for number in range(first, first + 100)]
    with ThreadPoolExecutor(2 * THREADS) as readers:
        assert {answer.status for answer in readers.map(urlopen, addresses)} == {200}


def open_connections(site):
    if url := site.environment.get("DATABASE_URL"):
        with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return cursor.fetchone()[0]
    names = []
    for pid in site.processes():
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                names.append(os.readlink(file))
    # The main file may stay open until no connection is left; each has the log for itself.
    return len([name for name in names if name.endswith("coproduce.sqlite3-wal")])


def test_connections_do_not_outlive_their_threads_for_long(site):
    answering = descendants(site.process.pid)
    most = []
    for burst in range(3):
        ask_for_many_pages(site, first=1 + 100 * burst)
        most.append(open_connections(site))
        time.sleep(IDLE + 2)

    assert most[0] > THREADS // 2
    assert max(most) <= THREADS
    assert descendants(site.process.pid) == answering
