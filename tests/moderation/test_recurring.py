"""Jobs that come round again, and the pulse of the worker that looks after them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coproduce.moderation import heartbeat, recurring
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, StatusLine
from coproduce.moderation.worker import run_next
from tests.moderation.letters_to_moderators import MINUTE
from tests.site import wait_until

pytestmark = pytest.mark.django_db
KIND = "come round"
HOUR = 60 * MINUTE


@pytest.fixture
def rounds(monkeypatch):
    """What comes round every five minutes, as far as it is on: a list that grows each time."""
    monkeypatch.setattr(recurring, "_rounds", {})
    done = Done()
    recurring.recurring(KIND, every=5 * MINUTE, is_on=lambda: done.is_on)(done.do)
    yield done
    del lanes[KIND]


class Done(list):
    is_on = True
    fault = None

    def do(self):
        if self.fault:
            raise self.fault
        self.append(timezone.now())


def tick():
    recurring.make_sure()
    run_next(lanes[KIND])


def test_it_comes_round_and_never_twice_at_once(clock, rounds):
    for _ in range(11):
        tick()
        clock.forward(MINUTE)

    assert [moment.minute for moment in rounds] == [0, 5, 10]
    assert Job.objects.filter(kind=KIND).count() == 1


def test_it_is_not_there_while_it_is_off(clock, rounds):
    tick()
    rounds.is_on = False
    clock.forward(5 * MINUTE)
    tick()
    gone = Job.objects.count()
    clock.forward(5 * MINUTE)
    tick()
    rounds.is_on = True
    tick()

    assert (gone, len(rounds)) == (0, 2)


def test_it_comes_round_after_a_fault(clock, rounds):
    rounds.fault = ValueError()
    tick()
    rounds.fault = None
    clock.forward(MINUTE)
    tick()

    job = Job.objects.get()
    assert (len(rounds), job.attempts, job.run_at - clock.now) == (1, 0, 5 * MINUTE)


def test_clock_that_was_wrong_keeps_it_away_for_no_longer_than_a_day(clock, rounds):
    clock.set("2027-11-25 10:00")
    tick()
    clock.set("2026-11-25 10:00")
    tick()

    assert [moment.year for moment in rounds] == [2027, 2026]


def fail_until_set_aside(clock, rounds):
    rounds.fault = ValueError()
    for _ in range(25):
        tick()
        clock.forward(8 * HOUR)
    job = Job.objects.get()
    assert (job.attempts, job.set_aside_at) == (25, clock.now - 8 * HOUR)
    clock.forward(-8 * HOUR)


def test_it_comes_round_after_it_was_set_aside_once_the_faults_are_over(clock, rounds):
    fail_until_set_aside(clock, rounds)
    rounds.fault = None
    tick()
    clock.forward(5 * HOUR)
    tick()
    early = len(rounds)
    clock.forward(HOUR + MINUTE)
    tick()
    clock.forward(5 * MINUTE)
    tick()

    job = Job.objects.get()
    assert (early, len(rounds)) == (0, 2)
    assert (job.attempts, job.set_aside_at, job.run_at - clock.now) == (0, None, 5 * MINUTE)


def test_while_the_faults_last_it_is_tried_every_six_hours_and_set_aside_in_between(clock, rounds):
    fail_until_set_aside(clock, rounds)

    for _ in range(3):
        clock.forward(6 * HOUR + MINUTE)
        tick()
        tick()
        job = Job.objects.get()
        assert (job.attempts, job.set_aside_at) == (25, clock.now)


def test_what_a_clock_ahead_has_set_aside_comes_round_at_once(clock, rounds):
    clock.forward(365 * 24 * HOUR)
    fail_until_set_aside(clock, rounds)
    rounds.fault = None
    clock.set("2026-11-25 10:00")
    tick()

    assert [moment.year for moment in rounds] == [2026]


@pytest.mark.django_db(transaction=True)
def test_worker_has_a_pulse_and_sees_that_letters_have_a_clock(start_worker):
    start_worker(EMAIL_URL="smtp://127.0.0.1:1")

    wait_until(lambda: StatusLine.of(heartbeat.HEARTBEAT), timeout=20, what="the pulse")
    wait_until(lambda: Job.objects.filter(kind="mail_clock"), timeout=20, what="the clock")
    wait_until(
        lambda: Job.objects.filter(kind="mail_clock", run_at__gt=timezone.now()),
        timeout=20,
        what="the first look at the clock",
    )
    age = timezone.now() - StatusLine.of(heartbeat.HEARTBEAT).at
    assert age < timedelta(seconds=30)


def test_each_beat_puts_what_comes_round_and_is_missing(screening):
    heartbeat.beat()

    assert Job.objects.filter(kind="ask_akismet", subject="again").exists()
