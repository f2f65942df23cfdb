"""What a report does at once to what it is about."""

import pytest

from coproduce.moderation.models import Decision, Job, Report, Submission
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.front_door import FrontDoor
from tests.moderation.reporting import close_reports, report_path, send_report
from tests.reading import Page

pytestmark = pytest.mark.django_db

OTHERS = ["someone", "harm", "abuse", "unlawful", "advertising", "other"]


@pytest.fixture
def post():
    return create_post(slug="essay")


def status_of(row):
    row.submission.refresh_from_db()
    return row.submission.status


def test_what_is_about_somebody_is_hidden_at_once_everywhere(client, post):
    comment, other = create_comment(post, body="Ask Ana."), create_comment(post, body="Nobody.")
    door = FrontDoor()
    paths = ["/posts/essay/", "/", f"/threads/{post.thread.pk}/comments/{other.pk}/"]
    before = [door.get(path).content for path in paths]

    send_report(client, comment)

    after = [door.get(path).content.decode() for path in paths]
    assert "Ask Ana." in before[0].decode()
    assert "Ask Ana." not in "".join(after)
    assert "Nobody." in after[0]
    assert door.get(f"/comments/{comment.pk}/").status_code == 404
    post.thread.refresh_from_db()
    assert (status_of(comment), post.thread.comment_count) == ("pending", 1)


def test_barrier_about_somebody_is_hidden_at_once_everywhere(client):
    barrier = create_barrier(body="Ask Ana.")
    door = FrontDoor()
    assert "Ask Ana." in door.get("/barriers/?sort=newest").content.decode()

    send_report(client, barrier)

    assert "Ask Ana." not in door.get("/barriers/?sort=newest").content.decode()
    assert door.get(barrier.get_absolute_url()).status_code == 404
    assert status_of(barrier) == "pending"


@pytest.mark.parametrize("about", OTHERS)
def test_other_reports_leave_it_in_its_place(client, post, version, about):
    comment = create_comment(post, body="Ask Ana.")
    before = version()

    send_report(client, comment, about)

    assert "Ask Ana." in Page(client.get("/posts/essay/")).main
    assert (status_of(comment), version()) == ("approved", before)
    assert comment.submission.is_urgent is (about == "harm")


def test_report_is_in_the_log_without_its_words(client, post):
    comment = create_comment(post)

    send_report(client, comment, words="She lives next door.", email="a@example.org")

    lines = Decision.objects.filter(agent="reader").order_by("pk")
    assert [(line.act, line.line, line.to_status) for line in lines] == [
        ("report", "It is about me", "approved"),
        ("decide", "", "pending"),
    ]
    kept = repr(list(Decision.objects.values()))
    assert "next door" not in kept
    assert "example.org" not in kept


def test_second_time_it_is_not_hidden_once_a_person_has_left_it(client, admin_client, post):
    comment = create_comment(post)
    send_report(client, comment)
    close_reports(admin_client, comment)
    assert status_of(comment) == "approved"

    answer = send_report(client, comment, words="Again.")

    assert (answer.status_code, status_of(comment)) == (303, "approved")
    assert Report.objects.open().count() == 1


def test_somebody_else_hides_what_was_left_for_another_reason(client, admin_client, post):
    comment = create_comment(post)
    send_report(client, comment, "advertising")
    close_reports(admin_client, comment)

    send_report(client, comment)

    assert status_of(comment) == "pending"


def test_person_may_hide_again_what_was_left(client, admin_client, post):
    comment = create_comment(post)
    send_report(client, comment)
    close_reports(admin_client, comment)
    send_report(client, comment)

    comment.submission.refresh_from_db()
    comment.submission.decline(by=create_moderator(), reason="names-person")

    assert status_of(comment) == "declined"
    assert client.get(report_path(comment)).status_code == 404


def test_program_in_the_trap_hides_nothing(client, post):
    comment = create_comment(post)

    answer = send_report(client, comment, homepage="https://example.org")

    assert (answer.status_code, status_of(comment)) == (303, "approved")
    assert Report.objects.open().count() == 1


def test_program_in_the_trap_puts_nothing_on_top(client, post):
    comment = create_comment(post)

    send_report(client, comment, "harm", homepage="https://example.org")

    comment.submission.refresh_from_db()
    assert comment.submission.is_urgent is False


@pytest.mark.parametrize(
    ("signs", "outcome", "is_urgent"),
    [
        ([], "stays", False),
        ([{"sign": "links", "detail": "3"}], "stays", False),
        ([{"sign": "danger", "detail": "cannot go on"}], "stays", True),
        ([], "removed", True),
    ],
)
def test_what_stays_is_urgent_for_its_own_words_alone(
    client, admin_client, post, signs, outcome, is_urgent
):
    comment = create_comment(post)
    Submission.objects.filter(pk=comment.pk).update(signs=signs)
    send_report(client, comment, "harm")

    close_reports(admin_client, comment, outcome=outcome)

    comment.submission.refresh_from_db()
    assert comment.submission.is_urgent is is_urgent


def test_moderators_hear_of_it_by_mail(client, post, settings):
    settings.MAIL_IS_ON, settings.MODERATOR_EMAILS = True, ["mo@example.org"]
    comment = create_comment(post)
    Job.objects.all().delete()

    send_report(client, comment, "other")

    assert list(Job.objects.values_list("kind", flat=True)) == ["moderator_mail"]
