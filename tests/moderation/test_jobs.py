import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DataError, connection
from django.utils import timezone

from coproduce.moderation.jobs import Lane, TryAgain
from coproduce.moderation.models import Job
from coproduce.moderation.worker import run_next, work
from tests.site import wait_until

pytestmark = pytest.mark.django_db

KIND = "count"
SECOND = timedelta(seconds=1)


def put(*subjects, kind=KIND, run_at=None):
    for subject in subjects:
        Job.objects.put(kind, subject, run_at=run_at)


def claim():
    return Job.objects.claim([KIND])


def let_leases_run_out():
    Job.objects.exclude(leased_until=None).update(leased_until=timezone.now() - SECOND)


def make_due():
    Job.objects.update(run_at=timezone.now() - SECOND)


def subjects():
    return list(Job.objects.order_by("subject").values_list("subject", flat=True))


def test_job_is_leased_to_one_for_three_quarters_of_a_minute():
    put("a")

    job = claim()

    assert (job.subject, job.attempts) == ("a", 1)
    assert 43 < (job.leased_until - timezone.now()).total_seconds() <= 45
    assert Job.objects.get().leased_until == job.leased_until
    assert claim() is None


def test_job_runs_again_once_its_lease_is_over():
    put("a")
    claim()

    let_leases_run_out()

    assert claim().attempts == 2


def test_jobs_are_claimed_in_the_order_in_which_they_are_due():
    now = timezone.now()
    put("later", run_at=now - SECOND)
    put("sooner", run_at=now - 2 * SECOND)
    put("not yet", run_at=now + 60 * SECOND)
    put("of another kind", kind="other", run_at=now - 3 * SECOND)

    claimed = [claim(), claim()]

    assert [job.subject for job in claimed] == ["sooner", "later"]
    assert claim() is None


def test_jobs_behind_a_running_one_are_claimed():
    put(*"abcdefgh")

    claimed = [claim() for _ in "abcdefgh"]

    assert [job.subject for job in claimed] == list("abcdefgh")


def test_same_job_put_twice_is_one():
    put("a", "a", "b")
    put("a", kind="other")

    assert subjects() == ["a", "a", "b"]


def test_done_job_is_gone_and_nothing_else():
    done = []
    put("a", "b")

    assert run_next(Lane(KIND, done.append, 1)) is True

    assert (done, subjects()) == (["a"], ["b"])


def test_lane_without_a_job_that_is_due_does_nothing():
    done = []
    put("a", kind="other")
    put("b", run_at=timezone.now() + SECOND * 60)

    assert run_next(Lane(KIND, done.append, 1)) is False

    assert done == []


def test_job_put_again_while_it_runs_is_done_again():
    done = []

    def do(subject):
        done.append(subject)
        if len(done) == 1:
            put(subject)

    put("a")
    lane = Lane(KIND, do, 1)

    assert [run_next(lane), run_next(lane), run_next(lane)] == [True, True, False]
    assert (done, subjects()) == (["a", "a"], [])


@pytest.mark.parametrize("ending", [Job.finish, lambda job: job.try_again("too late")])
def test_worker_that_was_too_slow_leaves_the_job_to_the_next(ending):
    put("a")
    slow = claim()
    let_leases_run_out()
    quick = claim()

    ending(slow)

    job = Job.objects.get()
    assert (job.leased_until, job.attempts, job.last_error) == (quick.leased_until, 2, "")


def test_wait_that_a_job_asks_for_is_kept():
    def do(subject):
        raise TryAgain("its time has not come", after=timedelta(hours=30))

    put("a")

    run_next(Lane(KIND, do, 1))

    job = Job.objects.get()
    assert 29.9 < (job.run_at - timezone.now()).total_seconds() / 3600 <= 30
    assert (job.last_error, job.leased_until) == ("its time has not come", None)


def test_put_gives_a_job_that_was_set_aside_a_new_start():
    put("a")
    Job.objects.update(attempts=25, set_aside_at=timezone.now(), run_at="2999-01-01T00:00Z")
    assert claim() is None

    put("a")

    assert (claim().attempts, Job.objects.get().set_aside_at) == (1, None)


FAULTS = [TryAgain("no answer"), ValueError("a reader's words"), DataError("a reader's words")]


def run_once(lane):
    try:
        return run_next(lane)
    except DataError:
        return True


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_job_that_always_fails_is_set_aside_after_25_attempts(fault):
    tried = []

    def do(subject):
        tried.append(subject)
        raise fault

    put("a")
    lane = Lane(KIND, do, 1)
    for _ in range(25):
        assert Job.objects.get().set_aside_at is None
        assert run_once(lane) is True
        make_due()
        let_leases_run_out()

    assert Job.objects.get().set_aside_at is not None
    assert (run_once(lane), len(tried)) == (False, 25)


def test_job_that_kills_its_worker_each_time_is_set_aside():
    put("a")

    for _ in range(25):
        assert claim() is not None
        let_leases_run_out()

    assert claim() is None
    assert Job.objects.get().set_aside_at is not None


def test_job_whose_worker_died_is_tried_alone():
    put("a", "b", "c")
    Job.objects.claim_many([KIND], most=2)
    let_leases_run_out()

    claimed = [[job.subject for job in Job.objects.claim_many([KIND], most=8)] for _ in range(3)]

    assert claimed == [["a"], ["b"], ["c"]]


def test_others_run_beside_a_job_that_always_fails():
    done = []

    def do(subject):
        if subject == "bad":
            raise ValueError("a reader's words")
        done.append(subject)

    put("bad", "b", "c")
    lane = Lane(KIND, do, 1)

    assert [run_next(lane) for _ in range(4)] == [True, True, True, False]
    assert (done, subjects()) == (["b", "c"], ["bad"])


def test_log_names_the_fault_but_not_what_it_quotes(caplog):
    words = "a reader's" + " words"

    def do(subject):
        raise ValueError(words)

    put("a")

    run_next(Lane(KIND, do, 1))

    assert "count a failed: ValueError" in caplog.text
    assert words not in caplog.text + Job.objects.get().last_error
    assert Job.objects.get().last_error == "ValueError"


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_have_the_same_job():
    put(*range(40))

    def claim_all(_):
        try:
            claimed = []
            while job := claim():
                claimed.append(job.subject)
            return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        claimed = [subject for each in pool.map(claim_all, range(6)) for subject in each]

    assert sorted(claimed, key=int) == [str(number) for number in range(40)]


@pytest.mark.django_db(transaction=True)
def test_a_slow_lane_holds_up_no_other():
    stop, release, done = threading.Event(), threading.Event(), []
    put("slow", kind="slow")
    put("a", "b", kind="quick")

    slow = Lane("slow", lambda subject: (release.wait(30), done.append(subject)), 1)
    worker = threading.Thread(target=work, args=([slow, Lane("quick", done.append, 1)], stop))
    worker.start()
    try:
        wait_until(lambda: done == ["a", "b"], timeout=10, what="the quick lane")
        release.set()
        wait_until(lambda: done == ["a", "b", "slow"], timeout=10, what="the slow lane")
        wait_until(lambda: Job.objects.count() == 0, timeout=10, what="the last job to be gone")
    finally:
        release.set()
        stop.set()
        worker.join()


def test_waits_of_jobs_that_fail_together_are_not_the_same():
    put(*range(20))
    lane = Lane(KIND, fail, 1)
    while run_next(lane):
        pass

    now = timezone.now()
    waits = {round((job.run_at - now).total_seconds(), 2) for job in Job.objects.all()}
    assert len(waits) > 10
    assert 3 < min(waits) < max(waits) <= 6


def fail(subject):
    raise TryAgain("no answer")


def test_many_are_put_apart_where_that_is_asked_for():
    at = timezone.now() + timedelta(minutes=10)

    Job.objects.put_many(KIND, range(20), run_at=at, spread=timedelta(minutes=1))

    waits = sorted(job.run_at - at for job in Job.objects.all())
    assert len(set(waits)) == 20
    assert timedelta(0) <= waits[0] < waits[-1] <= timedelta(minutes=1)


def test_job_that_is_put_anew_has_no_trouble_yet():
    put("a")
    run_next(Lane(KIND, fail, 1))

    put("a")

    assert Job.objects.get().last_error == ""
