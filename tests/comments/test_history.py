"""What the desk says of who wrote a comment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.answering import answer_publicly
from comments.letters import letters_of
from comments.models import Comment
from tests.factories import create_comment, create_moderator, create_post

pytestmark = pytest.mark.django_db

ANA = "ana@example.org"
TYPED = "The address is typed, not proven."


@pytest.fixture
def post():
    return create_post()


def history(comment):
    return letters_of([comment.submission])[comment.pk].history


def test_comment_without_an_address_has_no_history(post):
    create_comment(post, status="approved")

    assert history(create_comment(post, status="pending")) == ""


def test_first_comment_of_an_address_says_so(post):
    create_comment(post, email="bo@example.org")
    create_comment(post, email=ANA, status="pending")

    found = history(create_comment(post, email=ANA, status="pending"))

    assert found == f"No other comment with this address has been decided on. {TYPED}"


def test_others_are_counted_by_what_became_of_them(post):
    for status in ("approved", "approved", "declined", "spam", "withdrawn", "pending"):
        create_comment(post, email=ANA, status=status)
    create_comment(post, email="bo@example.org")

    approved = create_comment(post, email=ANA)

    words = "Other comments with this address: 2 approved, 1 declined, 1 spam."
    assert history(approved) == f"{words} {TYPED}"


def test_address_that_is_proven_is_called_so(post):
    comment = create_comment(post, email=ANA, status="pending")
    Comment.objects.filter(pk=comment.pk).update(email_proven_at=timezone.now())

    assert history(comment).endswith("decided on. The address is proven for this one.")


def test_answer_written_at_the_desk_says_whose_it_is(post):
    answer = answer_publicly(create_comment(post).submission, create_moderator("mo"), "Thanks.")
    answer.approve()

    assert letters_of([answer])[answer.pk].history == "mo wrote this at the desk."


def test_three_histories_take_as_many_queries_as_one(post):
    comments = [create_comment(post, email=ANA, status="pending") for _ in range(3)]

    def queries(number):
        with CaptureQueriesContext(connection) as captured:
            letters_of([comment.submission for comment in comments[:number]])
        return len(captured)

    assert queries(3) == queries(1) == 1
