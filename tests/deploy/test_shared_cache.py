"""How old a page from nginx may be, and who pays for a new one."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.clock import OLD, await_next_second
from tests.deploy.conftest import client_of


def keep(client, path="/posts/"):
    """Has nginx keep a page at the start of a second, when it stays the longest."""
    await_next_second()
    client.get(path)


def test_many_readers_cost_one_request_a_second(nginx, upstream):
    start = time.time()

    def read(_):
        answers = 0
        # One for each: where they share one, a connection is closed under another's hands.
        with client_of(nginx) as client:
            while time.time() < start + 3:
                assert client.get("/posts/").text == "first"
                answers += 1
        return answers

    with ThreadPoolExecutor(8) as readers:
        answers = sum(readers.map(read, range(8)))

    seconds = int(time.time()) - int(start) + 1
    assert len(upstream.requests) <= seconds + 1 < answers / 10


@pytest.mark.parametrize("changes", [{"lock_timeout 200ms": "lock_timeout 10s"}])
def test_readers_who_miss_together_cost_one_request(nginx, upstream):
    def read(_):
        with client_of(nginx) as client:
            return client.get("/posts/").text

    with ThreadPoolExecutor(20) as readers:
        with upstream.held():
            answers = [readers.submit(read, number) for number in range(20)]
            upstream.wait_for(1)
            time.sleep(0.3)
        texts = [answer.result() for answer in answers]

    assert texts == ["first"] * 20
    # A second may have ended meanwhile.
    assert len(upstream.requests) <= 2


def test_a_busy_page_is_never_older_than_two_seconds(client, upstream):
    keep(client)
    upstream.words = "second"
    changed_at = time.time()

    last_seen_at = asked_at = changed_at
    while asked_at < changed_at + 3:
        asked_at = time.time()
        if client.get("/posts/").text == "first":
            last_seen_at = asked_at

    assert last_seen_at - changed_at < 2


def test_an_idle_page_is_never_older_than_two_seconds(client, upstream):
    keep(client)
    upstream.words = "second"

    time.sleep(OLD)

    assert client.get("/posts/").text == "second"


def test_nobody_waits_for_a_new_copy_of_a_busy_page(client, upstream):
    keep(client)
    upstream.words = "second"

    time.sleep(1.1)
    with upstream.held():
        assert client.get("/posts/", timeout=10).text == "first"
        upstream.wait_for(2)


def test_an_unchanged_page_is_not_sent_again(client, upstream):
    keep(client)
    time.sleep(OLD)

    assert client.get("/posts/").text == "first"

    first, second = upstream.requests
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == client.get("/posts/").headers["ETag"]


def test_a_page_is_shown_while_the_application_is_down(client, upstream):
    keep(client)
    upstream.stop()
    time.sleep(OLD)

    while_down = client.get("/posts/")
    upstream.words = "second"
    upstream.start()

    assert (while_down.status_code, while_down.text) == (200, "first")
    assert client.get("/posts/").text == "second"


@pytest.mark.parametrize("changes", [{"proxy_read_timeout 30s": "proxy_read_timeout 1s"}])
def test_a_page_is_shown_while_the_application_hangs(client, upstream):
    keep(client)
    time.sleep(OLD)

    with upstream.held():
        answer = client.get("/posts/")

    assert (answer.status_code, answer.text) == (200, "first")


def test_a_page_is_shown_no_longer_than_the_application_said(client, upstream):
    upstream.headers["Cache-Control"] = "max-age=1, stale-if-error=2"
    keep(client)
    upstream.stop()

    time.sleep(OLD)
    assert client.get("/posts/").text == "first"

    time.sleep(4.05 - OLD)
    assert client.get("/posts/").status_code == 503


def test_what_the_application_refuses_is_not_shown(client, upstream):
    statuses = [403, 404, 410, 500, 503]
    for status in statuses:
        client.get(f"/posts/{status}/")
    keep(client)
    upstream.headers["Cache-Control"] = "no-store"
    time.sleep(OLD)

    answers = []
    for upstream.status in statuses:
        answers.append(client.get(f"/posts/{upstream.status}/").status_code)

    assert answers == statuses


def test_what_was_taken_down_does_not_come_back_when_the_application_is_down(client, upstream):
    keep(client)
    time.sleep(OLD)
    upstream.status = 404
    upstream.headers["Cache-Control"] = "max-age=1"
    assert client.get("/posts/").status_code == 404

    upstream.stop()
    time.sleep(OLD)

    assert client.get("/posts/").status_code == 503
