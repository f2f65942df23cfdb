"""Undo beyond the bar: on a letter's own page at any time, and after a long list was taken back."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from coproduce.moderation.models import Act, Agent, Decision, Status, Submission
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import form_values, parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    UNDO,
    ago,
    answer_many,
    last_batch,
    letter_path,
    messages,
    states,
    undo,
)

pytestmark = pytest.mark.django_db

HERE = f".//section[@class='log']//li/form[@action='{UNDO}']"
BAR = ".//form[@class='undo']/span"


@pytest.fixture
def barrier():
    return create_barrier(status="pending")


def press(desk, row):
    """The button in the history of a letter, as its page has it."""
    page = desk.get(letter_path(row))
    posted = [form for form in parse(page).iter("form") if form.get("method") == "post"]
    number = posted.index(next(form for form in posted if form_is_here(form)))
    return desk.post(UNDO, form_values(page, number), follow=True)


def form_is_here(form):
    return "Undo this answer" in text_of(form)


def test_answer_of_last_week_is_undone_on_its_letter(desk, mo, barrier):
    barrier.submission.decline(by=mo, reason="abusive")
    Decision.objects.update(at=ago(days=7))

    response = press(desk, barrier)

    assert messages(response) == ["Undone. “Nobody asks us.”: Waiting."]
    assert response.redirect_chain == [(letter_path(barrier), 302)]
    assert states(barrier) == [("pending", "")]
    assert texts(response, HERE) == []


def test_undo_on_a_letter_still_leads_on_to_where_one_came_from(desk, mo, barrier):
    barrier.submission.approve(by=mo)
    page = desk.get(f"{letter_path(barrier)}?then=next&query=after%3D0-1-7")
    (form,) = [form for form in parse(page).iter("form") if form_is_here(form)]
    sent = {each.get("name"): each.get("value") for each in form.iter("input")}

    response = desk.post(UNDO, sent)

    assert response["Location"] == f"{letter_path(barrier)}?then=next&query=after%3D0-1-7"


def test_answer_to_many_is_undone_for_one_alone_on_its_letter(desk, barrier):
    other = create_comment(create_post(), status="pending")
    answer_many(desk, "approve", [barrier, other])

    press(desk, barrier)

    assert states(barrier, other) == [("pending", ""), ("approved", "")]
    assert texts(desk.get(DESK), BAR) == [f"Your last answer: “{other.submission.body}”: Approved"]


def test_public_answer_goes_back_with_the_letter_that_it_answers(desk):
    comment = create_comment(create_post(), status="pending")
    desk.post(f"{DESK}{comment.pk}/reply/", {"reply": "Thank you.", "seen": 0})
    answer = Comment.objects.get(parent=comment)
    assert states(comment, answer) == [("approved", "")] * 2

    response = press(desk, comment)

    assert messages(response)[0] == "Undone. “A comment.”: Waiting."
    assert states(comment, answer) == [("pending", ""), ("withdrawn", "")]
    assert response.redirect_chain == [(letter_path(comment), 302)]


def test_other_answers_stay_where_many_were_approved_at_once(desk, mo, post):
    comment, other = (create_comment(post, status="pending") for _ in range(2))
    desk.post(f"{DESK}{other.pk}/reply/", {"reply": "Thank you.", "seen": 0})
    to_other = Comment.objects.get(parent=other)
    to_other.submission.hold(by=mo)
    of_a_reader = create_comment(post, parent=comment, status="pending")
    answer_many(desk, "approve", [comment, to_other, of_a_reader])

    press(desk, comment)

    assert states(comment, to_other, of_a_reader) == [("pending", ""), *[("approved", "")] * 2]


def test_latest_that_stands_is_offered_and_no_other(desk, mo, barrier):
    submission = barrier.submission
    submission.approve(by=mo)
    submission.decline(by=mo, reason="abusive")
    submission.mark_spam(by=mo)
    submission.undo(by=mo)

    page = desk.get(letter_path(barrier))

    (line,) = [
        one for one in parse(page).iterfind(".//section[@class='log']//li") if one.find("form")
    ]
    assert "Approved → Declined" in text_of(line)


def test_nothing_is_offered_where_an_undo_would_change_nothing(desk, mo, barrier):
    withdrawn, asked = create_barrier(), create_barrier(status="pending")
    withdrawn.submission.hold(by=mo)
    withdrawn.submission.withdraw()
    asked.submission.mark_spam(agent=Agent.SCREENING)
    asked.submission.ask_a_person()

    pages = [desk.get(letter_path(row)) for row in (barrier, withdrawn, asked)]

    assert [texts(page, HERE) for page in pages] == [[], [], []]


def test_answer_from_before_there_were_batches_is_not_offered(desk, mo, barrier):
    barrier.submission.approve(by=mo)
    Decision.objects.update(batch="")

    assert texts(desk.get(letter_path(barrier)), HERE) == []


def test_who_may_only_look_is_offered_no_undo(client, mo, barrier):
    barrier.submission.approve(by=mo)
    looks = User.objects.create_user("looks", is_staff=True)
    looks.user_permissions.set(Permission.objects.filter(codename="view_submission"))
    client.force_login(looks)

    page = client.get(letter_path(barrier))

    assert len(texts(page, ".//section[@class='log']//li")) == 1
    assert texts(page, HERE) == []


def test_bar_after_an_undo_of_a_long_list_offers_what_was_answered_before(desk, mo, barrier):
    barrier.submission.decline(by=mo, reason="abusive")
    Submission.objects.bulk_create(
        Submission(kind="barrier", body="a", body_html="a") for _ in range(150)
    )
    Submission.objects.pending().decide(Status.SPAM, by=mo)

    undo(desk, last_batch())

    said = f"Your last answer: “{barrier.submission.body}”: Declined"
    assert texts(desk.get(DESK), BAR) == [said]


def test_bar_looks_no_further_than_to_the_first_line_that_is_too_old(desk, mo, barrier):
    lines = [
        Decision.unmoved(barrier.submission, Act.SECOND, agent=Agent.PERSON, by=mo)
        for _ in range(1_000)
    ]
    Decision.objects.bulk_create(lines)
    Decision.objects.filter(pk__lt=lines[-250].pk).update(at=ago(hours=2))

    with CaptureQueriesContext(connection) as captured:
        assert texts(desk.get(DESK), BAR) == []

    asked = [re.search(r'"by_id" = .* LIMIT (\d+)', one["sql"]) for one in captured]
    assert [int(found[1]) for found in asked if found] == [200, 400]


def test_undo_from_the_list_leads_to_the_letter_that_is_back(desk, mo, barrier):
    barrier.submission.approve(by=mo)
    page = desk.get(DESK)
    posted = [form for form in parse(page).iter("form") if form.get("method") == "post"]
    number = [form.get("class") for form in posted].index("undo")

    response = desk.post(UNDO, form_values(page, number))

    assert response["Location"] == f"{DESK}#letter-{barrier.pk}"
