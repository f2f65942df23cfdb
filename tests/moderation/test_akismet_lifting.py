"""A pause that ends before its time: the key is another one, or good again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coproduce.moderation.akismet import asking, contact
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, StatusLine, Submission
from coproduce.moderation.worker import run_next
from tests.factories import create_post
from tests.moderation.troubled import make_due
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def send(client):
    post = create_post()

    def send(*bodies):
        for body in bodies:
            assert send_comment(client, post, body=body).status_code == 303

    return send


def verdicts():
    return list(Submission.objects.order_by("pk").values_list("verdict", flat=True))


def due_in():
    """In how many seconds each waiting text is due."""
    now, jobs = timezone.now(), Job.objects.filter(kind="screen").order_by("pk")
    return [(job.run_at - now).total_seconds() for job in jobs]


def look_after_the_account():
    Job.objects.put("ask_akismet", "again")
    assert run_next(lanes["ask_akismet"]) is True


def test_another_key_ends_the_pause_of_the_old_one(screening, send, screen_all, settings):
    settings.AKISMET_API_KEY = "old-key"
    send("First.", "Second.")
    screen_all()
    settings.AKISMET_API_KEY = screening.key

    assert run_next(lanes["ask_akismet"]) is False
    look_after_the_account()
    make_due()
    screen_all()

    assert verdicts() == ["ham", "ham"]
    assert StatusLine.of("akismet key").words == "valid"
    assert contact.notice() == ""


def test_an_answer_to_another_key_ends_the_pause_of_the_old_one(
    screening, send, screen_all, settings
):
    settings.AKISMET_API_KEY = "old-key"
    send("First.")
    screen_all()
    settings.AKISMET_API_KEY = screening.key
    assert due_in()[0] > 3500

    send("Second.")
    screen_all()

    # Though whoever looks after the account has not come round yet.
    assert -1 < due_in()[0] <= 182
    assert StatusLine.of("akismet pause") is None


def test_the_same_key_that_is_good_again_ends_the_pause(screening, send, screen_all):
    screening.answer_with("invalid")
    send("First.")
    screen_all()
    screening.behave()

    StatusLine.objects.filter(pk="akismet key").update(at=timezone.now() - DAY)
    look_after_the_account()
    make_due()
    screen_all()

    assert verdicts() == ["ham"]
    assert StatusLine.of("akismet pause") is None


def test_what_waited_comes_as_far_apart_as_it_would_have_after_the_pause(
    screening, send, screen_all
):
    screening.answer_with("invalid")
    send("First.", "Second.", "Third.")
    screen_all()
    before = due_in()
    screening.behave()

    assert asking.verify_key() is True

    assert all(-1 < seconds <= 182 for seconds in due_in())
    shifts = [then - now for then, now in zip(before, due_in(), strict=True)]
    assert max(shifts) - min(shifts) < 0.01


def test_pause_that_is_set_while_the_key_is_asked_about_stays(
    screening, send, screen_all, monkeypatch
):
    screening.answer_with("invalid")
    send("First.")
    screen_all()
    screening.behave()
    right = asking.akismet.verify_key

    def verify_key():
        contact.set_pause("Akismet asks us to wait (status 429).", 2 * HOUR)
        return right()

    monkeypatch.setattr(asking.akismet, "verify_key", verify_key)

    assert asking.verify_key() is True

    pause = contact.Standing.now().pause
    assert (pause.words, contact.notice()[:34]) == (
        "Akismet asks us to wait (status 429).",
        "Akismet asked this site to wait. U",
    )


def test_pause_that_is_set_after_the_old_one_was_seen_stays(screening):
    contact.set_pause("Akismet refuses the key.", HOUR)
    seen = StatusLine.of("akismet pause")
    contact.set_pause("Akismet refuses the key.", 2 * HOUR)
    fresh = StatusLine.of("akismet pause")

    contact.lift_pause(seen)
    assert StatusLine.of("akismet pause").at == fresh.at

    contact.lift_pause(fresh)
    assert StatusLine.of("akismet pause") is None


def test_pause_that_is_over_moves_nobody(screening, send, screen_all):
    screening.answer_with(status=429, headers={"Retry-After": "60"})
    send("First.")
    screen_all()
    seen = StatusLine.of("akismet pause")
    StatusLine.objects.filter(pk=seen.name).update(at=timezone.now() - MINUTE)
    before = due_in()

    contact.lift_pause_of_another_key()

    assert abs(due_in()[0] - before[0]) < 1
