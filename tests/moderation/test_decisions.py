from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction

from comments.models import Comment
from coproduce.moderation.models import Submission, Verdict
from tests.factories import create_comment, create_post
from tests.moderation.desk import log

pytestmark = pytest.mark.django_db


def state(comment):
    """Status, reason, whether it is shown, and what its thread counts."""
    found = Comment.objects.select_related("submission", "thread").get(pk=comment.pk)
    is_shown = Comment.objects.published().filter(pk=comment.pk).exists()
    submission = found.submission
    return submission.status, submission.decline_reason, is_shown, found.thread.comment_count


VERBS = {
    "approve": lambda one, by: one.approve(by=by),
    "decline": lambda one, by: one.decline(by=by, reason="abusive"),
    "spam": lambda one, by: one.mark_spam(by=by),
    "hold": lambda one, by: one.hold(by=by),
    "undo": lambda one, by: one.undo(by=by),
    "withdraw": lambda one, by: one.withdraw(),
}


@pytest.mark.parametrize(
    ("verb", "expected", "line"),
    [
        ("approve", ("approved", "", True, 1), ("mo", "pending → approved", "")),
        ("decline", ("declined", "abusive", False, 0), ("mo", "pending → declined", "abusive")),
        ("spam", ("spam", "", False, 0), ("mo", "pending → spam", "")),
        ("withdraw", ("withdrawn", "", False, 0), ("The writer", "pending → withdrawn", "")),
    ],
)
def test_verb_changes_the_status_and_is_logged(comment, mo, verb, expected, line):
    assert VERBS[verb](comment.submission, mo) is True

    assert state(comment) == expected
    assert log(comment) == [line]
    assert Submission.objects.get().decided_at is not None


@pytest.mark.parametrize("verb", ["decline", "spam", "hold", "withdraw"])
def test_every_other_answer_takes_an_approved_comment_off_the_page(comment, mo, verb):
    comment.submission.approve(by=mo)
    assert state(comment) == ("approved", "", True, 1)

    VERBS[verb](comment.submission, mo)

    assert state(comment)[2:] == (False, 0)


@pytest.mark.parametrize("verb", ["approve", "decline", "spam"])
def test_same_answer_by_a_second_moderator_changes_nothing(comment, mo, nia, verb):
    VERBS[verb](comment.submission, mo)
    before, lines = state(comment), log(comment)

    assert VERBS[verb](Submission.objects.get(), nia) is False

    assert (state(comment), log(comment)) == (before, lines)


def test_second_moderator_with_another_answer_prevails_and_both_are_logged(comment, mo, nia):
    stale = Submission.objects.get()
    comment.submission.approve(by=mo)

    assert stale.decline(by=nia, reason="off-topic") is True

    assert state(comment) == ("declined", "off-topic", False, 0)
    assert log(comment) == [
        ("mo", "pending → approved", ""),
        ("nia", "approved → declined", "off-topic"),
    ]


@pytest.mark.django_db(transaction=True)
def test_many_moderators_at_once_leave_a_log_that_joins_up(mo):
    comment = create_comment(create_post(), status="pending")

    def decide(verb):
        try:
            return VERBS[verb](Submission.objects.get(), mo)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        changed = list(pool.map(decide, ["approve", "decline", "spam", "hold"] * 6))

    lines = list(comment.submission.decisions.order_by("pk"))
    assert len(lines) == changed.count(True)
    assert all(one.to_status == next_.from_status for one, next_ in pairwise(lines))
    status, _, is_shown, count = state(comment)
    assert (lines[0].from_status, lines[-1].to_status) == ("pending", status)
    assert (is_shown, count) == (status == "approved", int(status == "approved"))


def test_undo_without_a_decision_changes_nothing(comment, mo):
    assert comment.submission.undo(by=mo) is False

    assert (state(comment), log(comment)) == (("pending", "", False, 0), [])


def test_undo_brings_back_the_decline_with_its_reason(comment, mo):
    submission = comment.submission
    submission.approve(by=mo)
    submission.undo(by=mo)
    submission.decline(by=mo, reason="identifies", line="Leave out the street.")
    submission.approve(by=mo)

    submission.undo(by=mo)

    assert state(comment) == ("declined", "identifies", False, 0)
    assert Submission.objects.get().decline_line == "Leave out the street."
    assert log(comment) == [
        ("mo", "pending → approved", ""),
        ("mo", "undone: approved → pending", ""),
        ("mo", "pending → declined", "identifies"),
        ("mo", "declined → approved", ""),
        ("mo", "undone: approved → declined", "identifies"),
    ]


def test_undo_again_and_again_goes_back_to_the_start(comment, mo):
    submission = comment.submission
    submission.decline(by=mo, reason="abusive")
    submission.mark_spam(by=mo)
    submission.approve(by=mo)

    seen = []
    while submission.undo(by=mo):
        seen.append(state(comment)[:2])

    assert seen == [("spam", ""), ("declined", "abusive"), ("pending", "")]


def test_undo_by_another_moderator_is_in_their_name(comment, mo, nia):
    comment.submission.approve(by=mo)

    comment.submission.undo(by=nia)

    assert log(comment)[-1] == ("nia", "undone: approved → pending", "")


def test_undo_takes_back_what_screening_did(comment, mo):
    comment.submission.record_verdict(Verdict.SPAM)
    assert state(comment)[0] == "spam"

    comment.submission.undo(by=mo)

    assert state(comment)[0] == "pending"
    assert log(comment) == [
        ("Screening", "pending → spam", ""),
        ("mo", "undone: spam → pending", ""),
    ]


@pytest.mark.parametrize("verdict", [Verdict.SPAM, Verdict.DISCARD])
@pytest.mark.parametrize("verbs", [["approve"], ["decline"], ["hold"], ["approve", "undo"]])
def test_a_late_verdict_of_spam_leaves_what_a_person_decided(comment, mo, verbs, verdict):
    if verbs == ["hold"]:
        comment.submission.approve()
    for verb in verbs:
        VERBS[verb](comment.submission, mo)
    before, lines = state(comment), log(comment)

    Submission.objects.get().record_verdict(verdict)

    assert (state(comment), log(comment)) == (before, lines)
    assert Submission.objects.get().verdict == verdict


def test_spam_found_again_after_a_person_undid_it_stays_undone(comment, mo):
    comment.submission.record_verdict(Verdict.SPAM)
    comment.submission.undo(by=mo)

    comment.submission.record_verdict(Verdict.SPAM)

    assert state(comment)[0] == "pending"


@pytest.mark.parametrize("verdict", [Verdict.HAM, Verdict.ERROR, Verdict.SKIPPED])
def test_no_other_verdict_moves_anything(comment, verdict):
    comment.submission.record_verdict(verdict)

    assert (state(comment), log(comment)) == (("pending", "", False, 0), [])
    assert Submission.objects.get().verdict == verdict


PUBLIC = [
    ("", "approve"),
    ("approve", "decline"),
    ("approve", "spam"),
    ("approve", "hold"),
    ("approve", "undo"),
    ("approve", "withdraw"),
    ("decline", "approve"),
]
NOT_PUBLIC = [
    ("", "decline"),
    ("", "spam"),
    ("", "hold"),
    ("", "undo"),
    ("", "withdraw"),
    ("approve", "approve"),
    ("decline", "undo"),
    ("decline", "spam"),
    ("spam", "withdraw"),
    ("withdraw", "approve"),
]


@pytest.mark.parametrize(
    ("first", "verb", "changes"),
    [(*pair, True) for pair in PUBLIC] + [(*pair, False) for pair in NOT_PUBLIC],
)
def test_site_version_changes_with_what_is_public_only(comment, mo, version, first, verb, changes):
    if first:
        VERBS[first](comment.submission, mo)
    before = version()

    VERBS[verb](comment.submission, mo)

    assert (version() != before) is changes


def test_site_version_stays_when_a_comment_arrives_or_is_screened(version):
    post = create_post()
    before = version()

    create_comment(post, status="pending").submission.record_verdict(Verdict.SPAM)

    assert version() == before


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "declined"},
        {"status": "approved", "decline_reason": "other"},
        {"status": "maybe"},
        {"verdict": "perhaps"},
    ],
)
def test_database_refuses_states_that_are_none(comment, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.update(**columns)

    assert state(comment)[0] == "pending"
