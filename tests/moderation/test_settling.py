"""What the site's rules publish without a person, and what they never do."""

import pytest
from django.utils import timezone

from coproduce.moderation.models import Agent, Rules, Submission
from coproduce.moderation.rules.holding import settle, why_held
from tests.akismet_server import KEY, SPAM_NAME
from tests.barriers.forms import check, send_it
from tests.factories import create_comment, create_moderator
from tests.moderation.rules import put_rules
from tests.reading import Page, send_comment

pytestmark = pytest.mark.django_db

PROVISIONAL = {"X-akismet-recheck-after": "600"}


@pytest.fixture
def screened(client, post, screening, screen_all):
    """A function that sends a comment, has it screened, and returns the submission."""

    def screened(**fields):
        assert send_comment(client, post, **fields).status_code == 303
        screen_all()
        return Submission.objects.latest("pk")

    return screened


def test_ham_is_published_by_the_rule_and_logged(client, post, screened):
    put_rules(hold="suspect")

    submission = screened(body="Nobody asks us.")

    assert submission.status == "approved"
    decision = submission.decisions.get(to_status="approved")
    assert (decision.who, decision.by) == ("The site’s rules", None)
    page = Page(client.get(post.get_absolute_url()))
    assert page.comments == [(submission.pk, [])]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"body": "See http://a.example http://b.example"}, "It has 2 links."),
        ({"seconds": "1"}, "It was sent 1 second after the page was opened."),
        ({"body": "I want to die."}, "Somebody may be in danger. It says: want to die"),
        ({"person_only": "on"}, "Akismet does not get it: its writer refused, or was not asked."),
        ({"body": "A held word."}, "It has a word that you hold: held word"),
    ],
)
def test_what_has_a_sign_waits_beside_one_that_does_not(screened, fields, reason):
    put_rules(hold="suspect", held_words="held word")

    held, shown = screened(**fields), screened(body="Another.")

    held.refresh_from_db()
    assert (held.status, shown.status) == ("pending", "approved")
    assert why_held(held, Rules.current()) == [reason]


@pytest.mark.parametrize("verdict", ["spam", "error", "skipped"])
def test_nothing_is_published_without_a_clean_verdict(
    client, post, screening, screen_all, settings, verdict
):
    put_rules(hold="suspect")
    if verdict == "error":
        screening.answer_with("", status=500)
    settings.AKISMET_API_KEY = "" if verdict == "skipped" else KEY

    send_comment(client, post, name=SPAM_NAME if verdict == "spam" else "Sam")
    screen_all()

    submission = Submission.objects.get()
    expected = "spam" if verdict == "spam" else "pending"
    assert (submission.status, submission.verdict) == (expected, verdict)


def test_everything_waits_until_the_owner_says_otherwise(screened):
    submission = screened()

    assert (submission.status, submission.verdict) == ("pending", "ham")
    assert why_held(submission, Rules.current()) == ["A person reads everything first."]


def test_barrier_waits_for_a_person_whatever_the_rules(client, screening, screen_all):
    put_rules(hold="suspect", screens_barriers=True)

    send_it(client, check(client))
    screen_all()

    submission = Submission.objects.get()
    assert (submission.status, submission.verdict) == ("pending", "ham")
    expected = ["A person always reads these first, whatever the rules."]
    assert why_held(submission, Rules.current()) == expected


def test_rules_leave_what_a_person_has_decided(client, post, screening, screen_all):
    put_rules(hold="suspect")
    send_comment(client, post)
    submission = Submission.objects.get()
    submission.decline(by=create_moderator(), reason="off-topic")
    submission.undo()

    screen_all()

    submission.refresh_from_db()
    assert (submission.status, submission.verdict) == ("pending", "ham")
    expected = ["A moderator put it back among what waits."]
    assert why_held(submission, Rules.current()) == expected


def test_rule_that_came_later_is_the_reason_why_it_waits(screened):
    put_rules(hold="everything", most_links=3)
    submission = screened(body="Nobody asks us. See http://a.example and http://b.example.")
    put_rules(hold="suspect", held_words="nobody", most_links=2)

    reasons = why_held(Submission.objects.get(pk=submission.pk), Rules.current())

    assert reasons == ["It has a word that you hold: nobody", "It has 2 links."]


def test_what_a_moderator_mends_first_says_so(client, post, screening, screen_all):
    put_rules(hold="suspect")
    send_comment(client, post)
    Submission.objects.get().mend({"body": "Other words."}, by=create_moderator())

    screen_all()

    submission = Submission.objects.get()
    assert submission.status == "pending"
    expected = ["A moderator has mended it, and has not decided yet."]
    assert why_held(submission, Rules.current()) == expected


def test_what_a_moderator_hides_again_says_so(screened):
    put_rules(hold="suspect")
    submission = screened()
    submission.hold(by=create_moderator())

    expected = ["It was shown, and is hidden again while we look."]
    assert why_held(Submission.objects.get(), Rules.current()) == expected


def test_provisional_verdict_publishes_nothing(screening, screened):
    put_rules(hold="suspect")
    screening.answer_with("false", headers=PROVISIONAL)

    submission = screened()

    assert (submission.status, submission.verdict) == ("pending", "ham")
    expected = ["The spam checker is not sure yet: it will be asked again."]
    assert why_held(submission, Rules.current()) == expected


def test_what_its_writer_asks_about_waits_for_a_person(screened):
    submission = screened()
    submission.asked_at = timezone.now()
    submission.save()
    put_rules(hold="suspect")

    assert settle([submission]) == []
    expected = ["Its writer asks for a person to look again."]
    assert why_held(submission, Rules.current()) == expected


def test_what_came_under_stricter_rules_goes_on_waiting(screened):
    submission = screened()
    put_rules(hold="suspect")

    expected = ["It waited already when the rules were others."]
    assert why_held(submission, Rules.current()) == expected


def test_what_does_not_wait_is_held_for_nothing(screened):
    submission = screened()
    submission.approve()

    assert why_held(submission, Rules.current()) == []


def test_clean_verdict_brings_nothing_back_from_spam(post):
    submission = create_comment(post, status="pending").submission
    submission.mark_spam(agent=Agent.SCREENING)
    Submission.objects.update(verdict="ham")
    put_rules(hold="suspect")

    assert settle([submission]) == []


@pytest.mark.parametrize("columns", [{"recheck_reason": "recheck-after"}, {"person_only": True}])
def test_what_the_spam_check_does_not_know_for_sure_waits(post, columns):
    submission = create_comment(post, status="pending").submission
    Submission.objects.update(verdict="ham", **columns)
    put_rules(hold="suspect")

    assert settle([submission]) == []
