"""Marks beside a comment: that it was edited, that a moderator wrote it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.answering import answer_publicly
from tests.factories import create_comment, create_moderator, create_post
from tests.markup import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return create_post()


def marks(client, path, comment):
    return texts(client.get(path), f".//*[@id='comment-{comment.pk}']/header/span")


def test_mended_comment_says_so_on_every_page_that_shows_it(client, post):
    comment = create_comment(post, body="Mr Example said so.")
    other = create_comment(post, body="As I wrote it.")
    comment.submission.mend({"body": "[a name] said so."}, by=None)

    for path in (post.get_absolute_url(), f"/threads/{post.thread.pk}/comments/{comment.pk}/"):
        assert marks(client, path, comment) == ["[edited]"]
        assert texts(client.get(path), f".//*[@id='comment-{comment.pk}']//p")[0] == (
            "[a name] said so."
        )
    assert marks(client, post.get_absolute_url(), other) == []


def test_comment_that_was_put_back_says_nothing(client, post):
    comment = create_comment(post, body="As I wrote it.")
    comment.submission.mend({"body": "Other words."}, by=None)
    comment.submission.mend({"body": "As I wrote it."}, by=None)

    assert marks(client, post.get_absolute_url(), comment) == []


def test_answer_of_a_moderator_says_so_and_a_readers_with_that_name_does_not(client, post):
    mo = create_moderator("mo")
    comment = create_comment(post, name="mo")

    answer = answer_publicly(comment.submission, mo, "Thank you.").comment
    answer.submission.approve(by=mo)

    assert marks(client, post.get_absolute_url(), answer) == ["Moderator"]
    assert marks(client, post.get_absolute_url(), comment) == []


def test_marks_take_no_more_queries(client, post):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/posts/{post.slug}/")
        return len(captured)

    comment = create_comment(post)
    create_comment(post, parent=comment)
    queries()
    before = queries()
    comment.submission.mend({"body": "Other words."}, by=None)
    answer_publicly(comment.submission, create_moderator(), "Thank you.").approve()

    assert queries() == before
