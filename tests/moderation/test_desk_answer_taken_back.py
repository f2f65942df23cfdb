"""Undo of “Approve and answer”: the comment waits again, the moderator can answer it anew."""

import pytest

from comments.models import Comment
from coproduce.moderation.desk import undoing
from coproduce.moderation.models import Submission
from tests.factories import create_comment
from tests.markup import form_values, parse, send, text_of
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
    assert box(response) == GIVEN
    assert messages(response) == [
        "Undone. “Nobody asked us.”: Waiting.",
        "1 answer is withdrawn. Whoever wrote it finds its words on the letter’s own page, in the "
        "box for an answer.",
    ]


@pytest.mark.parametrize(
    ("whence", "leads_to"),
    [
        ({"then": "list", "query": "tab=waiting"}, f"{DESK}?tab=waiting"),
        ({"then": "next", "query": "after=0-1-7"}, f"{NEXT}?after=0-1-7"),
        ({"then": "letter", "query": ""}, "{letter}"),
    ],
)
def test_answered_anew_it_leads_on_to_where_one_came_from(desk, comment, given, whence, leads_to):
    page = undo(desk, last_batch(), **whence)
    forms = [one for one in parse(page).iter("form") if one.get("method") == "post"]
    at = [one.get("action") for one in forms].index(f"{DESK}{comment.pk}/reply/")

    response = send(desk, f"{DESK}{comment.pk}/reply/", form_values(page, at))

    assert response["Location"] == leads_to.format(letter=letter_path(comment))
    assert Comment.objects.filter(parent=comment).published().count() == 1


def test_its_words_wait_in_the_box_of_whoever_wrote_them(client, desk, comment, given, nia):
    undo(desk, last_batch())

    assert [box(desk.get(path)) for path in (letter_path(comment), NEXT)] == [GIVEN, GIVEN]
    desk.force_login(nia)
    assert [box(desk.get(path)) for path in (letter_path(comment), NEXT)] == ["", ""]


def test_box_is_open_where_words_wait_in_it_alone(desk, comment, given):
    def is_open():
        (box,) = parse(desk.get(letter_path(comment))).iterfind(".//details[@data-key='r']")
        return box.get("open") is not None

    answered = is_open()
    undo(desk, last_batch())

    assert (answered, is_open()) == (False, True)


def test_what_is_typed_now_goes_before_what_was_taken_back(desk, comment, given):
    undo(desk, last_batch())

    assert box(reply(desk, comment, "x" * 10_001)) == "x" * 10_001


def test_nothing_waits_in_the_box_of_what_cannot_be_answered(desk, comment, given):
    undo(desk, last_batch())
    answer(desk, comment, "decline:abusive")

    assert parse(desk.get(letter_path(comment))).find(".//textarea[@readonly]") is None


def test_same_answer_can_be_given_anew_from_a_new_page(desk, comment, given, post):
    undo(desk, last_batch())
    (form_id,) = parse(desk.get(letter_path(comment))).iterfind(".//input[@name='form_id']")

    assert reply(desk, comment, form_id=form_id.get("value")).status_code == 302

    again = Comment.objects.filter(parent=comment).latest("pk")
    assert Page(desk.get(post.get_absolute_url())).comments == [(comment.pk, [(again.pk, [])])]
    assert states(given) == [("withdrawn", "")]
    assert box(desk.get(letter_path(comment))) == ""


@pytest.mark.parametrize(("start", "code"), [("pending", 409), ("approved", 302)])
def test_form_of_before_the_undo_that_comes_again_changes_nothing(desk, post, start, code):
    comment = create_comment(post, status=start)
    seen = revision(comment)
    reply(desk, comment, seen=seen, form_id="of-one-page")
    given = Comment.objects.get(parent=comment)
    undo(desk, last_batch())

    assert reply(desk, comment, seen=seen, form_id="of-one-page").status_code == code

    assert states(comment, given) == [(start, ""), ("withdrawn", "")]
    assert Comment.objects.filter(parent=comment).count() == 1


def test_same_words_from_two_pages_are_one_answer(desk, comment):
    for form_id in ("of-one-page", "of-another"):
        reply(desk, comment, form_id=form_id)

    assert Comment.objects.filter(parent=comment).count() == 1


@pytest.mark.parametrize("name", ["decline:abusive", "spam"])
def test_answer_that_was_taken_down_by_mistake_is_shown_again(desk, comment, given, name):
    answer(desk, given, name)

    undo(desk, last_batch())

    assert states(comment, given) == [("approved", "")] * 2


def test_answer_that_was_approved_after_a_decline_is_declined_as_it_was(desk, given):
    answer(desk, given, "decline:abusive")
    answer(desk, given, "approve")

    undo(desk, last_batch())

    assert states(given) == [("declined", "abusive")]


def test_answer_that_was_hidden_by_mistake_is_withdrawn_with_its_letter(desk, comment, given):
    batch = last_batch()
    answer(desk, given, "hold")
    undo(desk, last_batch())

    undo(desk, batch)

    assert states(comment, given) == [("pending", ""), ("withdrawn", "")]


def test_many_answers_taken_back_are_told_as_one(desk, post):
    for _ in range(3):
        reply(desk, create_comment(post))
    rows = list(Comment.objects.exclude(parent=None))

    response = desk.post(
        "/admin/comments/comment/",
        {"action": "undo", "_selected_action": [row.pk for row in rows]},
        follow=True,
    )

    assert states(*rows) == [("withdrawn", "")] * 3
    assert [said for said in messages(response) if "withdrawn" in said] == [
        "3 answers are withdrawn. Whoever wrote them finds their words on each letter’s own page, "
        "in the box for an answer."
    ]


def test_bar_about_what_is_erased_in_this_moment_is_gone(desk, comment, given, mo, monkeypatch):
    rows = undoing._last_rows(mo)
    Submission.objects.all().delete()
    monkeypatch.setattr(undoing, "_last_rows", lambda user: rows)

    response = desk.get(DESK)

    assert response.status_code == 200
    assert parse(response).find(f".//form[@action='{UNDO}']") is None


def test_answer_is_no_first_one_because_its_log_was_deleted(desk, given):
    given.submission.decisions.all().delete()
    answer(desk, given, "spam")

    undo(desk, last_batch())

    assert states(given) == [("approved", "")]


def test_form_that_comes_again_after_a_mend_is_the_same_answer(desk, comment, given):
    given.submission.refresh_from_db()
    given.submission.mend({"body": "Mended."}, by=None)

    assert reply(desk, comment, seen=0).status_code == 302

    assert Comment.objects.filter(parent=comment).count() == 1


def test_old_form_after_a_new_answer_finds_what_is_shown(desk, post):
    comment = create_comment(post)
    seen = revision(comment)
    for form_id in ("one", "two"):
        reply(desk, comment, seen=seen, form_id=form_id)
        if form_id == "one":
            undo(desk, last_batch())
    desk.get(DESK)  # which shows what was said until now

    again = reply(desk, comment, seen=seen, form_id="one")

    assert messages(desk.get(again["Location"])) == ["Answered."]
    assert Comment.objects.filter(parent=comment).count() == 2


def test_answer_that_was_hidden_in_between_waits_as_it_did(desk, comment, given):
    answer(desk, given, "hold")
    answer(desk, given, "approve")

    response = undo(desk, last_batch())

    assert states(comment, given) == [("approved", ""), ("pending", "")]
    assert messages(response) == ["Undone. “Thank you, we ask earlier now.”: Waiting."]


def test_answer_alone_is_taken_back_alone(desk, post):
    comment = create_comment(post)
    reply(desk, comment)
    given = Comment.objects.get(parent=comment)

    response = undo(desk, last_batch(), then="list", query="tab=all")

    assert states(comment, given) == [("approved", ""), ("withdrawn", "")]
    assert response.redirect_chain == [
        (f"{letter_path(comment)}?then=list&query=tab%3Dall", 302),
    ]
    assert box(response) == GIVEN


def test_undo_of_a_readers_comment_withdraws_nothing(desk, post):
    comment = put(create_comment(post, status="pending"), source="web")
    answer(desk, comment, "approve")

    undo(desk, last_batch())

    assert states(comment) == [("pending", "")]
