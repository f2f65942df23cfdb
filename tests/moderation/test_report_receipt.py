"""A reporter's receipt: its code, and what it says of the report."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coproduce.moderation import receipts
from coproduce.moderation.models import Report
from coproduce.moderation.reports import receipts as report_receipts
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import hrefs, texts
from tests.moderation.reporting import send_report
from tests.reading import Page, receipt_code

pytestmark = pytest.mark.django_db

FIND = "/receipts/"


@pytest.fixture
def comment():
    return create_comment(create_post(), body="Ask Ana of Leeds.")


def receipt(client, report):
    return client.get(report_receipts.path_for(report))


def test_report_leads_to_its_receipt(client, comment):
    sent = send_report(client, comment, "abuse", words="Her secret.", email="a@example.org")

    response = client.get(sent["Location"])

    assert re.fullmatch(r"/report/receipts/[^/]+/", sent["Location"])
    assert texts(response, ".//h1") == ["Thank you. Your report is with us"]
    assert "Ask Ana of Leeds." in Page(response).main
    assert "Your reason: It is abusive or hateful" in Page(response).main
    assert "Her secret." not in response.content.decode()
    assert "example.org" not in Page(response).main
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_code_leads_back_from_the_form_for_all_receipts(client, comment):
    code = receipt_code(client, send_report(client, comment, "other"))

    found = client.post(FIND, {"code": f" {code.lower()} "})

    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert (found.status_code, found["Location"][:17]) == (303, "/report/receipts/")
    assert Page(client.get(found["Location"])).text_of("code") == code


def test_code_is_stored_nowhere_and_is_no_writers_code(client, comment):
    code = receipt_code(client, send_report(client, comment, "other"))

    report = Report.objects.get()
    assert code not in repr(Report.objects.values().get()).upper()
    assert code != receipts.code_for(report.form_key)
    assert receipts.find(code) is None


@pytest.mark.parametrize("about", ["me", "someone"])
def test_what_is_hidden_is_not_quoted(client, comment, about):
    sent = send_report(client, comment, about)
    comment.submission.refresh_from_db()
    comment.submission.hold()

    response = client.get(sent["Location"])

    assert "It is not shown just now." in Page(response).main
    assert "Leeds" not in response.content.decode()


def test_comment_on_a_draft_is_not_quoted(client, comment):
    sent = send_report(client, comment, "other")
    comment.thread.is_public = False
    comment.thread.save()

    assert "Leeds" not in client.get(sent["Location"]).content.decode()


def test_receipt_says_by_when(client, comment):
    sent = send_report(client, comment, "other")
    Report.objects.update(due_at=datetime(2199, 7, 1, 8, 5, tzinfo=UTC))

    main = Page(client.get(sent["Location"])).main

    assert "It waits for a person, who should look at it by 1 July 2199, 9:05." in main
    assert "Nobody reads this at night." in main


def test_receipt_says_that_it_is_late(client, comment):
    sent = send_report(client, comment, "other")
    Report.objects.update(due_at=datetime(2020, 1, 1, 8, 5, tzinfo=UTC))

    response = client.get(sent["Location"])

    assert "A person should have looked at it by 1 January 2020, 8:05." in Page(response).main
    assert "/complaints/" in hrefs(response)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("stays", "A person has looked at it. It stays as it is."),
        ("mended", "A person has looked at it. It was changed."),
        ("removed", "It was taken down."),
    ],
)
def test_receipt_says_what_came_of_it(client, comment, outcome, words):
    sent = send_report(client, comment, "other")
    Report.objects.all().close(outcome, by=create_moderator("Mo Smith"), line="Say <why>.")

    response = client.get(sent["Location"])

    assert texts(response, ".//h1") == ["Your report"]
    assert f"{words} Say <why>." in Page(response).main
    assert "Smith" not in response.content.decode()
    assert "It waits" not in Page(response).main


def test_receipt_of_a_barrier(client):
    sent = send_report(client, create_barrier(body="Nobody asks us."), "other")

    assert "Nobody asks us." in Page(client.get(sent["Location"])).main


class SignerOfThePast(signing.TimestampSigner):
    def timestamp(self):
        return signing.b62_encode(int(time.time()) - 3_601)


def test_address_of_a_receipt_is_nobody_elses_and_works_for_an_hour(client, comment):
    send_report(client, comment, "other")
    report = Report.objects.get()
    token = report_receipts.path_for(report).split("/")[-2]
    old = SignerOfThePast(salt=report_receipts.SALT).sign_object(report.pk)

    assert client.get(f"/report/receipts/{token}/").status_code == 200
    for wrong in (old, token[:-1], f"{token}a", receipts.token_for(comment.submission)):
        assert client.get(f"/report/receipts/{wrong}/").status_code == 404
    assert client.get(f"/receipts/{token}/").status_code == 404


def test_looking_at_a_receipt_changes_nothing(client, comment):
    send_report(client, comment, "other")

    with CaptureQueriesContext(connection) as captured:
        receipt(client, Report.objects.get())

    assert {query["sql"][:6] for query in captured} == {"SELECT"}
    assert client.post(report_receipts.path_for(Report.objects.get())).status_code == 405


def test_receipt_without_its_key_has_no_code(client, comment):
    send_report(client, comment, "other")
    Report.objects.update(form_key=None, made_at=timezone.now() - timedelta(days=20))

    assert Page(receipt(client, Report.objects.get())).text_of("code") == ""
