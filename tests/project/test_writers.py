"""Many who write at once: each gets a turn, in order, and nobody's is lost."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

import pytest
from django.db import ConnectionHandler, OperationalError

from coproduce.sqlite.queue import Queue
from tests.site import wait_until

COUNT = (
    "from comments.models import Comment;"
    "print(Comment.objects.filter(submission__body__startswith='Writer').count())"
)


@pytest.fixture
def queue():
    queue = Queue()
    assert queue.enter(timeout=0)
    return queue


def wait_in_line(queue, names, name):
    def wait():
        if queue.enter(timeout=20):
            names.append(name)
            queue.leave()

    before = len(queue._waiting)
    thread = threading.Thread(target=wait)
    thread.start()
    wait_until(lambda: len(queue._waiting) > before, what=f"{name} to stand in line")
    return thread


def test_turns_come_in_the_order_in_which_they_were_asked_for(queue):
    names = []
    threads = [wait_in_line(queue, names, name) for name in "abcdef"]

    queue.leave()
    for thread in threads:
        thread.join(20)

    assert names == list("abcdef")
    assert queue.enter(timeout=0)


def test_who_waits_too_long_leaves_the_line(queue):
    assert queue.enter(timeout=0.05) is False
    names = []
    thread = wait_in_line(queue, names, "a")

    queue.leave()
    thread.join(20)

    assert names == ["a"]


@pytest.fixture
def sqlite_connections(tmp_path, django_db_blocker):
    """Two connections of the project's own backend to a file that a third holds locked."""
    file = tmp_path / "database"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 0.05}
    settings = {"ENGINE": "coproduce.sqlite", "NAME": file, "OPTIONS": options}
    connections = [ConnectionHandler({"default": dict(settings)})["default"] for _ in range(2)]
    with django_db_blocker.unblock():
        yield *connections, file
        for connection in connections:
            connection.close()


def begin(connection):
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_turn_ends_with_the_transaction_however_it_ends(sqlite_connections, ending):
    first, second, _ = sqlite_connections
    begin(first)
    with pytest.raises(OperationalError, match="no turn to write"):
        begin(second)

    getattr(first, ending)()

    begin(second)
    second.rollback()


def test_turn_ends_when_the_transaction_cannot_begin(sqlite_connections):
    first, second, file = sqlite_connections
    with closing(sqlite3.connect(file)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            begin(first)
        stranger.rollback()

    begin(second)
    second.rollback()


def test_fifty_writers_at_once_are_all_kept(site):
    def send(number):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", site.port, timeout=60)) as connection:
            for part in range(4):
                body = f"body=Writer+{number}+{part}&submission_id={number}-{part}"
                connection.request("POST", "/threads/1/comments/", body, form)
                answer = connection.getresponse()
                answer.read()
                yield answer.status

    with ThreadPoolExecutor(50) as writers:
        statuses = list(writers.map(lambda number: list(send(number)), range(50)))

    assert statuses == [[303] * 4] * 50
    assert int(site.manage("shell", "--no-imports", "-v0", "-c", COUNT)) == 200
