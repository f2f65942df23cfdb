"""Asked again: because Akismet says so, or because there are other words now."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from coproduce.moderation import rechecking
from coproduce.moderation.akismet import client as akismet
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Hold, Job, Rules, Submission
from coproduce.moderation.worker import run_next
from tests.akismet_server import SPAM_NAME
from tests.factories import create_moderator
from tests.moderation.troubled import let_pass, make_due
from tests.reading import send_comment

pytestmark = pytest.mark.django_db
AFTER = "X-akismet-recheck-after"


@pytest.fixture
def publishes_ham():
    Rules(hold=Hold.SUSPECT).put()


@pytest.fixture
def send(publishes_ham, sent):
    return sent


def state():
    return Submission.objects.values_list("status", "verdict", "recheck_reason").get()


def reasons(screening):
    calls = screening.calls_to("comment-check")
    return [call.form.get("recheck_reason", "") for call in calls]


@pytest.mark.parametrize("seconds", [1, 600, 86_400])
def test_a_provisional_answer_publishes_nothing_and_is_asked_for_again_once(
    screening, send, screen_all, seconds
):
    screening.answer_with("false", headers={AFTER: str(seconds)})
    send()

    run_next(lanes["screen"])

    assert state() == ("pending", "ham", "recheck-after")
    wait = (Job.objects.get(kind="screen").run_at - timezone.now()).total_seconds()
    assert seconds - 2 < wait <= seconds * 1.05
    make_due()
    screen_all()
    assert state() == ("approved", "ham", "")
    assert reasons(screening) == ["", "recheck-after"]
    assert not Job.objects.filter(kind="screen").exists()


def test_a_second_answer_of_spam_goes_to_spam(screening, send, screen_all):
    screening.answer_with("false", headers={AFTER: "60"})
    send()
    screen_all()

    screening.answer_with("true")
    make_due()
    screen_all()

    assert state() == ("spam", "spam", "")


@pytest.mark.parametrize("value", ["0", "-1", "abc", "1e9", "86401", "", "1.5", "９"])
def test_a_time_that_is_none_still_publishes_nothing_and_asks_again(
    screening, send, screen_all, value
):
    screening.answer_with("false", headers={AFTER: value.encode().decode("latin-1")})
    send()

    run_next(lanes["screen"])

    assert state() == ("pending", "ham", "recheck-after")
    wait = Job.objects.get(kind="screen").run_at - timezone.now()
    assert timedelta(0) < wait < timedelta(days=1.06)
    make_due()
    screen_all()
    assert state() == ("approved", "ham", "")


def test_spam_is_asked_about_once_whatever_the_time(screening, send, screen_all):
    screening.answer_with("true", headers={AFTER: "60"})
    send()

    screen_all()

    assert state() == ("spam", "spam", "")
    assert not Job.objects.filter(kind="screen").exists()


def test_trouble_at_the_second_time_keeps_the_answer_provisional(screening, send, screen_all):
    screening.answer_with("false", headers={AFTER: "60"})
    send()
    screen_all()

    screening.answer_with(status=500)
    make_due()
    screen_all()

    status, _, reason = state()
    assert (status, reason) == ("pending", "recheck-after")
    screening.behave()
    make_due()
    screen_all()
    assert state() == ("approved", "ham", "")


def test_pending_says_why_it_asks_again_and_only_then(screening, client, post, screen_all):
    send_comment(client, post, body="Asked before.")
    screen_all()
    send_comment(client, post, body="Never asked.")

    call_command("screen", "--pending")
    let_pass(rechecking.WITHIN)
    screen_all()

    asked = {
        (call.form["comment_content"], call.form.get("recheck_reason", ""))
        for call in screening.calls[1:]
    }
    assert asked == {("Asked before.", "recheck_queue"), ("Never asked.", "")}
    assert set(Submission.objects.values_list("recheck_reason", flat=True)) == {""}


def test_trouble_with_asking_again_keeps_the_answer(screening, client, post, screen_all):
    send_comment(client, post)
    screen_all()
    Job.objects.put("screen", Submission.objects.get().pk)

    screening.answer_with(status=500)
    screen_all()

    assert state() == ("pending", "ham", "")


def test_mended_words_are_checked_anew(screening, client, post, screen_all):
    send_comment(client, post, body="Words of before.")
    screen_all()

    Submission.objects.get().mend({"body": "Words of now."}, by=create_moderator())
    screen_all()

    asked = [call.form["comment_content"] for call in screening.calls]
    assert (asked, reasons(screening)) == (["Words of before.", "Words of now."], ["", "edit"])
    assert state() == ("pending", "ham", "")


@pytest.fixture
def meanwhile(screening, monkeypatch):
    """Has something happen between Akismet's answer and its being written down."""

    def meanwhile(act):
        right = akismet.check
        acts = [act]

        def check(*args, **kwargs):
            answer = right(*args, **kwargs)
            while acts:
                acts.pop()()
            return answer

        monkeypatch.setattr(akismet, "check", check)

    return meanwhile


def test_answer_to_words_that_are_others_now_counts_for_nothing(
    screening, send, screen_all, meanwhile
):
    send(body="Before.")
    words = Submission.objects.all()
    meanwhile(lambda: words.update(body="Now."))

    screen_all()
    assert state() == ("pending", "unscreened", "")
    make_due()
    screen_all()

    asked = [call.form["comment_content"] for call in screening.calls]
    assert (asked, state()) == (["Before.", "Now."], ("approved", "ham", ""))


def test_answer_about_what_was_withdrawn_meanwhile_leaves_no_trace(
    screening, send, screen_all, meanwhile
):
    send(name=SPAM_NAME)
    meanwhile(lambda: Submission.objects.get().withdraw())

    screen_all()
    make_due()
    screen_all()

    assert state() == ("withdrawn", "unscreened", "")
    assert (len(screening.calls), Job.objects.filter(kind="screen").count()) == (1, 0)


def test_answer_about_what_was_erased_meanwhile_ends_the_job(
    screening, send, screen_all, meanwhile, caplog
):
    send()
    meanwhile(lambda: Submission.objects.get().delete())

    screen_all()
    make_due()
    screen_all()

    assert (Submission.objects.count(), Job.objects.filter(kind="screen").count()) == (0, 0)
    assert caplog.text == ""


@pytest.mark.parametrize("verb", ["approve", "mark_spam", "hold"])
def test_answer_that_comes_after_a_person_decided_moves_nothing(
    screening, send, screen_all, meanwhile, verb
):
    screening.answer_with("true")
    submission = send()
    if verb == "hold":
        submission.approve()
    meanwhile(lambda: getattr(Submission.objects.get(), verb)(by=None))

    screen_all()

    status = {"approve": "approved", "mark_spam": "spam", "hold": "pending"}[verb]
    assert state() == (status, "spam", "")


def test_what_its_writer_asked_a_person_about_is_not_put_to_spam_again(screening, send, screen_all):
    screening.answer_with("true")
    submission = send()
    screen_all()
    Submission.objects.get().ask_a_person()

    Job.objects.put("screen", submission.pk)
    screen_all()

    assert state() == ("pending", "spam", "")
    assert Submission.objects.get().screened_at > timezone.now() - timedelta(minutes=1)
