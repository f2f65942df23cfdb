"""Corrections: Akismet is told where a person saw it otherwise, and of nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coproduce.moderation.models import Act, Job, StatusLine, Submission
from tests.akismet_server import SPAM_NAME, THANKS
from tests.factories import create_post
from tests.moderation.troubled import assert_nothing_secret_in
from tests.reading import send_comment

pytestmark = pytest.mark.django_db
VISITOR = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "Browser/1.0"}
REPORTS = {"submit-ham", "submit-spam"}


@pytest.fixture
def judge(screening, client, screen_all):
    """Has a comment screened; `verdict` is what Akismet says of it."""

    def judge(verdict="ham", **fields):
        if verdict == "spam":
            fields["name"] = SPAM_NAME
        assert send_comment(client, create_post(), visitor=VISITOR, **fields).status_code == 303
        screen_all()
        return Submission.objects.latest("pk")

    return judge


def reports(screening):
    return [call for call in screening.calls if call.operation in REPORTS]


def told(screening):
    return [call.operation for call in reports(screening)]


DECISIONS = {
    "approve": lambda one, mo: one.approve(by=mo),
    "spam": lambda one, mo: one.mark_spam(by=mo),
    "decline": lambda one, mo: one.decline(by=mo, reason="off-topic"),
    "hold": lambda one, mo: one.hold(by=mo),
    "undo": lambda one, mo: one.undo(by=mo),
    "withdraw": lambda one, mo: one.withdraw(),
}


@pytest.mark.parametrize(
    ("verdict", "decisions", "expected"),
    [
        ("ham", ["spam"], ["submit-spam"]),
        ("spam", ["approve"], ["submit-ham"]),
        ("ham", ["approve"], []),
        ("spam", ["approve", "spam"], []),
        ("ham", ["decline"], []),
        ("spam", ["decline"], []),
        ("spam", ["hold"], []),
        ("ham", ["spam", "undo"], []),
        ("spam", ["undo"], []),
        ("ham", ["spam", "withdraw"], []),
    ],
)
def test_only_a_difference_is_told(screening, judge, mo, tell_all, verdict, decisions, expected):
    submission = judge(verdict)

    for decision in decisions:
        DECISIONS[decision](submission, mo)
    tell_all()

    assert told(screening) == expected


def test_it_is_told_ten_minutes_after_the_decision(screening, judge, mo):
    judge("ham").mark_spam(by=mo)

    wait = Job.objects.get(kind="tell").run_at - timezone.now()

    assert timedelta(minutes=9.9) < wait <= timedelta(minutes=11)
    assert told(screening) == []


def test_a_second_change_of_mind_is_told_as_well(screening, judge, mo, tell_all):
    submission = judge("ham")
    submission.mark_spam(by=mo)
    tell_all()

    submission.approve(by=mo)
    tell_all()
    submission.hold(by=mo)
    submission.approve(by=mo)
    tell_all()

    assert told(screening) == ["submit-spam", "submit-ham"]
    submission.refresh_from_db()
    assert (submission.told_akismet, submission.verdict) == ("ham", "ham")


def test_what_was_told_stands_in_the_log(screening, judge, mo, tell_all):
    submission = judge("ham")
    submission.mark_spam(by=mo)

    tell_all()

    line = submission.decisions.get(act=Act.TELL)
    assert (line.who, line.words) == ("Screening", "Akismet corrected (It is spam)")
    assert not Job.objects.filter(kind="tell").exists()


def test_the_original_values_are_repeated_whatever_was_mended(screening, judge, mo, tell_all):
    submission = judge("ham", body="Words as sent.", name="Ana", email="ana@example.org")
    checked = dict(screening.calls_to("comment-check")[0].fields)
    submission.approve(by=mo)
    submission.mend({"body": "Words between.", "name": "A."}, by=mo)
    submission.mend({"body": "Words mended."}, by=mo)
    submission.mark_spam(by=mo)

    tell_all()

    (report,) = reports(screening)
    assert dict(report.fields) == checked
    submission = Submission.objects.get()
    assert (submission.body, submission.comment.name) == ("Words mended.", "A.")


@pytest.mark.parametrize(
    "answer",
    [
        {"body": "true"},
        {"body": ""},
        {"body": "invalid"},
        {"body": THANKS + "\n"},
        {"body": THANKS, "headers": {"X-akismet-error": "busy"}},
        {"body": THANKS, "headers": {"X-akismet-alert-code": "10403"}},
        {"status": 500, "body": THANKS},
        {"status": 429, "headers": {"Retry-After": "60"}},
        {"body": THANKS, "headers": {"Content-Length": "20"}},
    ],
)
def test_a_report_that_is_not_thanked_for_is_sent_again(
    screening, judge, mo, tell_all, caplog, answer
):
    judge("ham", body="These words are mine alone.").mark_spam(by=mo)
    screening.answer_with(**answer, to="submit-spam")

    tell_all()
    assert Submission.objects.get().told_akismet == ""
    assert Job.objects.get(kind="tell").set_aside_at is None
    screening.behave()
    StatusLine.objects.filter(pk="akismet pause").delete()
    tell_all()

    assert told(screening) == ["submit-spam", "submit-spam"]
    assert Submission.objects.get().told_akismet == "spam"
    assert_nothing_secret_in(caplog.text)


def test_a_report_whose_answer_is_lost_is_sent_again(screening, judge, mo, tell_all):
    judge("spam").approve(by=mo)
    screening.hang_up(to="submit-ham")

    tell_all()
    screening.behave()
    tell_all()

    assert told(screening) == ["submit-ham", "submit-ham"]
    assert Submission.objects.get().told_akismet == "ham"


@pytest.mark.parametrize("spoil", ["withdraw", "erase", "no address", "persons only", "no key"])
def test_what_may_not_be_sent_is_not_told(screening, settings, judge, mo, tell_all, spoil):
    submission = judge("ham")
    submission.mark_spam(by=mo)
    rows = Submission.objects.filter(pk=submission.pk)
    if spoil == "withdraw":
        submission.withdraw()
    elif spoil == "erase":
        submission.delete()
    elif spoil == "no address":
        rows.update(ip_address=None)
    elif spoil == "persons only":
        rows.update(person_only=True)
    else:
        settings.AKISMET_API_KEY = ""

    tell_all()

    assert told(screening) == []
    assert not Job.objects.filter(kind="tell").exists()


def test_what_was_decided_before_akismet_answered_is_told_afterwards(
    screening, judge, mo, screen_all, tell_all
):
    screening.answer_with(status=500)
    judge("spam").approve(by=mo)
    screening.behave()

    Job.objects.filter(kind="screen").update(run_at=timezone.now())
    screen_all()
    assert Job.objects.get(kind="tell").run_at > timezone.now() + timedelta(minutes=9)
    tell_all()

    assert told(screening) == ["submit-ham"]


def test_what_screening_did_itself_is_not_told(screening, judge, tell_all):
    submission = judge("spam")
    Job.objects.put("tell", submission.pk)

    tell_all()

    assert (submission.status, told(screening)) == ("spam", [])
