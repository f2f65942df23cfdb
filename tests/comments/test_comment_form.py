import pytest
from django.urls import reverse

from comments.models import Comment
from coproduce.moderation.models import Submission
from tests.factories import create_comment, create_post
from tests.reading import Page, receipt_code, send_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return create_post()


def test_form_on_a_post_is_empty_and_the_same_for_everyone(client, post):
    first = client.get(post.get_absolute_url())
    second = client.get(post.get_absolute_url(), REMOTE_ADDR="192.0.2.9", HTTP_COOKIE="a=b")

    names = ["submission_id", "homepage", "seconds", "body", "name", "email", "parent"]
    assert Page(first).fields == dict.fromkeys(names, "")
    assert first.content == second.content


def test_form_offers_to_leave_akismet_out_where_it_is_used(client, post, screening):
    page = Page(client.get(post.get_absolute_url()))

    assert "Don’t send this to Akismet, our spam checker." in page.text_of("label")


def test_form_says_nothing_of_akismet_where_it_is_not_used(client, post):
    response = client.get(post.get_absolute_url())

    assert "Your comment" in Page(response).text_of("label")
    assert "Akismet" not in response.content.decode()


def test_form_leads_to_a_receipt_and_the_comment_waits_unseen(client, post):
    shown = create_comment(post, body="Shown already.")
    before = client.get(post.get_absolute_url()).content

    code = receipt_code(client, send_comment(client, post, body="Just written."))

    assert len(code) == 19
    assert client.get(post.get_absolute_url()).content == before
    assert Page(client.get(post.get_absolute_url())).comments == [(shown.pk, [])]
    waiting = Comment.objects.get(submission__status="pending")
    assert client.get(waiting.get_absolute_url()).status_code == 404


def test_receipt_shows_the_words_as_they_will_stand(client, post):
    response = send_comment(client, post, body="Nobody *asked*.\n\n<b>Us</b>")

    html = client.get(response["Location"]).content.decode()
    assert "<p>Nobody <em>asked</em>.</p>\n<p>&lt;b&gt;Us&lt;/b&gt;</p>" in html


def test_approved_comment_stands_on_the_page_with_name_and_day(client, post):
    send_comment(client, post, body="Nobody *asked*.", name="Ana", email="ana@example.org")
    Submission.objects.get().approve()

    response = client.get(post.get_absolute_url())

    page = Page(response)
    assert page.comments == [(Submission.objects.get().pk, [])]
    assert page.text_of("h3") == "Ana"
    assert "Nobody <em>asked</em>." in response.content.decode()
    assert "ana@example.org" not in response.content.decode()


def test_comment_without_a_name_is_by_someone(client, post):
    create_comment(post, name="")

    assert Page(client.get(post.get_absolute_url())).text_of("h3") == "Someone"


def test_name_of_markup_and_turned_letters_is_plain_text(client, post):
    send_comment(client, post, name="<i>\u202eanA</i> \u200b")
    Submission.objects.get().approve()

    response = client.get(post.get_absolute_url())

    assert Page(response).text_of("bdi") == "<i>anA</i> \u200b".strip()
    assert "<i>" not in response.content.decode()


def test_answer_stands_under_what_it_answers(client, post):
    first, second = create_comment(post, name="Bea"), create_comment(post)
    page = Page(client.get(reverse("comments:conversation", args=[post.thread.pk, first.pk])))
    assert page.fields["parent"] == str(first.pk)
    assert "Answer Bea" in page.text_of("h2")

    send_comment(client, post, parent=page.fields["parent"])
    answer = Comment.objects.get(parent=first)
    answer.submission.approve()

    shown = Page(client.get(post.get_absolute_url())).comments
    assert shown == [(first.pk, [(answer.pk, [])]), (second.pk, [])]


def test_closed_thread_shows_its_comments_but_no_form(client, post):
    comment = create_comment(post)
    post.thread.close(post.published_at)

    page = Page(client.get(post.get_absolute_url()))

    assert page.comments == [(comment.pk, [])]
    assert page.fields == {}
    assert "This conversation is closed" in page.text_of("h2")


def test_draft_shows_nothing_of_its_comments(client):
    stays, goes = create_post(), create_post()
    kept, hidden = create_comment(stays), create_comment(goes)
    goes.unpublish()

    assert Page(client.get(stays.get_absolute_url())).comments == [(kept.pk, [])]
    for path in (
        goes.get_absolute_url(),
        hidden.get_absolute_url(),
        reverse("comments:conversation", args=[goes.thread.pk, hidden.pk]),
    ):
        assert client.get(path).status_code == 404


def test_comments_of_another_thread_are_not_found_under_this_one(client, post):
    comment = create_comment(create_post())

    path = reverse("comments:conversation", args=[post.thread.pk, comment.pk])

    assert client.get(path).status_code == 404


def test_form_needs_neither_script_nor_cookie(client, post):
    response = send_comment(client, post, submission_id="")

    assert response.status_code == 303
    assert response.cookies == client.get(response["Location"]).cookies == {}
