"""The same report sent again, by whoever pressed twice or came out of a tunnel."""

import threading

import pytest
from django.db import connection
from django.test import Client

from coproduce.moderation.models import Decision, Report
from coproduce.moderation.reports import receipts as report_receipts
from tests.factories import create_barrier, create_comment, create_post
from tests.moderation.reporting import report_path, send_report
from tests.reading import receipt_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return create_comment(create_post())


@pytest.mark.parametrize("submission_id", ["one-page", ""])
def test_same_report_again_gives_the_same_receipt(client, comment, submission_id):
    """Also once it has hidden what it is about, so that there is nothing more to report."""
    codes = [
        receipt_code(client, send_report(client, comment, submission_id=submission_id))
        for _ in range(3)
    ]

    assert len(set(codes)) == 1
    assert Report.objects.count() == 1
    assert Decision.objects.filter(act="report").count() == 1


def test_same_report_is_known_once_its_key_is_gone(client, comment):
    first = receipt_code(client, send_report(client, comment, submission_id="one-page"))
    Report.objects.update(form_key=None)

    again = send_report(client, comment, submission_id="one-page")

    assert Report.objects.count() == 1
    assert first not in client.get(again["Location"]).content.decode()


@pytest.mark.parametrize(
    "other",
    [{"words": "More."}, {"about": "abuse"}, {"email": "a@example.org"}, {"submission_id": "2"}],
)
def test_other_words_are_another_report(client, comment, other):
    form = {"about": "other", "submission_id": "1"}

    for typed in (form, form | other):
        assert client.post(report_path(comment), typed).status_code == 303

    assert Report.objects.count() == 2


def test_same_words_about_something_else_are_another_report(client, comment):
    for row in (comment, create_barrier(), create_comment(create_post())):
        send_report(client, row, "other", submission_id="1")

    assert Report.objects.count() == 3


def test_two_visitors_without_script_share_nothing(client, comment):
    for address in ("192.0.2.1", "192.0.2.2"):
        send_report(client, comment, "other", submission_id="", visitor={"REMOTE_ADDR": address})

    assert Report.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_report_sent_many_times_at_once_is_one(comment):
    # Asked before: else all threads import the site's addresses at once.
    path, answers = report_path(comment), []

    def send():
        answers.append(Client().post(path, {"about": "me", "submission_id": "one-page"}))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = {report_receipts.from_token(answer["Location"].split("/")[-2]) for answer in answers}
    assert [answer.status_code for answer in answers] == [303] * 8
    assert found == {Report.objects.get()}
    comment.submission.refresh_from_db()
    assert comment.submission.status == "pending"
