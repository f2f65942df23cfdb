"""Akismet in every kind of trouble: nothing is lost, nothing is told, everything is tried again."""

import gzip

import pytest
from django.utils import timezone

from coproduce.moderation.models import Job, Submission
from tests.akismet_server import KEY
from tests.moderation.troubled import WORDS, assert_kept_for_later
from tests.reading import send_comment

pytestmark = pytest.mark.django_db


def typed(content_type):
    return {"Content-Type": content_type}


LARGE = b"true" + b" " * 70_000


@pytest.fixture
def send(client, post):
    def send(body=WORDS):
        assert send_comment(client, post, body=body).status_code == 303

    return send


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500},
        {"status": 502},
        {"status": 503, "headers": {"Retry-After": "soon"}},
        {"status": 504},
        {"status": 429},
        {"status": 429, "headers": {"Retry-After": "0"}},
        {"status": 429, "headers": {"Retry-After": "-5"}},
        {"status": 429, "headers": {"Retry-After": "86401"}},
        {"status": 429, "headers": {"Retry-After": "Wed, 99 Foo 2026 25:61:00 GMT"}},
        {"status": 500, "headers": {"Retry-After": "120"}},
        {"status": 401},
        {"status": 403},
        {"status": 404},
        {"status": 500, "body": "true"},
        {"status": 302, "body": "true", "headers": {"Location": "/1.1/verify-key"}},
        {"body": ""},
        {"body": "<html><body>Please sign in</body></html>"},
        {"body": "True"},
        {"body": "trueish"},
        {"body": " true"},
        {"body": "\ufefftrue"},
        {"body": b"\x00\xff\xfe"},
        {"body": LARGE},
        {"body": gzip.compress(b" " * 1_000_000, mtime=0), "headers": {"Content-Encoding": "gzip"}},
        {"body": b"true", "headers": {"Content-Encoding": "gzip"}},
        {"body": "true", "headers": {"Content-Length": "3"}},
        {"body": "true".encode("utf-16"), "headers": typed("text/plain")},
        {"body": "true".encode("utf-16"), "headers": typed("text/plain; charset=utf-16")},
        {"body": "true".encode("utf-16-le"), "headers": typed("text/plain; charset=utf-16-le")},
        {"body": "dHJ1ZQ==", "headers": typed("text/plain; charset=base64")},
        {"body": "gehr", "headers": typed("text/plain; charset=rot13")},
        {"body": "+AHQAcgB1AGU-", "headers": typed("text/plain; charset=utf-7")},
        {"body": "<p>true</p>", "headers": typed("text/html; charset=undefined")},
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


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/html",
        "application/json",
        "image/png",
        "multipart/form-data; boundary=true",
        *[
            f"text/plain; charset={charset}"
            for charset in ("base64", "undefined", "rot13", "idna", "utf-16", "no-such-charset")
        ],
    ],
)
def test_true_of_whatever_type_and_charset_is_true_since_its_bytes_decide(
    screening, send, screen_all, content_type
):
    screening.answer_with("true", headers=typed(content_type))
    send()

    screen_all()

    assert list(Submission.objects.values_list("status", "verdict")) == [("spam", "spam")]


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
    screening.right_answer = lambda call, right=screening.right_answer: (
        screening.fault(500) if call.form["comment_content"] == "First." else right(call)
    )
    send("First.")
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
