"""A clock that was a day off, or more: the worker's pulse brings back what it has put away."""

from datetime import timedelta

import pytest

from coproduce.moderation import recurring
from coproduce.moderation.akismet import contact
from coproduce.moderation.jobs import LEASE, Lane, TryAgain, lanes
from coproduce.moderation.models import Job, StatusLine
from coproduce.moderation.worker import run_next

pytestmark = pytest.mark.django_db

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
KINDS = ["screen", "tell", "prove_address", "moderator_mail", "akismet_check"]


def due_in(clock):
    """By kind and subject, in how long each job is due."""
    return {str(job): job.run_at - clock.now for job in Job.objects.all()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("days", [2, 30, 3650])
def test_job_that_a_clock_ahead_has_put_too_far_is_called_back(clock, kind, days):
    Job.objects.put(kind, "1", run_at=clock.now + days * DAY)

    recurring.make_sure()

    assert due_in(clock)[f"{kind} 1"] == timedelta(0)


@pytest.mark.parametrize("kind", KINDS)
def test_job_that_waits_as_long_as_a_pause_lets_it_stays(clock, monkeypatch, kind):
    monkeypatch.setattr(contact, "some_of", lambda time: time)
    pause = StatusLine(at=clock.now + contact.LONGEST_PAUSE)
    longest = contact.wait_for(pause)
    assert longest > 25 * HOUR
    Job.objects.put(kind, "1", run_at=clock.now + longest)

    recurring.make_sure()

    assert due_in(clock)[f"{kind} 1"] == longest


@pytest.mark.parametrize("kind", ["close_thread", "publish_post"])
def test_job_with_a_date_of_somebodys_choice_stays(clock, kind):
    Job.objects.put(kind, "1", run_at=clock.now + 700 * DAY)

    recurring.make_sure()

    assert due_in(clock)[f"{kind} 1"] == 700 * DAY


def test_longest_wait_of_a_retry_is_not_called_back(clock):
    def do(subject):
        raise TryAgain("no answer")

    Job.objects.put("screen", "1")
    Job.objects.update(attempts=23)
    run_next(Lane("screen", do, 1))
    before = due_in(clock)["screen 1"]
    assert before > 4 * HOUR

    recurring.make_sure()

    assert due_in(clock)["screen 1"] == before


def test_every_kind_but_those_with_a_date_is_called_back():
    assert [kind for kind, lane in lanes.items() if lane.furthest is None] == [
        "close_thread",
        "publish_post",
    ]


@pytest.mark.parametrize("kind", ["screen", "tell", "close_thread", "close_by_age", "mail_clock"])
def test_lease_of_a_dead_worker_whose_clock_was_a_day_ahead_ends(clock, kind):
    Job.objects.put(kind, "again")
    clock.forward(DAY)
    assert Job.objects.claim([kind], lease=lanes[kind].lease) is not None
    clock.forward(-DAY)

    recurring.make_sure()

    assert Job.objects.claim([kind]).attempts == 2


@pytest.mark.parametrize("kind", ["screen", "moderator_mail"])
def test_lease_of_a_worker_at_work_stays(clock, kind):
    Job.objects.put(kind, "1")
    job = Job.objects.claim([kind], lease=lanes[kind].lease)

    for ahead in (timedelta(0), LEASE / 2):
        # This machine's clock is behind the worker's.
        clock.forward(-ahead)
        recurring.make_sure()

    assert Job.objects.get(kind=kind).leased_until == job.leased_until


def test_what_was_set_aside_is_not_called_back(clock):
    Job.objects.put("screen", "1", run_at=clock.now + 30 * DAY)
    Job.objects.update(set_aside_at=clock.now)

    recurring.make_sure()

    job = Job.objects.get(kind="screen")
    assert (job.set_aside_at, job.run_at) == (clock.now, clock.now + 30 * DAY)
