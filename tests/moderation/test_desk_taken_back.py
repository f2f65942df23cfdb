"""What an undo brings back besides the status: reports, and the place on the board."""

import pytest

from barriers.models import Barrier
from coproduce.moderation.models import Decision, Report
from tests.factories import create_barrier, create_comment, create_post, create_tag
from tests.moderation.desk import answer, answer_many, last_batch, messages, put, states, undo
from tests.moderation.reporting import send_report

pytestmark = pytest.mark.django_db

LIST = "/admin/barriers/barrier/"


def act(client, action, *rows, **fields):
    form = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    return client.post(LIST, form, follow=True)


def reports():
    return list(Report.objects.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize("about", ["me", "harm"])
@pytest.mark.parametrize(
    ("name", "outcome"), [("approve", "stays"), ("decline:abusive", "removed")]
)
def test_undo_opens_the_reports_that_the_answer_closed(desk, about, name, outcome):
    barrier = create_barrier()
    send_report(desk, barrier, about)
    if about == "harm":
        barrier.submission.hold()
    answer(desk, barrier, name)
    assert reports() == [outcome]

    undo(desk, last_batch())

    assert (states(barrier), reports()) == ([("pending", "")], [""])
    assert Report.objects.open().count() == 1


def test_undo_leaves_reports_that_were_closed_otherwise(desk, nia):
    barrier, other = create_barrier(), create_barrier()
    for row in (barrier, other):
        send_report(desk, row, "abuse")
    answer(desk, other, "decline:abusive")
    answer(desk, barrier, "decline:abusive")

    undo(desk, last_batch())

    assert (states(barrier, other), reports()) == (
        [("approved", ""), ("declined", "abusive")],
        ["", "removed"],
    )


def test_undo_gives_a_barrier_its_old_place_and_month(desk):
    tag = create_tag()
    old, new = create_barrier(tags=(tag,)), create_barrier(tags=(tag,))
    first = Barrier.objects.get(pk=old.pk).published_at
    answer(desk, old, "decline:abusive")

    undo(desk, last_batch())

    shown = Barrier.objects.get(pk=old.pk)
    assert shown.published_at == first == shown.taggings.get().published_at
    assert list(Barrier.objects.published().newest_first()) == [new, old]


def test_list_skips_what_was_decided_since_it_was_opened(desk, nia):
    barrier, other = create_barrier(status="pending"), create_barrier(status="pending")
    barrier.submission.decline(by=nia, reason="identifies")

    seen = [f"{row.pk}:0" for row in (barrier, other)]
    response = act(desk, "approve", barrier, other, seen=seen)

    assert states(barrier, other) == [("declined", "identifies"), ("approved", "")]
    assert [text[:28] for text in messages(response)] == [
        "1 approved.",
        "“Nobody asks us.” was left: ",
    ]


def test_rows_of_a_list_say_what_is_seen(desk):
    barrier = create_barrier()

    page = desk.get(LIST).content.decode()

    assert f'name="seen" value="{barrier.pk}:1"' in page


def test_undo_of_a_list_leaves_what_was_decided_since(desk, nia):
    barrier, other = create_barrier(status="pending"), create_barrier(status="pending")
    act(desk, "approve", barrier, other)
    barrier.submission.decline(by=nia, reason="identifies")

    act(desk, "undo", barrier, other, seen=[f"{row.pk}:1" for row in (barrier, other)])

    assert states(barrier, other) == [("declined", "identifies"), ("pending", "")]


def test_undo_of_a_list_is_one_batch_that_can_be_told(desk):
    rows = [create_barrier(status="pending") for _ in range(3)]
    act(desk, "approve", *rows)

    response = act(desk, "undo", *rows)

    assert messages(response) == ["3 undone."]
    undone = Decision.objects.exclude(undoes=None)
    assert (undone.count(), len({one.batch for one in undone})) == (3, 1)


@pytest.mark.parametrize("is_urgent", [False, True])
def test_too_many_for_one_answer_are_left(desk, monkeypatch, is_urgent):
    monkeypatch.setattr("coproduce.moderation.desk.many.MOST_COUNTED", 2)
    rows = [create_barrier(status="pending") for _ in range(3)]
    put(rows[0], is_urgent=is_urgent)

    response = answer_many(desk, "approve", rows[:1], select_across="1")

    assert messages(response) == ["That is 3: too many for one answer. Search or filter first."]
    assert states(*rows) == [("pending", "")] * 3


def test_undo_of_one_letter_leaves_the_others_of_its_batch(desk):
    one, other = create_barrier(status="pending"), create_barrier(status="pending")
    answer_many(desk, "approve", [one, other])

    undo(desk, last_batch(), letter=one.pk)

    assert states(one, other) == [("pending", ""), ("approved", "")]


def test_another_reason_takes_the_place_of_the_first(desk, nia):
    barrier = create_barrier(status="pending")
    barrier.submission.decline(by=nia, reason="off-topic")

    answer(desk, barrier, "decline:names-person", line="The second line names her.")

    barrier.submission.refresh_from_db()
    assert states(barrier) == [("declined", "names-person")]
    assert barrier.submission.decline_line == "The second line names her."


def test_answer_to_an_example_is_one(desk):
    comment = create_comment(create_post())
    comment.submission.is_sample = True
    comment.submission.save()

    desk.post(
        f"/admin/moderation/submission/{comment.pk}/reply/", {"reply": "Thank you.", "seen": "1"}
    )

    answered = comment.__class__.objects.get(parent=comment)
    assert answered.submission.is_sample is True


def test_report_that_came_since_must_be_seen_before_an_answer(desk):
    barrier = create_barrier()
    send_report(desk, barrier, "harm", words="He will hurt her on Sunday.")

    answer(desk, barrier, "decline:off-topic", seen="1")

    assert (states(barrier), reports()) == ([("approved", "")], [""])
