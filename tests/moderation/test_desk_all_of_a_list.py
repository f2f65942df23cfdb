"""Answers to all of a list, over its pages: to what was in it when it was opened."""

import pytest
from django.utils import timezone

from coproduce.moderation.models import Report, Submission
from tests.factories import create_barrier, create_comment
from tests.markup import form_values, parse
from tests.moderation.desk import DESK, answer_many, last_batch, messages, states, undo

pytestmark = pytest.mark.django_db

LISTS = [DESK, "/admin/comments/comment/?submission__status__exact=pending"]


def approve_all(client, path, page, **fields):
    """All of the list, ticked with one of them on a page of it that was opened before."""
    forms = [form for form in parse(page).iter("form") if form.get("method") == "post"]
    wanted = {"many", "changelist-form"}
    sent = form_values(page, [form.get("id") in wanted for form in forms].index(True))
    sent |= {"index": "0", "action": "approve", "_selected_action": "0", "select_across": "1"}
    return client.post(path, sent | fields, follow=True)


@pytest.mark.parametrize("ticked", [0, 1])
def test_all_of_a_list_are_answered_over_its_pages(desk, post, ticked):
    barriers = [create_barrier(status="pending") for _ in range(30)]
    comment, spam = create_comment(post, status="pending"), create_barrier(status="spam")
    query = "?tab=waiting&kind=barrier"
    page = desk.get(DESK + query)
    forms = [form for form in parse(page).iter("form") if form.get("method") == "post"]
    sent = form_values(page, [form.get("id") for form in forms].index("many"))
    sent["_selected_action"] += [str(row.pk) for row in barriers[:ticked]]

    response = desk.post(
        DESK + query, {**sent, "action": "approve", "select_across": "1"}, follow=True
    )

    assert messages(response) == ["30 approved."]
    assert {state for state, _ in states(*barriers)} == {"approved"}
    assert states(comment, spam) == [("pending", ""), ("spam", "")]
    assert messages(undo(desk, last_batch())) == ["30 undone."]


def test_all_of_a_list_leaves_danger_and_reports_for_a_closer_look(desk, post):
    plain, danger, reported = (create_comment(post, status="pending") for _ in range(3))
    Submission.objects.filter(pk=danger.pk).update(is_urgent=True)
    Report.objects.create(submission=reported.submission, about="harm", due_at=timezone.now())

    response = answer_many(desk, "approve", [plain], select_across="1")

    assert states(plain, danger, reported) == [("approved", "")] + [("pending", "")] * 2
    assert messages(response)[0].startswith("2 were left for a closer look:")


@pytest.mark.parametrize("path", LISTS, ids=["desk", "comments"])
def test_all_of_a_list_are_those_that_it_had_when_it_was_opened(desk, post, mo, path):
    back = create_comment(post)
    seen = [create_comment(post, status="pending") for _ in range(51)]
    page = desk.get(path)
    back.submission.hold(by=mo)
    late = create_comment(post, status="pending")

    response = approve_all(desk, path, page)

    assert messages(response) == [
        "1 was left: it was decided on after you opened this list.",
        "51 approved.",
    ]
    assert {state for state, _ in states(*seen)} == {"approved"}
    assert states(back, late) == [("pending", "")] * 2


def test_all_of_a_list_names_what_was_decided_on_its_page_since(desk, nia, post):
    rows = [create_comment(post, body=f"Words {n}.", status="pending") for n in range(21)]
    page = desk.get(DESK)
    rows[0].submission.approve(by=nia)
    rows[0].submission.undo(by=nia)

    response = approve_all(desk, DESK, page, seen=[f"{row.pk}:0" for row in rows[:20]])

    assert messages(response) == [
        "20 approved.",
        "“Words 0.” was left: nia was quicker (Undone: Approved → Waiting).",
    ]
