import re
import time

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import http

from comments.models import Comment
from coproduce.moderation import receipts
from coproduce.moderation.models import Submission
from tests.factories import create_comment, create_post
from tests.reading import Page, receipt_behind, receipt_code, receipt_path, send_comment

pytestmark = pytest.mark.django_db

FIND = "/receipts/"


class SignerOfThePast(signing.TimestampSigner):
    def __init__(self, age):
        super().__init__(salt=receipts.SALT)
        self.age = age

    def timestamp(self):
        return signing.b62_encode(int(time.time()) - self.age)


def withdraw(client, submission, **extra):
    return client.post(receipt_path(submission, "withdraw"), **extra)


def test_code_is_sixteen_letters_and_digits_in_four_groups(client):
    code = receipt_code(client, send_comment(client, create_post()))

    assert re.fullmatch(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)


def test_code_is_stored_nowhere(client):
    code = receipt_code(client, send_comment(client, create_post()))

    stored = repr(Submission.objects.values().get()).upper()
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_code_leads_back_to_its_own_receipt(client):
    post = create_post()
    send_comment(client, post, body="The words of somebody else.")
    code = receipt_code(client, send_comment(client, post, body="My own words."))

    response = client.post(FIND, {"code": code})

    assert response.status_code == 303
    page = Page(client.get(response["Location"]))
    assert page.text_of("code") == code
    assert "My own words." in page.main


@pytest.mark.parametrize(
    "typed",
    [
        "7K3M-0QXA-1201-W5ZD",
        "7k3m-0qxa-1201-w5zd",
        "7K3M 0QXA 1201 W5ZD",
        " 7K3M0QXA1201W5ZD\n",
        "7K3M-OQXA-I2OL-W5ZD",
        "7k3m–oqxa–l2oi–w5zd",
    ],
)
def test_code_is_known_in_any_spelling(client, submission, typed):
    submission.code_hash = receipts.hash_code("7K3M-0QXA-1201-W5ZD")
    submission.save()

    response = client.post(FIND, {"code": typed})

    assert (response.status_code, receipt_behind(response)) == (303, ("show", submission))


@pytest.mark.parametrize("typed", ["7K3M-9QXA-22TB-W5ZD", "1", "\x00", "é" * 40, "‮7K3M"])
def test_unknown_code_is_refused_and_kept(client, submission, typed):
    response = client.post(FIND, {"code": typed})

    page = Page(response)
    assert response.status_code == 400
    assert page.text_of("h2") == "There is a problem"
    assert page.fields["code"] == typed


@pytest.mark.parametrize("typed", ["", "   ", "1" * 41, "‮​"])
def test_what_cannot_be_a_code_finds_nothing(client, submission, typed):
    Submission.objects.update(code_hash=receipts.hash_code(""))

    response = client.post(FIND, {"code": typed})

    assert response.status_code == 400
    assert "There is a problem" in Page(response).main


def test_link_works_for_an_hour(client, submission):
    def status(age):
        token = SignerOfThePast(age).sign_object(submission.pk)
        return client.get(reverse("receipts:show", args=[token])).status_code

    assert [status(age) for age in (0, 3590, 3601, 86_400)] == [200, 200, 404, 404]


def test_expired_link_tells_the_way_back(client, submission):
    token = SignerOfThePast(3601).sign_object(submission.pk)

    page = Page(client.get(reverse("receipts:show", args=[token])))

    assert page.text_of("h1") == "This link has expired"
    assert submission.body not in page.main


def forged_tokens(submission):
    other = create_comment(create_post(), status="pending").submission
    token, other_token = receipts.token_for(submission), receipts.token_for(other)
    return [
        ":".join([token.split(":")[0], *other_token.split(":")[1:]]),
        token[:-1],
        token + "A",
        token.swapcase(),
        signing.dumps(submission.pk, salt="something else"),
        str(submission.pk),
        http.urlsafe_base64_encode(b"1") + "::",
        receipts.token_for(Submission(pk=10**9)),
    ]


def test_forged_links_lead_to_nothing(client, submission):
    forged = forged_tokens(submission)

    answers = [client.get(reverse("receipts:show", args=[token])).status_code for token in forged]
    taken_back = [
        client.post(reverse("receipts:withdraw", args=[token])).status_code for token in forged
    ]

    assert client.get(receipt_path(submission)).status_code == 200
    assert answers == taken_back == [404] * len(forged)
    assert Submission.objects.filter(status="withdrawn").count() == 0


def test_pages_of_receipts_are_neither_kept_nor_told_of(client, submission):
    responses = [
        client.get(FIND),
        client.post(FIND, {"code": "unknown"}),
        client.get(receipt_path(submission)),
        client.get(reverse("receipts:show", args=["forged"])),
        client.post(receipt_path(submission)),
        withdraw(client, submission, headers={"Sec-Fetch-Site": "cross-site"}),
        withdraw(client, submission),
    ]

    assert [response.status_code for response in responses] == [200, 400, 200, 404, 405, 403, 303]
    for response in responses:
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert response.cookies == {}


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (lambda one: None, "It is waiting."),
        (lambda one: one.approve(), "It has been read and approved."),
        (
            lambda one: one.decline(reason="off-topic", line="Try the council."),
            "The reason: it is not about co-production. Try the council.",
        ),
        (lambda one: one.mark_spam(), "It was taken for spam and is not shown."),
        (lambda one: one.withdraw(), "You have withdrawn it. No reader can see it."),
    ],
)
def test_receipt_says_where_the_text_stands(client, submission, decide, words):
    decide(submission)

    assert words in Page(client.get(receipt_path(submission))).main


def test_receipt_of_an_approved_text_links_to_it(client, submission):
    assert f"/comments/{submission.pk}/" not in Page(client.get(receipt_path(submission))).links

    submission.approve()

    assert f"/comments/{submission.pk}/" in Page(client.get(receipt_path(submission))).links


def test_withdrawing_hides_a_comment_at_once_from_page_and_count(client):
    post = create_post()
    stays = create_comment(post, body="This one stays.")
    goes = create_comment(post, body="This one goes.")
    assert Page(client.get(post.get_absolute_url())).comments == [(stays.pk, []), (goes.pk, [])]

    response = withdraw(client, goes.submission)

    page = Page(client.get(post.get_absolute_url()))
    assert (response.status_code, receipt_behind(response)) == (303, ("show", goes.submission))
    assert page.comments == [(stays.pk, [])]
    assert "1 comment" in page.text_of("h2")
    assert "This one goes." not in page.main
    assert client.get(goes.get_absolute_url()).status_code == 404


def test_withdrawn_words_stand_on_no_receipt(client, submission):
    assert submission.body in Page(client.get(receipt_path(submission))).main

    withdraw(client, submission)

    assert submission.body not in Page(client.get(receipt_path(submission))).main


def test_nobody_brings_back_what_its_writer_withdrew(client):
    comment = create_comment(create_post())
    withdraw(client, comment.submission)

    withdraw(client, comment.submission)
    submission = comment.submission
    changed = [submission.approve(), submission.hold(), submission.mark_spam(), submission.undo()]
    changed.append(submission.decline(reason="other"))

    submission.refresh_from_db()
    assert changed == [False] * 5
    assert submission.status == "withdrawn"
    assert [str(decision) for decision in submission.decisions.all()] == [
        "approved → withdrawn",
        "pending → approved",
    ]
    assert Comment.objects.published().count() == 0


def test_reading_a_receipt_changes_nothing(client, submission):
    before = list(Submission.objects.values())

    address = receipt_path(submission, "withdraw")
    answers = [
        client.get(receipt_path(submission)),
        client.head(receipt_path(submission)),
        client.get(address),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 405]
    assert list(Submission.objects.values()) == before


def test_receipt_of_a_comment_whose_post_became_a_draft_has_no_dead_link(client):
    post = create_post()
    comment = create_comment(post)
    assert comment.get_absolute_url() in Page(client.get(receipt_path(comment.submission))).links

    post.unpublish()

    page = Page(client.get(receipt_path(comment.submission)))
    assert "The page that it belongs to is not public just now." in page.main
    assert comment.get_absolute_url() not in page.links


def test_receipt_of_what_was_hidden_again_says_so(client, submission):
    submission.approve()
    submission.hold()

    assert "a person looks at it again" in Page(client.get(receipt_path(submission))).main


def test_receipt_of_what_was_never_shown_does_not_call_it_hidden(client, submission):
    submission.decline(reason="other")
    submission.undo()

    main = Page(client.get(receipt_path(submission))).main
    assert "It is waiting." in main
    assert "again" not in main


def test_import_that_came_approved_and_was_hidden_says_so(client, submission):
    Submission.objects.update(status="approved")
    submission.hold()

    assert "a person looks at it again" in Page(client.get(receipt_path(submission))).main


def test_decline_without_a_reason_gives_the_line_alone(client, submission):
    submission.decline(reason="other", line="Write to us.")

    main = Page(client.get(receipt_path(submission))).main
    assert "It has been read and will not be shown. Write to us." in main
