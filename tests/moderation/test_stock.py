"""What a worker has leased and not begun: a lease begins with the job, however long it lay."""

from datetime import timedelta

import pytest

from coproduce.moderation.jobs import LEASE, Lane
from coproduce.moderation.models import Job
from coproduce.moderation.worker import Stock

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def stock(clock):
    """Of a lane of two threads, with three jobs that are due."""
    for seconds, subject in enumerate("abc", start=-3):
        Job.objects.put("count", subject, run_at=clock.now + seconds * SECOND)
    return Stock(Lane("count", print, threads=2))


def left():
    return list(Job.objects.order_by("subject").values_list("subject", flat=True))


def leases(clock):
    """How long each job is leased for."""
    jobs = Job.objects.order_by("subject")
    return [(job.leased_until - clock.now) / SECOND for job in jobs]


def test_job_that_has_lain_in_the_stock_is_leased_from_when_it_is_begun(clock, stock):
    assert stock.take().subject == "a"
    clock.forward(40 * SECOND)

    job = stock.take()

    assert (job.subject, job.attempts) == ("b", 1)
    assert leases(clock) == [5, 45, 5]
    job.finish()
    assert left() == ["a", "c"]


def test_job_of_a_fresh_batch_is_begun_without_another_write(
    clock, stock, django_assert_num_queries
):
    stock.take()
    clock.forward(4 * SECOND)

    with django_assert_num_queries(0):
        assert stock.take().subject == "b"


def test_job_whose_lease_ran_out_unclaimed_is_still_begun(clock, stock):
    stock.take()
    clock.forward(60 * SECOND)

    assert (stock.take().subject, leases(clock)[1]) == ("b", 45)


def test_job_that_somebody_else_has_taken_meanwhile_is_left_to_them(clock, stock):
    stock.take()
    clock.forward(LEASE + SECOND)
    others = [Job.objects.claim(["count"]) for _ in range(2)]
    assert [job.subject for job in others] == ["a", "b"]

    assert stock.take().subject == "c"

    others[1].finish()
    assert left() == ["a", "c"]
