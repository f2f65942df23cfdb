"""What machines leave to a person, whatever they make of it."""

import pytest

from coproduce.moderation.models import Job, Submission
from tests.akismet_server import SPAM_NAME
from tests.factories import create_moderator
from tests.moderation.rules import put_rules

pytestmark = pytest.mark.django_db

DANGER = "I want to die, and nobody asks."


def waiting():
    return [submission.pk for submission in Submission.objects.in_turn()]


def test_danger_that_akismet_takes_for_spam_waits_on_top(screening, screen_all, sent):
    plain, danger = sent(body="Nobody asks."), sent(body=DANGER, name=SPAM_NAME)

    screen_all()

    danger.refresh_from_db()
    assert (danger.status, danger.verdict) == ("pending", "spam")
    assert waiting() == [danger.pk, plain.pk]


@pytest.mark.parametrize("fields", [{"homepage": "http://a.example"}, {"name": "A blocked name"}])
def test_danger_beside_a_sign_of_spam_waits_and_goes_nowhere(screening, screen_all, sent, fields):
    put_rules(blocked_words="blocked name")
    spam, danger = sent(**fields), sent(body=DANGER, **fields)

    screen_all()

    assert [one.status for one in (spam, danger)] == ["spam", "pending"]
    assert waiting() == [danger.pk]
    assert (screening.calls, Job.objects.filter(kind="screen").count()) == ([], 0)


def test_rules_leave_what_a_moderator_has_begun_to_mend(screening, screen_all, sent):
    put_rules(hold="suspect")
    mended, other = sent(body="It was Ana."), sent(body="It was nobody.")
    mended.mend({"body": "It was [a name]."}, by=create_moderator())

    screen_all()

    assert [Submission.objects.get(pk=one.pk).status for one in (mended, other)] == [
        "pending",
        "approved",
    ]


@pytest.mark.parametrize("rule", [{"held_words": "asks"}, {"blocked_words": "asks"}])
def test_rules_that_came_meanwhile_hold_what_waited(screening, screen_all, sent, rule):
    put_rules(hold="suspect")
    held, other = sent(body="Nobody asks."), sent(body="Nobody answers.")
    put_rules(hold="suspect", **rule)

    screen_all()

    assert [Submission.objects.get(pk=one.pk).status for one in (held, other)] == [
        "pending",
        "approved",
    ]


def test_rules_leave_what_a_reader_has_reported(screening, screen_all, client, sent):
    put_rules(hold="suspect")
    submission = sent(body="It was Ana.")
    screen_all()
    assert Submission.objects.get().status == "approved"
    report = {"about": "me", "submission_id": "one"}
    assert client.post(f"/report/comment/{submission.pk}/", report).status_code == 303
    assert Submission.objects.get().status == "pending"

    Job.objects.put("screen", submission.pk)
    screen_all()

    assert Submission.objects.get().status == "pending"
