"""What several jobs leave to write down is written together; none pays for another's fault."""

import threading
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Thread
from coproduce.moderation import worker
from coproduce.moderation.akismet.answers import Answer
from coproduce.moderation.jobs import Lane, TryAgain, lanes
from coproduce.moderation.models import Decision, Job, StatusLine, Submission, Verdict
from coproduce.moderation.screening import Screened
from coproduce.moderation.worker import Done, Stock, work
from tests.factories import create_comment, create_post
from tests.moderation.rules import put_rules
from tests.site import wait_until

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


@contextmanager
def working(lane):
    """A worker at this lane; its threads are gone afterwards."""
    stop = threading.Event()
    boss = threading.Thread(target=work, args=([lane], stop))
    boss.start()
    try:
        yield lambda: (stop.set(), boss.join(15))
    finally:
        stop.set()
        boss.join(15)
        for thread in threading.enumerate():
            if thread.name == lane.kind:
                thread.join(15)


def test_what_is_done_is_written_down_when_the_worker_stops():
    begun, forever, written = threading.Event(), threading.Event(), []

    def do(subject):
        if subject == "a":
            return subject
        begun.set()
        forever.wait(30)
        return None

    put(*"abcd")
    with ExitStack() as cleanup:
        lane = Lane("count", do, threads=2, write_down=written.extend, together=3)
        stop = cleanup.enter_context(working(lane))
        cleanup.callback(forever.set)
        assert begun.wait(10)
        stop()
        assert (written, left()) == (["a"], ["b", "c", "d"])


def test_what_is_done_does_not_wait_for_jobs_that_are_put_off():
    written = []

    def do(subject):
        if subject == "0":
            return subject
        raise TryAgain("wait", after=timedelta(days=1), is_put_off=True)

    put(*map(str, range(20)))
    with working(Lane("count", do, threads=2, write_down=written.extend, together=8)):
        wait_until(lambda: written == ["0"], timeout=10, what="the one that is done")


def test_what_a_fault_of_the_database_has_left_is_written_down_later(monkeypatch):
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.1)
    written, faults = [], iter([OperationalError, OperationalError])

    def write_down(results):
        if fault := next(faults, None):
            raise fault
        written.extend(results)

    put("a", "b")
    with working(Lane("count", str, threads=2, write_down=write_down)):
        wait_until(lambda: sorted(written) == ["a", "b"], timeout=10, what="both")
        wait_until(lambda: left() == [], timeout=10, what="their end")
    assert sorted(written) == ["a", "b"], "Each once"


class Writer:
    """A lane's `write_down` that is held until `go_on`, and may then fail once."""

    def __init__(self, fault=None):
        self.written, self.fault = [], fault
        self.is_writing, self.go_on = threading.Event(), threading.Event()

    def __call__(self, results):
        self.is_writing.set()
        self.go_on.wait(10)
        if fault := self.fault:
            self.fault = None
            raise fault
        self.written.append(results)


def hand_in_while_another_writes(writer):
    """Two jobs, the second of which is handed in while the first is being written down."""
    put("a", "b")
    stock = Stock(Lane("count", str, threads=2, write_down=writer))
    first, second = stock.take(), stock.take()
    faults = []

    def hand_in_first():
        try:
            stock.hand_in(Done(first, "a"))
        except OperationalError as fault:
            faults.append(fault)
        finally:
            connection.close()

    other = threading.Thread(target=hand_in_first)
    other.start()
    assert writer.is_writing.wait(10)
    stock.hand_in(Done(second, "b"))
    writer.go_on.set()
    other.join(10)
    return stock, faults


def test_what_comes_while_a_thread_writes_is_that_threads_too():
    writer = Writer()

    hand_in_while_another_writes(writer)

    assert (writer.written, left()) == ([["a"], ["b"]], [])


def test_writer_that_meets_a_fault_leaves_all_to_the_next():
    writer = Writer(fault=OperationalError("away"))

    stock, faults = hand_in_while_another_writes(writer)

    assert (writer.written, left(), len(faults)) == ([], ["a", "b"], 1)
    stock.write_down()
    assert (writer.written, left()) == ([["a"], ["b"]], [])


def test_no_more_are_written_together_than_the_lane_says(stock, written):
    put(*"abcdefg")
    for _ in range(7):
        job = stock.take()
        stock.done.append(Done(job, job.subject))

    stock.write_down()

    assert written == [["a", "b", "c"], ["d", "e", "f"], ["g"]]


def test_job_that_was_asked_for_anew_outlives_what_came_of_the_old_one():
    put("a")
    old = Job.objects.claim(["count"])
    put("a", "b")
    again, other = Job.objects.claim_many(["count"], most=2)
    assert (again.subject, other.subject) == ("a", "b")

    Job.objects.finish([old, other])

    assert left() == ["a"]


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


@pytest.mark.parametrize(("hold", "most"), [("everything", 1), ("suspect", 8)])
def test_each_of_many_answers_takes_few_queries(hold, most):
    put_rules(hold=hold)
    took = []
    for number in (1, 8):
        stock = screened_together(number)
        hand_in_answers(stock, *[Verdict.HAM] * number)
        with CaptureQueriesContext(connection) as queries:
            stock.write_down()
        took.append(len(queries))
    assert took[1] - took[0] <= 7 * most


def test_what_a_worker_did_twice_is_kept_once():
    stock = screened_together(1)
    hand_in_answers(stock, Verdict.SPAM)
    stock.done.append(stock.done[0])

    stock.write_down()

    assert [str(line) for line in Decision.objects.all()] == ["screen", "pending → spam"]
