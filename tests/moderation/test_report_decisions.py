"""What reports do to decisions, and decisions to reports."""

import re

import pytest

from comments.models import Comment
from coproduce.moderation.forms import HONEYPOT
from coproduce.moderation.models import Agent, Report, Submission
from coproduce.moderation.reports import verbs
from tests.factories import create_comment
from tests.markup import parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    answer,
    answer_many,
    last_batch,
    letter_path,
    letters,
    messages,
    part_of,
    revision,
    states,
    undo,
)
from tests.moderation.reporting import close_reports, send_report
from tests.reading import Page

pytestmark = pytest.mark.django_db

TABS = ".//nav[@class='tabs']//a"


def test_closed_reports_leave_the_tab_and_two_of_one_letter_count_once(desk, post):
    twice, closed = create_comment(post), create_comment(post)
    for row in (twice, twice, closed):
        send_report(desk, row, "abuse")
    Report.objects.filter(submission=closed.pk).close("stays", by=None)

    response = desk.get(f"{DESK}?tab=reported")

    assert letters(response) == [twice.pk]
    assert "Reported 1" in texts(response, TABS)
    shown = part_of(desk.get(letter_path(closed)), closed)
    assert shown.find(".//section[@class='letter-reports']") is None


@pytest.mark.parametrize("status", ["declined", "spam", "withdrawn", "pending"])
def test_report_that_comes_after_a_decision_moves_nothing(post, status):
    comment = create_comment(post, status=status)

    verbs.receive(Report(submission=comment.submission, about="me"), ["a key"])

    assert states(comment)[0][0] == status
    assert comment.submission.decisions.filter(agent="reader", act="decide").count() == 0


def test_decision_of_who_has_not_seen_the_report_changes_nothing(client, desk, post):
    comment = create_comment(post)
    before = revision(comment)
    send_report(client, comment, "abuse")

    answer(desk, comment, "spam", seen=before)

    assert states(comment) == [("approved", "")]
    assert Report.objects.open().count() == 1


def test_it_was_changed_is_offered_for_the_first_of_two_reports(client, desk, post):
    comment = create_comment(post)
    send_report(client, comment, "abuse")
    comment.submission.refresh_from_db()
    comment.submission.mend({"body": "Mended."}, by=None)
    send_report(client, comment, "other")

    page = desk.get(letter_path(comment))

    options = parse(page).iterfind(".//select[@name='outcome']/option")
    assert "mended" in [option.get("value") for option in options]


def test_removed_declines_for_what_is_due_first(client, desk, post):
    comment = create_comment(post)
    for about in ("advertising", "harm"):
        send_report(client, comment, about)

    close_reports(desk, comment, "removed")

    comment.submission.refresh_from_db()
    assert comment.submission.decline_line == "It could put someone at risk."


def test_what_a_moderator_hides_keeps_its_reports_open(client, post, mo):
    comment = create_comment(post)
    send_report(client, comment, "abuse")
    comment.submission.refresh_from_db()

    comment.submission.hold(by=mo)

    assert Report.objects.open().count() == 1


CLOSED = "report from a reader is closed with that: its receipt says what came of it."


@pytest.mark.parametrize("given", ["approve", "decline:abusive", "spam"])
def test_answer_says_that_it_closes_what_was_reported(desk, post, given):
    comment = create_comment(post)
    send_report(desk, comment, "me")

    response = answer(desk, comment, given)

    assert f"1 {CLOSED}" in messages(response)


def test_answer_to_many_says_how_many_reports_it_closes(desk, post):
    rows = [create_comment(post), create_comment(post), create_comment(post)]
    for row in rows[:2]:
        send_report(desk, row, "abuse")

    response = answer_many(desk, "spam", rows, "?tab=approved")

    assert messages(response)[1].startswith("2 reports from readers are closed with that")


def test_public_answer_and_mend_say_that_they_close_what_was_reported(desk, post):
    answered, mended = create_comment(post), create_comment(post)
    for row in (answered, mended):
        send_report(desk, row, "me")

    forms = {"reply": {"reply": "Thank you."}, "mend": {"body": "Mended.", "do": "approve"}}
    for row, (name, form) in zip((answered, mended), forms.items(), strict=True):
        path = f"{DESK}{row.pk}/{name}/"
        response = desk.post(path, {"seen": revision(row), **form}, follow=True)
        assert f"1 {CLOSED}" in messages(response)
    assert Report.objects.open().count() == 0


def test_answer_to_what_nobody_reported_says_nothing_of_reports(desk, post):
    response = answer(desk, create_comment(post, status="pending"), "approve")

    assert messages(response) == ["1 approved."]


def test_report_says_beside_it_what_closes_it(desk, post):
    shown, hidden, held = (create_comment(post) for _ in range(3))
    send_report(desk, shown, "abuse")
    send_report(desk, hidden, "me")
    send_report(desk, held, "abuse")
    answer(desk, held, "hold")

    said = [text_of(part_of(desk.get(letter_path(row)), row)) for row in (shown, hidden, held)]

    offers = [
        re.search("([A-Z][A-Za-z, ]+) closes this too, without a line", text) for text in said
    ]
    assert [offer[1] for offer in offers] == [
        "Decline or Spam",
        "Approve, Decline or Spam",
        "Approve, Decline or Spam",
    ]
    assert ["“It stays as it is” shows it again." in text for text in said] == [False, True, False]


def test_closing_says_where_it_shows_again_what_was_hidden(desk, post):
    said = []
    for about in ("me", "abuse"):
        comment = create_comment(post)
        send_report(desk, comment, about)
        response = close_reports(desk, comment, "stays")
        said += messages(desk.get(response["Location"]))

    assert said == [
        "What was reported is closed, and it is shown again.",
        "What was reported is closed.",
    ]


def test_undo_says_that_what_was_reported_is_open_again(desk, post):
    comment = create_comment(post)
    send_report(desk, comment, "me")
    answer(desk, comment, "approve")

    response = undo(desk, last_batch())

    assert messages(response)[1:] == ["1 report from a reader is open again."]


def test_undo_of_many_opens_what_each_of_their_last_decisions_has_closed(desk, post):
    both, once = create_comment(post), create_comment(post)
    for row in (both, once):
        send_report(desk, row, "abuse")
    answer_many(desk, "spam", [both, once], "?tab=approved")
    answer(desk, both, "approve")
    send_report(desk, both, "other")
    answer(desk, both, "spam")
    ticked = {"action": "undo", "_selected_action": [both.pk, once.pk]}

    response = desk.post("/admin/comments/comment/", ticked, follow=True)

    opened = Report.objects.open().values_list("submission", "about")
    assert set(opened) == {(both.pk, "other"), (once.pk, "abuse")}
    assert messages(response)[1:] == ["2 reports from readers are open again."]


def test_report_of_an_answer_that_its_moderator_takes_back_is_closed(desk, post):
    comment = create_comment(post, status="pending")
    desk.post(f"{DESK}{comment.pk}/reply/", {"reply": "Thank you.", "seen": 0})
    given = Comment.objects.get(parent=comment)
    batch = last_batch()
    send_report(desk, given, "harm")

    undo(desk, batch)

    assert states(given) == [("withdrawn", "")]
    assert (Report.objects.get().outcome, letters(desk.get(f"{DESK}?tab=reported"))) == (
        "removed",
        [],
    )


def test_report_of_what_its_writer_withdraws_is_closed(client, post):
    comment = create_comment(post)
    send_report(client, comment, "abuse")
    comment.submission.refresh_from_db()

    comment.submission.withdraw()

    assert Report.objects.get().outcome == "removed"


def test_undo_of_one_letter_opens_no_reports_of_the_others(desk, post):
    one, other = create_comment(post), create_comment(post)
    for row in (one, other):
        send_report(desk, row, "abuse")
    answer_many(desk, "spam", [one, other], "?tab=approved")

    undo(desk, last_batch(), letter=one.pk)

    assert [report.submission_id for report in Report.objects.open()] == [one.pk]


@pytest.mark.parametrize(
    ("outcome", "back"), [("removed", "approved"), ("stays", "pending")], ids=["removed", "stays"]
)
def test_undo_of_what_closing_has_decided_opens_the_reports_again(desk, post, outcome, back):
    comment = create_comment(post)
    sent = send_report(desk, comment, "me" if outcome == "stays" else "abuse")
    close_reports(desk, comment, outcome, line="We have read it.")
    closed = Page(desk.get(sent["Location"])).main

    undo(desk, last_batch())

    receipt = Page(desk.get(sent["Location"])).main
    assert "We have read it." in closed
    assert states(comment) == [(back, "")]
    assert letters(desk.get(f"{DESK}?tab=reported")) == [comment.pk]
    assert "It waits for a person" in receipt
    assert "We have read it." not in receipt


@pytest.mark.parametrize(
    ("trap", "is_on_top"), [({}, True), ({HONEYPOT: "a program"}, False)], ids=["reader", "program"]
)
def test_undo_of_what_closing_has_decided_is_urgent_again_where_it_was(
    desk, post, sent, trap, is_on_top
):
    older, reported = sent(body="It came before."), create_comment(post)
    send_report(desk, reported, "harm", **trap)
    send_report(desk, reported, "me")
    close_reports(desk, reported, "stays")
    assert states(reported) == [("approved", "")]

    undo(desk, last_batch())

    assert [row.pk for row in Submission.objects.in_turn()][0] == (
        reported.pk if is_on_top else older.pk
    )


def test_undo_of_another_decision_leaves_closed_what_closing_left_as_it_is(desk, post):
    comment = create_comment(post)
    send_report(desk, comment, "abuse")
    close_reports(desk, comment)
    answer(desk, comment, "hold")

    undo(desk, last_batch())

    assert (states(comment), Report.objects.get().outcome) == ([("approved", "")], "stays")


@pytest.mark.parametrize(("is_mended_first", "outcome"), [(True, "stays"), (False, "mended")])
def test_approval_says_changed_only_where_it_was_changed_since(
    client, post, mo, is_mended_first, outcome
):
    comment = create_comment(post)
    for step in (0, 1) if is_mended_first else (1, 0):
        comment.submission.refresh_from_db()
        if step == 0:
            comment.submission.mend({"body": "Mended."}, by=mo)
        else:
            send_report(client, comment, "me")
    comment.submission.refresh_from_db()

    comment.submission.approve(by=mo)

    assert Report.objects.get().outcome == outcome


@pytest.fixture
def taken_for_spam(desk, post):
    """Shown by the rules, hidden because it was reported, and then spam to a machine."""
    comment = create_comment(post, status="pending")
    comment.submission.approve(agent=Agent.RULES)
    send_report(desk, comment, "me")
    comment.submission.mark_spam(agent=Agent.SCREENING)
    return comment


def test_what_a_machine_has_taken_for_spam_does_not_stay(desk, taken_for_spam):
    response = close_reports(desk, taken_for_spam, "stays")

    assert response.status_code == 409
    assert "Screening was quicker" in texts(response, ".//p[@class='errornote']")[0]
    assert Report.objects.open().count() == 1


def test_what_a_machine_has_taken_for_spam_is_taken_down(desk, taken_for_spam):
    assert close_reports(desk, taken_for_spam, "removed").status_code == 302

    assert Report.objects.open().count() == 0
