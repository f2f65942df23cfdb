"""What several jobs leave to write down is written together; none pays for another's fault."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Thread
from coproduce.moderation.akismet.answers import Answer
from coproduce.moderation.jobs import Lane, TryAgain, lanes
from coproduce.moderation.models import Decision, Job, StatusLine, Submission, Verdict
from coproduce.moderation.screening import Screened
from coproduce.moderation.worker import Done, Stock, work
from tests.factories import create_comment, create_post
from tests.moderation.rules import put_rules

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def written():
    """What a lane of two, written three at a time, has written down."""
    return []


@pytest.fixture
def stock(written):
    def write_down(results):
        if "bad" in results:
            raise TryAgain("not this one", after=timedelta(minutes=1), is_put_off=True)
        StatusLine.note(", ".join(results))
        if "wrong" in results:
            raise ValueError
        written.append(results)

    return Stock(Lane("count", str, threads=2, write_down=write_down, together=3))


def put(*subjects):
    long_ago = timezone.now() - timedelta(minutes=1)
    for subject in subjects:
        Job.objects.put("count", subject, run_at=long_ago)


def hand_in(stock, number):
    """Does so many of the jobs, each with its own subject for a result."""
    for _ in range(number):
        job = stock.take()
        stock.hand_in(Done(job, job.subject))


def left():
    return sorted(Job.objects.values_list("subject", flat=True))


def test_jobs_are_ended_together_while_more_wait(stock, written):
    put(*"abcde")

    hand_in(stock, 2)
    assert (written, left()) == ([], list("abcde"))
    hand_in(stock, 1)
    assert (written, left()) == ([["a", "b", "c"]], ["d", "e"])


def test_last_job_is_ended_at_once(stock, written):
    put("a")

    hand_in(stock, 1)

    assert (written, left()) == ([["a"]], [])


def test_job_that_left_nothing_is_ended_with_the_others(stock, written):
    put("a", "b")
    stock.hand_in(Done(stock.take(), None))

    hand_in(stock, 1)

    assert (written, left()) == ([["b"]], [])


@pytest.mark.parametrize(
    ("subject", "error", "attempts"), [("bad", "not this one", 0), ("wrong", "ValueError", 1)]
)
def test_job_that_cannot_be_written_down_keeps_no_other(stock, written, subject, error, attempts):
    put("a", subject, "c")

    hand_in(stock, 3)

    assert written == [["a"], ["c"]]
    job = Job.objects.get()
    assert (job.subject, job.last_error, job.attempts) == (subject, error, attempts)
    assert job.leased_until is None
    noted = StatusLine.objects.values_list("name", flat=True)
    assert sorted(noted) == ["a", "c"], "What was begun for all of them is taken back"


def test_what_is_done_is_written_down_when_the_worker_stops():
    stop, forever, written = threading.Event(), threading.Event(), []
    done = threading.Event()

    def do(subject):
        if subject == "a":
            return subject
        done.set()
        forever.wait(30)
        return None

    lane = Lane("count", do, threads=2, write_down=written.extend, together=3)
    put(*"abcd")
    worker = threading.Thread(target=work, args=([lane], stop))
    worker.start()
    try:
        assert done.wait(10)
        stop.set()
        worker.join(10)
        assert (written, left()) == (["a"], ["b", "c", "d"])
    finally:
        stop.set()
        forever.set()


def screened_together(number):
    """The stock of so many comments' jobs."""
    post = create_post()
    comments = [create_comment(post, status="pending") for _ in range(number)]
    Job.objects.all().delete()
    for comment in comments:
        Job.objects.put("screen", comment.pk)
    return Stock(lanes["screen"])


def hand_in_answers(stock, *verdicts):
    for verdict in verdicts:
        job = stock.take()
        submission = Submission.objects.get(pk=job.subject)
        stock.done.append(Done(job, Screened(submission, Answer(verdict, f"guid {verdict}"))))


def test_each_text_gets_its_own_verdict():
    stock = screened_together(3)
    hand_in_answers(stock, Verdict.HAM, Verdict.SPAM, Verdict.DISCARD)

    stock.write_down()

    found = Submission.objects.order_by("pk").values_list("verdict", "status", "akismet_guid")
    assert list(found) == [
        ("ham", "pending", "guid ham"),
        ("spam", "spam", "guid spam"),
        ("discard", "spam", "guid discard"),
    ]
    lines = Decision.objects.filter(act="screen").order_by("submission")
    assert [line.line for line in lines] == [verdict.label for verdict in list(Verdict)[1:4]]
    assert not Job.objects.exists()


def test_rules_publish_all_that_they_let_by():
    put_rules(hold="suspect")
    stock = screened_together(3)
    hand_in_answers(stock, Verdict.HAM, Verdict.SPAM, Verdict.HAM)

    stock.write_down()

    statuses = Submission.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["approved", "spam", "approved"]
    assert Thread.objects.get().comment_count == 2


def test_text_changed_meanwhile_is_asked_about_again_and_the_others_are_kept():
    stock = screened_together(3)
    hand_in_answers(stock, *[Verdict.HAM] * 3)
    changed = Submission.objects.order_by("pk")[1]
    Submission.objects.filter(pk=changed.pk).update(body="other words")

    stock.write_down()

    verdicts = Submission.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["ham", "unscreened", "ham"]
    assert Job.objects.get().subject == str(changed.pk)


def test_eight_answers_take_hardly_more_queries_than_one():
    took = []
    for number in (1, 8):
        stock = screened_together(number)
        hand_in_answers(stock, *[Verdict.HAM] * number)
        with CaptureQueriesContext(connection) as queries:
            stock.write_down()
        took.append(len([one for one in queries if not one["sql"].startswith("UPDATE")]))
    assert took[0] == took[1]
