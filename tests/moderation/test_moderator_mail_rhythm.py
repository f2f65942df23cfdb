"""Letters to moderators by the clock: once a day, reminders, and clocks that jump."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coproduce.moderation import recurring
from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.mail.news import look
from coproduce.moderation.models import Job, Report, Rules, Status
from tests.factories import create_comment, create_post
from tests.moderation.letters_to_moderators import (
    DAY,
    MINUTE,
    MO,
    envelopes,
    local,
    mail_jobs,
    put_rules,
    text_of_last,
)

pytestmark = pytest.mark.django_db
LIMIT = "The site’s rules want nobody to wait longer than 3 days."


@pytest.fixture
def wait(clock):
    """A function: a comment that waits since a local moment, announced as an intake does it."""

    def wait(since):
        submitted_at = local(since)
        comment = create_comment(create_post(), status=Status.PENDING, submitted_at=submitted_at)
        moderator_mail.announce()
        return comment.submission

    return wait


@pytest.fixture
def live(clock, mail):
    """A function: the worker runs until then; when letters went.

    It looks every twenty minutes in the morning, and every two hours else.
    """

    def live(until):
        sent = []
        while clock.now < local(until):
            is_morning = 7 <= timezone.localtime(clock.now).hour < 11
            clock.forward((20 if is_morning else 120) * MINUTE).tick()
            sent += [f"{timezone.localtime(clock.now):%a %H:%M}" for _ in envelopes(mail)]
        return sent

    return live


def test_daily_letter_comes_at_eight_and_once(clock, live, wait):
    put_rules(mail_rhythm="daily")
    wait("2026-11-25 10:00")
    wait("2026-11-25 10:00")

    assert mail_jobs().count() == 0
    assert live("2026-11-26 12:00") == ["Thu 08:00"]
    wait("2026-11-26 11:00")
    assert live("2026-11-28 12:00") == ["Fri 08:00"]


@pytest.mark.parametrize(("before", "after"), [("03-28", "03-29"), ("10-24", "10-25")])
def test_eight_is_local_also_when_the_clocks_change(clock, live, wait, before, after):
    put_rules(mail_rhythm="daily", remind_after_days=0)
    clock.set(f"2026-{before} 12:00")
    wait(f"2026-{before} 12:00")

    assert live(f"2026-{after} 12:00") == ["Sun 08:00"]


def test_daily_letter_needs_something_that_waits(clock, live, wait):
    put_rules(mail_rhythm="daily")
    wait("2026-11-25 10:00").approve()

    assert live("2026-11-27 12:00") == []


def test_reminder_comes_every_morning_while_the_oldest_waits(clock, live, wait, mail):
    put_rules()
    submission = wait("2026-11-25 10:00")

    sent = live("2026-11-30 12:00")

    assert sent == ["Wed 10:20", "Sun 08:00", "Mon 08:00"]
    assert LIMIT in text_of_last(mail)
    submission.decline(reason="off-topic")
    assert live("2026-12-02 12:00") == []


def test_reminder_and_daily_letter_are_one(clock, live, wait, mail):
    put_rules(mail_rhythm="daily")
    wait("2026-11-20 10:00")
    before = live("2026-11-26 07:40")
    wait("2026-11-26 07:40")

    assert (before, live("2026-11-26 23:00")) == (["Wed 10:20"], ["Thu 08:00"])
    assert text_of_last(mail).startswith("2 letters wait for a moderator.")
    assert LIMIT in text_of_last(mail)


def test_no_reminder_where_the_rules_want_none(clock, live, wait):
    put_rules(remind_after_days=0)
    wait("2026-11-25 10:00")

    assert live("2026-11-30 12:00") == ["Wed 10:20"]


def test_report_that_is_overdue_is_a_reminder_too(clock, live, mail):
    put_rules()
    shown = create_comment(create_post()).submission
    Report.objects.create(submission=shown, about="me", due_at=local("2026-11-26 12:00"))
    moderator_mail.announce()

    assert live("2026-11-27 12:00") == ["Wed 10:20", "Fri 08:00"]
    assert "The first answer was due on 26 November 2026." in text_of_last(mail)


def test_morning_that_the_worker_slept_through_is_made_up_for(clock, wait, mail):
    put_rules(mail_rhythm="daily", remind_after_days=0)
    wait("2026-11-25 10:00")

    clock.set("2026-11-26 03:00").tick()
    at_night = envelopes(mail)
    clock.set("2026-11-26 17:00").tick()

    assert (at_night, envelopes(mail)) == ([], [MO])


def test_clock_that_jumps_makes_no_second_letter(clock, wait, mail):
    put_rules(mail_rhythm="daily")
    wait("2026-11-25 10:00")
    clock.set("2026-11-26 08:00").tick()
    first = envelopes(mail)

    for moment in ("2026-11-26 07:50", "2026-11-26 08:01", "2026-11-25 23:00", "2026-11-26 08:00"):
        clock.set(moment).tick()

    assert (first, envelopes(mail)) == ([MO], [])


def test_clock_that_was_a_year_ahead_stops_letters_for_minutes_only(clock, wait, mail):
    put_rules()
    wait("2026-11-25 10:00")
    clock.set("2027-11-25 10:00").tick()
    ahead = envelopes(mail)
    wait("2027-11-25 10:00")

    clock.set("2026-11-25 10:15").tick()
    clock.forward(10 * MINUTE).tick()

    assert (ahead, envelopes(mail)) == ([MO], [MO])


def test_what_comes_round_again_is_put_back_by_a_year(clock, mail):
    Job.objects.put("mail_clock", recurring.SUBJECT, run_at=clock.now + 365 * DAY)

    recurring.make_sure()

    assert Job.objects.get().run_at == clock.now


def test_report_is_never_late_where_the_rules_want_no_reminder():
    shown = create_comment(create_post()).submission
    Report.objects.create(submission=shown, about="me", due_at=timezone.now() - timedelta(1))

    found = [look(Rules(remind_after_days=days), timezone.now()) for days in (0, 3)]
    assert [desk.is_report_late for desk in found] == [False, True]
