"""Sites that really run, several on one database: nobody sees what is no longer so."""

import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.db import connection

from tests.front_door import FrontDoor
from tests.postgres import BIN
from tests.site import execute

DECIDE = (
    "from coproduce.moderation.models import Submission;"
    "Submission.objects.get(body='Nobody asked us.').{}()"
)


def read(site, path, **headers):
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers


def send(site, body):
    with closing(HTTPConnection("127.0.0.1", site.port, timeout=20)) as connection:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/threads/1/comments/", f"body={body}&submission_id=a", form)
        assert connection.getresponse().status == 303


def essay(site):
    return next(
        line.split('"')[1]
        for line in read(site, "/")[1].split("href=")
        if line.startswith('"/posts/') and len(line.split('"')[1]) > len("/posts/")
    ).partition("#")[0]


def decide(site, verb):
    site.manage("shell", "--no-imports", "-c", DECIDE.format(verb))


@pytest.fixture
def two_sites(make_site, tmp_path):
    """Two sites on one database, each with a process or more of its own."""
    first = make_site()
    environment = {"DATA_DIR": first.environment["DATA_DIR"]}
    if url := first.environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = url
    return first, make_site(is_new=True, **environment)


def test_decision_shows_on_the_next_request_of_every_process(two_sites):
    path = essay(two_sites[0])
    send(two_sites[0], "Nobody+asked+us.")

    for verb, is_shown in [("approve", True), ("hold", False), ("approve", True)]:
        for site in two_sites * 3:
            read(site, path)
        decide(two_sites[1], verb)
        pages = [read(site, path)[1] for site in two_sites * 3]
        assert ["Nobody asked us." in page for page in pages] == [is_shown] * 6


def test_etag_of_one_process_holds_for_every_other(two_sites):
    # An essay names its own address, and these two stand at different ports.
    path = "/posts/"
    first, second = (read(site, path)[2]["ETag"] for site in two_sites)

    assert first == second is not None
    for site in two_sites:
        assert read(site, path, **{"If-None-Match": first})[0] == 304


def test_restored_copy_shows_at_once(make_site, tmp_path):
    site = make_site()
    path = essay(site)
    send(site, "Nobody+asked+us.")
    copy = Copy(site, tmp_path)
    before = read(site, path)[1]
    decide(site, "approve")
    approved = read(site, path)[1]

    copy.restore()
    restored = read(site, path)[1]
    decide(site, "approve")

    assert ("Nobody asked us." in approved, restored) == (True, before)
    assert read(site, path)[1] == approved


class Copy:
    """A copy of a running site's database, by the database's own means."""

    def __init__(self, site, folder):
        self.url = site.environment.get("DATABASE_URL")
        self.live = Path(site.environment["DATA_DIR"]) / "coproduce.sqlite3"
        self.file = folder / "copy"
        if self.url:
            command = [BIN / "pg_dump", "--format=custom", f"--file={self.file}", self.url]
            subprocess.run(command, check=True)
        else:
            self._backup(self.live, self.file)

    def restore(self):
        if not self.url:
            self._backup(self.file, self.live)
            return
        command = [BIN / "pg_restore", "--data-only", "--disable-triggers", "--single-transaction"]
        tables = (
            "DO $$ DECLARE names text; BEGIN SELECT string_agg(quote_ident(tablename), ',') INTO "
            "names FROM pg_tables WHERE schemaname = 'public'; "
            "EXECUTE 'TRUNCATE ' || names; END $$"
        )
        execute(self.url, tables)
        subprocess.run([*command, f"--dbname={self.url}", self.file], check=True)

    @staticmethod
    def _backup(source, target):
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)


def test_many_readers_of_a_changed_page_have_it_made_once(transactional_db):
    made, answers = [], []
    all_are_here, may_answer = threading.Barrier(9), threading.Event()

    def django(environ, start_response):
        made.append(environ["PATH_INFO"])
        may_answer.wait(20)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return Body([b"Made."])

    def ask():
        all_are_here.wait(20)
        answers.append(door.get("/robots.txt").content)
        connection.close()

    door = FrontDoor(django)
    readers = [threading.Thread(target=ask) for _ in range(8)]
    for reader in readers:
        reader.start()
    all_are_here.wait(20)
    time.sleep(0.5)
    may_answer.set()
    for reader in readers:
        reader.join(30)

    assert (answers, made) == ([b"Made."] * 8, ["/robots.txt"])


class Body(list):
    def close(self):
        pass
