"""Answers to many at once: ticked ones, of both kinds, or all of a list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from barriers.models import Tagging
from comments.models import Comment, Thread
from coproduce.moderation.models import Decision, DeclineReason, Report, Submission
from tests.factories import create_barrier, create_comment, create_post, create_tag
from tests.markup import parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    answer,
    answer_many,
    last_batch,
    letters,
    log,
    messages,
    put,
    states,
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("action", "fields", "start", "state", "said"),
    [
        ("approve", {}, "pending", ("approved", ""), "2 approved."),
        ("spam", {"reason": "abusive"}, "pending", ("spam", ""), "2 marked as spam."),
        ("decline", {"reason": "abusive"}, "pending", ("declined", "abusive"), "2 declined."),
        (
            "decline",
            {"reason": "other", "line": "Twice sent."},
            "pending",
            ("declined", "other"),
            "2 declined.",
        ),
        ("hold", {}, "approved", ("pending", ""), "2 held."),
        ("hold", {}, "spam", ("pending", ""), "2 held."),
    ],
)
def test_ticked_ones_of_both_kinds_are_answered_at_once(
    desk, post, action, fields, start, state, said
):
    comment, barrier = create_comment(post, status=start), create_barrier(status=start)
    left = create_barrier(status=start)

    response = answer_many(desk, action, [comment, barrier], "?tab=all", **fields)

    assert response.redirect_chain == [(f"{DESK}?tab=all", 302)]
    assert messages(response) == [said]
    assert states(comment, barrier, left) == [state, state, (start, "")]
    decisions = Decision.objects.filter(by__username="mo")
    assert len(decisions) == 2
    assert len({decision.batch for decision in decisions}) == 1


@pytest.mark.parametrize("reason", ["", "forged", "other"])
def test_many_are_declined_with_a_reason_that_the_writers_are_told(desk, reason):
    barrier = create_barrier(status="pending")

    response = answer_many(desk, "decline", [barrier], reason=reason)

    line = "For another reason, write a line to the writer."
    says = line if reason == "other" else "Choose a reason for declining."
    assert (messages(response), states(barrier)) == ([says], [("pending", "")])


def ticked(response):
    boxes = parse(response).iterfind(".//input[@class='letter-tick']")
    return [int(each.get("value")) for each in boxes if each.get("checked") is not None]


@pytest.mark.parametrize(("reason", "line"), [("", "My line."), ("other", "")])
def test_without_a_reason_the_list_comes_back_as_it_was_ticked(desk, post, reason, line):
    rows = [create_comment(post, status="pending") for _ in range(3)]

    response = answer_many(
        desk, "decline", rows[:2], "?tab=waiting&kind=comment", reason=reason, line=line
    )

    page = parse(response)
    (more,) = page.iterfind(".//form[@id='many']/details")
    chosen = [each.get("value") for each in more.iter("option") if each.get("selected") is not None]
    assert response.status_code == 400
    assert letters(response) == [row.pk for row in rows]
    assert ticked(response) == [row.pk for row in rows[:2]]
    assert (more.get("open") is not None, chosen) == (True, [reason] if reason else [])
    assert (more.find(".//textarea").text or "").strip() == line
    assert text_of(page.find(".//title")).startswith("Error: ")


def test_what_has_changed_since_is_no_longer_ticked(desk, post, nia):
    mended, declined, same = (create_comment(post, status="pending") for _ in range(3))
    seen = [f"{row.pk}:0" for row in (mended, declined, same)]
    mended.submission.mend({"body": "Other words."}, by=nia)
    declined.submission.decline(by=nia, reason="abusive")

    response = answer_many(desk, "decline", [mended, declined, same], seen=seen)

    assert ticked(response) == [same.pk]
    assert messages(response)[1:] == [
        "2 are no longer ticked: they have changed since you looked, or left this page."
    ]


def test_all_of_a_list_stay_those_that_were_there_when_it_was_looked_at(desk, post):
    for _ in range(21):
        create_comment(post, status="pending")
    page = parse(desk.get(DESK))
    names = ["newest", "newest_decision"]
    sent = {name: page.find(f".//input[@name='{name}']").get("value") for name in names}
    answer(desk, create_comment(post), "hold")

    response = answer_many(
        desk, "decline", [], **{"_selected_action": "0"}, select_across="1", **sent
    )

    again = parse(response)
    assert {name: again.find(f".//input[@name='{name}']").get("value") for name in names} == sent


def test_what_came_after_a_short_list_came_back_is_not_among_all_of_it(desk, post):
    rows = [create_comment(post, status="pending") for _ in range(21)]
    page = parse(answer_many(desk, "decline", rows[:20]))
    names = ["newest", "newest_decision"]
    sent = {name: page.find(f".//input[@name='{name}']").get("value") for name in names}
    late = create_comment(post, status="pending")

    answer_many(desk, "approve", rows[:1], select_across="1", **sent)

    assert states(rows[20], late) == [("approved", ""), ("pending", "")]


def test_error_stands_beside_what_is_wrong(desk, post):
    row = create_comment(post, status="pending")

    for reason, wrong in [("", "reason"), ("other", "line")]:
        page = parse(answer_many(desk, "decline", [row], reason=reason))
        (field,) = page.iterfind(".//*[@aria-describedby='many-error']")
        assert (field.get("name"), field.get("autofocus") is not None) == (wrong, True)
        assert text_of(page.find(".//p[@id='many-error']"))


def test_without_a_reason_all_of_a_list_stay_chosen(desk, post):
    rows = [create_comment(post, status="pending") for _ in range(21)]

    for fields in ({"select_across": "1"}, {}):
        response = answer_many(desk, "decline", rows[:20], **fields)
        across = parse(response).find(".//input[@id='across']")
        assert (across.get("checked") is not None) == bool(fields)


def test_form_of_the_list_sends_what_was_looked_at(desk, post):
    create_comment(post, status="approved")
    comment = create_comment(post, status="approved")
    comment.submission.hold()

    page = parse(desk.get(DESK))
    boxes = [each for each in page.iter("input") if each.get("form") == "many"]

    assert [(each.get("name"), each.get("value")) for each in boxes] == [
        ("_selected_action", str(comment.pk)),
        ("seen", f"{comment.pk}:2"),
    ]


def test_form_of_the_list_asks_for_a_reason_and_offers_a_line(desk, post):
    create_comment(post, status="pending")

    many = parse(desk.get(DESK)).find(".//form[@id='many']")

    options = [(each.get("value"), "".join(each.itertext())) for each in many.iter("option")]
    assert options[0] == ("", "Choose a reason")
    assert options[1:] == [(value, str(label)) for value, label in DeclineReason.choices]
    # In an input, Enter would press the first button, which approves.
    assert [each.get("name") for each in many.iter("textarea")] == ["line"]


@pytest.mark.parametrize("ticked", [[], ["0"], ["9" * 18]])
def test_nothing_ticked_is_said_and_answers_nothing(desk, post, ticked):
    comment = create_comment(post, status="pending")

    form = {"index": "0", "action": "approve", "_selected_action": ticked}
    response = desk.post(DESK, form, follow=True)

    assert len(messages(response)) == 1
    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


@pytest.mark.parametrize("action", ["", "delete_selected", "undo", "withdraw", "__class__"])
def test_there_is_no_other_answer_to_many(desk, post, action):
    comment = create_comment(post, status="pending")

    answer_many(desk, action, [comment])

    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_what_stands_that_way_already_or_was_withdrawn_is_left_and_said(desk, post):
    rows = [
        create_comment(post),
        create_comment(post, status="withdrawn"),
        create_barrier(status="pending"),
    ]

    response = answer_many(desk, "approve", rows, "?tab=all")

    assert messages(response) == [
        "1 approved.",
        "2 left as they were: decided that way already, or withdrawn.",
    ]
    assert states(*rows) == [("approved", ""), ("withdrawn", ""), ("approved", "")]


def counted():
    """What threads and first comments say they have, beside what they have."""
    shown = Comment.objects.approved()
    threads = [
        (thread.comment_count, shown.filter(thread=thread).count())
        for thread in Thread.objects.order_by("pk")
    ]
    roots = [
        (root.answer_count, shown.filter(root=root).count())
        for root in Comment.objects.filter(root=None).order_by("pk")
    ]
    return threads, roots


def conversations():
    """Sixty comments that wait, in three threads: each a first one, answers, answers to answers."""
    made = []
    for _thread in range(3):
        post = create_post()
        for _ in range(4):
            root = create_comment(post, status="pending")
            first = create_comment(post, parent=root, status="pending")
            deeper = create_comment(post, parent=first, status="pending")
            made += [root, first, deeper]
            made += [create_comment(post, parent=root, status="pending") for _ in range(2)]
    return made


def test_counts_are_right_after_sixty_at_once(desk):
    made = conversations()
    assert counted() == ([(0, 0)] * 3, [(0, 0)] * 12)

    answer_many(desk, "approve", made)
    assert counted() == ([(20, 20)] * 3, [(4, 4)] * 12)

    answer_many(desk, "hold", made[::2], "?tab=all")
    threads, roots = counted()
    assert {stated == real for stated, real in [*threads, *roots]} == {True}
    assert sum(real for _, real in threads) == 30

    undo(desk, last_batch())
    assert counted() == ([(20, 20)] * 3, [(4, 4)] * 12)

    answer_many(desk, "spam", made, "?tab=all")
    assert counted() == ([(0, 0)] * 3, [(0, 0)] * 12)


def test_boards_of_tags_show_what_was_approved_at_once(desk):
    one, two = create_tag("One"), create_tag("Two")
    both = create_barrier(title="Both", tags=(one, two), status="pending")
    single = create_barrier(title="Single", tags=(one,), status="pending")
    create_barrier(title="Waits", tags=(one,), status="pending")

    def boards():
        paths = [f"/barriers/?tag={tag.slug}" for tag in (one, two)]
        return [sorted(texts(desk.get(path), ".//article//h2")) for path in paths]

    answer_many(desk, "approve", [both, single])
    assert boards() == [["Both", "Single"], ["Both"]]
    answer_many(desk, "decline", [both], "?tab=all", reason="abusive")
    assert boards() == [["Single"], []]
    shown = Tagging.objects.exclude(published_at=None).values_list("barrier", flat=True)
    assert list(shown) == [single.pk]


def test_more_than_500_are_several_transactions_and_one_batch(desk):
    rows = [Submission(kind="barrier", body="a", body_html="a") for _ in range(1_001)]
    Submission.objects.bulk_create(rows)
    form = {"index": "0", "action": "spam", "_selected_action": ["0"], "select_across": "1"}

    with CaptureQueriesContext(connection) as captured:
        desk.post(DESK, form, follow=True)

    moved = [one for one in captured if one["sql"].startswith('UPDATE "moderation_submission"')]
    assert len(moved) == 3
    assert Submission.objects.filter(status="spam").count() == 1_001
    assert Decision.objects.values("batch").distinct().count() == 1
    assert messages(undo(desk, last_batch())) == ["1001 undone."]


def test_log_of_many_names_each(desk, post):
    comment, barrier = create_comment(post, status="pending"), create_barrier(status="spam")

    answer_many(desk, "decline", [comment, barrier], "?tab=all", reason="off-topic")

    assert log(comment) == [("mo", "pending → declined", "off-topic")]
    assert log(barrier)[-1] == ("mo", "spam → declined", "off-topic")


def test_many_are_offered_what_changes_something_on_their_tab(desk, post):
    for status in ("approved", "pending", "declined", "spam"):
        create_comment(post, status=status)

    def offered(tab):
        buttons = parse(desk.get(f"{DESK}?tab={tab}")).iterfind(".//form[@id='many']//button")
        return [button.get("value") for button in buttons]

    assert offered("approved") == ["spam", "hold", "decline"]
    assert offered("waiting") == ["approve", "spam", "decline"]
    assert offered("declined") == ["approve", "spam", "hold", "decline"]
    assert offered("spam") == ["approve", "hold", "decline"]


def test_danger_and_reports_are_answered_where_they_are_ticked(desk, post):
    danger, reported = (create_comment(post, status="pending") for _ in range(2))
    put(danger, is_urgent=True)
    Report.objects.create(submission=reported.submission, about="harm", due_at=timezone.now())

    answer_many(desk, "approve", [danger, reported])

    assert states(danger, reported) == [("approved", "")] * 2


@pytest.mark.parametrize("path", [DESK, "/admin/comments/comment/", "/admin/barriers/barrier/"])
def test_ticks_that_are_no_numbers_are_left_out(desk, post, path):
    comment, barrier = create_comment(post, status="pending"), create_barrier(status="pending")
    ticked = ["x", "", "-1", "9" * 30, comment.pk, barrier.pk]

    response = desk.post(path, {"index": "0", "action": "spam", "_selected_action": ticked})

    assert response.status_code == 302
    assert "spam" in {state for state, _reason in states(comment, barrier)}
