"""Many reports at once: they hide so many things, and no more before a person has looked."""

import threading

import pytest
from django.db import connection
from django.test import Client

from coproduce.moderation.models import Job, Report, Submission
from coproduce.moderation.reports.verbs import MOST_HIDDEN
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.moderation.reporting import report_path, send_report
from tests.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def barriers():
    return [create_barrier() for _ in range(MOST_HIDDEN + 2)]


def hidden():
    return Submission.objects.pending().count()


def test_reports_hide_ten_things_and_leave_the_rest_to_a_person(client, barriers, settings):
    settings.MAIL_IS_ON, settings.MODERATOR_EMAILS = True, ["mo@example.org"]
    for barrier in barriers[:MOST_HIDDEN]:
        send_report(client, barrier)
    Job.objects.all().delete()

    answer = send_report(client, barriers[-1], words="It is me.")

    assert (MOST_HIDDEN, hidden()) == (10, 10)
    assert Report.objects.open().count() == 11
    assert list(Job.objects.values_list("kind", flat=True)) == ["moderator_mail"]
    assert client.get(barriers[-1].get_absolute_url()).status_code == 200
    receipt = Page(client.get(answer["Location"])).main
    assert "Thank you. Your report is with us" in receipt
    assert "It is not shown just now." not in receipt


def test_form_says_that_many_reports_hide_nothing(client, barriers):
    page = Page(client.get(report_path(barriers[0]))).main

    assert "If much is reported at the same time, a person looks first." in page


def test_whatever_a_person_has_looked_at_makes_room(client, barriers):
    for barrier in barriers[:MOST_HIDDEN]:
        send_report(client, barrier)
    first = Submission.objects.get(pk=barriers[0].pk)
    first.approve(by=create_moderator())

    send_report(client, barriers[-2])
    send_report(client, barriers[-1])

    assert hidden() == 10
    assert client.get(barriers[-2].get_absolute_url()).status_code == 404
    assert client.get(barriers[-1].get_absolute_url()).status_code == 200


def test_what_a_person_has_hidden_takes_no_room(client, barriers):
    moderator = create_moderator()
    for barrier in barriers[:MOST_HIDDEN]:
        send_report(client, barrier, "advertising")
        Report.objects.update(about="me")
        barrier.submission.hold(by=moderator)

    send_report(client, barriers[-1])

    assert client.get(barriers[-1].get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_reports_that_come_at_the_same_time_hide_no_more(barriers):
    rows = [*barriers, *(create_comment(create_post()) for _ in range(4))]
    # Asked before: else all threads import the site's addresses at once.
    paths, answers = [report_path(row) for row in rows], []
    start = threading.Barrier(len(paths))

    def send(path):
        start.wait()
        answers.append(Client().post(path, {"about": "me"}).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[path]) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [303] * 16
    assert (hidden(), Report.objects.open().count()) == (10, 16)
