"""Akismet in every kind of trouble: nothing is lost, nothing is told, everything is tried again."""

import gzip
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from django.utils import timezone

from coproduce.moderation import akismet as client_module
from coproduce.moderation.models import Job, Submission
from tests.akismet_server import KEY
from tests.factories import create_post
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

WORDS = "These words are mine alone."
LARGE = b"true" + b" " * 70_000


@pytest.fixture
def post():
    return create_post()


@pytest.fixture
def send(client, post):
    def send(body=WORDS):
        assert send_comment(client, post, body=body).status_code == 303

    return send


def assert_kept_for_later(caplog, *, attempts=1, least=3, most=6.1):
    """Pending, in error, its job due within these seconds; nothing secret in the log."""
    assert list(Submission.objects.values_list("status", "verdict")) == [("pending", "error")]
    job = Job.objects.get()
    assert (job.attempts, job.leased_until, job.set_aside_at) == (attempts, None, None)
    assert least < (job.run_at - timezone.now()).total_seconds() < most
    assert f"{job} will be tried again" in caplog.text
    for secret in (KEY, WORDS, "192.0.2.7", "mine alone"):
        assert secret not in caplog.text + job.last_error


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 503, "headers": {"Retry-After": "soon"}},
        {"status": 429},
        {"status": 403},
        {"status": 404},
        {"status": 500, "body": "true"},
        {"status": 302, "body": "true", "headers": {"Location": "/1.1/verify-key"}},
        {"body": ""},
        {"body": "<html><body>Please sign in</body></html>"},
        {"body": "invalid"},
        {"body": "True"},
        {"body": "trueish"},
        {"body": " true"},
        {"body": "\ufefftrue"},
        {"body": b"\x00\xff\xfe"},
        {"body": LARGE},
        {"body": gzip.compress(b" " * 1_000_000), "headers": {"Content-Encoding": "gzip"}},
        {"body": b"true", "headers": {"Content-Encoding": "gzip"}},
        {"body": "true", "headers": {"X-akismet-error": "busy"}},
        {"body": "false", "headers": {"X-akismet-error": ""}},
        {"body": f"{WORDS} {KEY}", "headers": {"X-akismet-debug-help": f"{WORDS} {KEY}"}},
    ],
    ids=lambda answer: repr(answer)[:50],
)
def test_answer_that_is_none_is_asked_for_again(screening, send, screen_all, caplog, answer):
    screening.answer_with(**answer)
    send()

    screen_all()

    assert len(screening.calls) == 1
    assert_kept_for_later(caplog)


def test_connection_that_is_refused_is_tried_again(screening, send, screen_all, caplog):
    screening.stop()
    send()

    screen_all()

    assert_kept_for_later(caplog)


def test_connection_that_is_cut_is_tried_again(screening, send, screen_all, caplog):
    screening.hang_up()
    send()

    screen_all()

    assert_kept_for_later(caplog)


def test_host_that_is_unknown_is_tried_again(screening, settings, send, screen_all, caplog):
    settings.AKISMET_URL = "http://akismet.invalid"
    send()

    screen_all()

    assert_kept_for_later(caplog)


def test_key_that_is_refused_is_tried_again(screening, settings, send, screen_all, caplog):
    settings.AKISMET_API_KEY = "another-key"
    send()

    screen_all()

    assert_kept_for_later(caplog)
    assert Job.objects.get().last_error == "Akismet refuses the key"
    assert "another-key" not in caplog.text


@pytest.mark.parametrize("delay", [5, 0])
def test_answer_that_comes_too_late_is_asked_for_again(
    screening, send, screen_all, caplog, monkeypatch, delay
):
    monkeypatch.setattr(client_module, "CALL_SECONDS", 0.3)
    screening.delay(delay)
    # And without a delay: the rest of it never comes.
    screening.answer_with("true", headers={"Content-Length": "2000"})
    send()

    start = time.monotonic()
    screen_all()

    assert time.monotonic() - start < 4
    assert_kept_for_later(caplog)


@contextmanager
def trickling_server(opening):
    """Sends `opening`, then a byte every tenth of a second without end; yields its address."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with suppress(OSError), connection:
                connection.sendall(opening)
                while not stop.wait(0.1):
                    connection.sendall(b"a")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


@pytest.mark.parametrize(
    "opening", [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", b"HTTP/1.1 200 OK\r\n\r\n"]
)
def test_answer_that_trickles_is_given_up(
    screening, settings, send, screen_all, caplog, monkeypatch, opening
):
    monkeypatch.setattr(client_module, "CALL_SECONDS", 0.5)
    send()

    with trickling_server(opening) as settings.AKISMET_URL:
        start = time.monotonic()
        screen_all()

    assert time.monotonic() - start < 6
    assert_kept_for_later(caplog)


def test_each_failure_doubles_the_wait(screening, send, screen_all, caplog):
    screening.answer_with(status=500)
    send()

    for attempt, seconds in enumerate([5, 10, 20, 40], start=1):
        Job.objects.update(run_at=timezone.now())
        screen_all()
        most = seconds * 1.2 + 0.1
        assert_kept_for_later(caplog, attempts=attempt, least=seconds * 0.8 - 2, most=most)


def test_wait_is_never_longer_than_a_quarter_of_a_day(screening, send, screen_all):
    screening.answer_with(status=500)
    send()
    Job.objects.update(attempts=20)

    screen_all()

    wait = (Job.objects.get().run_at - timezone.now()).total_seconds()
    assert 6 * 3600 * 0.79 < wait < 6 * 3600 * 1.21


def test_once_the_trouble_ends_the_text_is_screened(screening, send, screen_all):
    screening.stop()
    send()
    screen_all()
    screening.start()

    Job.objects.update(run_at=timezone.now())
    screen_all()

    assert list(Submission.objects.values_list("status", "verdict")) == [("pending", "ham")]
    assert Job.objects.count() == 0


def test_one_that_fails_does_not_hold_up_the_next(screening, send, screen_all):
    screening.answer_with(status=500)
    send("First.")
    screen_all()
    screening.behave()

    send("Second.")
    screen_all()

    rows = Submission.objects.order_by("pk").values_list("body", "verdict")
    assert list(rows) == [("First.", "error"), ("Second.", "ham")]


def test_people_may_decide_while_akismet_is_away(screening, send, screen_all):
    screening.stop()
    send()
    screen_all()

    assert Submission.objects.get().approve() is True
    screening.start()
    Job.objects.update(run_at=timezone.now())
    screen_all()

    assert list(Submission.objects.values_list("status", "verdict")) == [("approved", "ham")]
