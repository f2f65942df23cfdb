"""Undo of “Approve and answer”: the comment waits again, the moderator can answer it anew."""

import pytest

from comments.models import Comment
from tests.factories import create_comment
from tests.markup import parse, text_of
from tests.moderation.desk import (
    DESK,
    NEXT,
    UNDO,
    answer,
    answer_many,
    last_batch,
    letter_path,
    messages,
    put,
    revision,
    states,
    undo,
)
from tests.reading import Page

pytestmark = pytest.mark.django_db

GIVEN = "Thank you, we ask earlier now."


@pytest.fixture
def comment(post):
    return create_comment(post, body="Nobody asked us.", status="pending")


@pytest.fixture
def given(desk, comment):
    """The moderator’s answer to the comment, which is public with it."""
    reply(desk, comment)
    return Comment.objects.get(parent=comment)


def reply(desk, comment, words=GIVEN, **fields):
    form = {"reply": words, "seen": revision(comment), **fields}
    return desk.post(f"{DESK}{comment.pk}/reply/", form)


def bar(response):
    return text_of(parse(response).find(f".//form[@action='{UNDO}']/span"))


def box(response):
    """What stands in the box for a public answer."""
    (area,) = parse(response).iterfind(".//textarea[@name='reply']")
    return area.text or ""


def test_bar_names_the_comment_and_its_answer(desk, given):
    said = "Your last answer: “Nobody asked us.”, with your answer to it: Approved"
    assert bar(desk.get(DESK)) == said


def test_bar_counts_two_that_do_not_belong_together(desk, comment, given, post):
    given.submission.hold()
    other = create_comment(post, status="pending")
    answer_many(desk, "approve", [given, other])

    assert bar(desk.get(DESK)) == "Your last answer: 2 letters: Approved"


def test_undo_has_the_comment_wait_and_withdraws_the_answer(desk, comment, given, post):
    desk.get(DESK)  # which shows what was said of the answer
    response = undo(desk, last_batch(), then="list", query="tab=waiting")

    assert states(comment, given) == [("pending", ""), ("withdrawn", "")]
    assert Page(desk.get(post.get_absolute_url())).comments == []
    assert response.redirect_chain[-1][0] == f"{DESK}?tab=waiting#letter-{comment.pk}"
    assert messages(response) == [
        "2 undone.",
        "The answer is withdrawn. Whoever wrote it finds its words in the box for an answer. "
        "The letter’s page",
    ]
    (link,) = parse(response).iterfind(".//ul[@class='messagelist']//a")
    assert link.get("href") == letter_path(comment)


def test_its_words_wait_in_the_box_of_whoever_wrote_them(client, desk, comment, given, nia):
    undo(desk, last_batch())

    assert [box(desk.get(path)) for path in (letter_path(comment), NEXT)] == [GIVEN, GIVEN]
    desk.force_login(nia)
    assert [box(desk.get(path)) for path in (letter_path(comment), NEXT)] == ["", ""]


def test_what_is_typed_now_goes_before_what_was_taken_back(desk, comment, given):
    undo(desk, last_batch())

    assert box(reply(desk, comment, "x" * 10_001)) == "x" * 10_001


def test_nothing_waits_in_the_box_of_what_cannot_be_answered(desk, comment, given):
    undo(desk, last_batch())
    answer(desk, comment, "decline:abusive")

    assert parse(desk.get(letter_path(comment))).find(".//textarea[@readonly]") is None


def test_same_answer_can_be_given_anew(desk, comment, given, post):
    undo(desk, last_batch())

    assert reply(desk, comment).status_code == 302

    again = Comment.objects.filter(parent=comment).latest("pk")
    assert Page(desk.get(post.get_absolute_url())).comments == [(comment.pk, [(again.pk, [])])]
    assert states(given) == [("withdrawn", "")]
    assert box(desk.get(letter_path(comment))) == ""


def test_form_of_before_the_undo_that_comes_again_changes_nothing(desk, comment, given):
    undo(desk, last_batch())

    assert reply(desk, comment, seen=0).status_code == 409

    assert states(comment, given) == [("pending", ""), ("withdrawn", "")]
    assert Comment.objects.filter(parent=comment).count() == 1


def test_answer_that_was_hidden_in_between_waits_as_it_did(desk, comment, given):
    answer(desk, given, "hold")
    answer(desk, given, "approve")

    response = undo(desk, last_batch())

    assert states(comment, given) == [("approved", ""), ("pending", "")]
    assert messages(response) == ["1 undone."]


def test_answer_alone_is_taken_back_alone(desk, post):
    comment = create_comment(post)
    reply(desk, comment)
    given = Comment.objects.get(parent=comment)

    undo(desk, last_batch())

    assert states(comment, given) == [("approved", ""), ("withdrawn", "")]
    assert box(desk.get(letter_path(comment))) == GIVEN


def test_undo_of_a_readers_comment_withdraws_nothing(desk, post):
    comment = put(create_comment(post, status="pending"), source="web")
    answer(desk, comment, "approve")

    undo(desk, last_batch())

    assert states(comment) == [("pending", "")]
