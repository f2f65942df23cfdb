"""Undo of what came in decided already, and sending after taking back."""

import pytest

from comments.models import Comment, Thread
from coproduce.moderation.models import DeclineReason, Status, Submission
from tests.factories import create_comment, create_post
from tests.reading import receipt_code, send_comment

pytestmark = pytest.mark.django_db


def test_undo_returns_to_a_decline_that_was_imported():
    submission = create_comment(create_post(), status="pending").submission
    Submission.objects.filter(pk=submission.pk).update(
        status=Status.DECLINED, decline_reason=DeclineReason.OTHER, decline_line="As it was."
    )
    submission.approve()

    assert submission.undo()

    submission.refresh_from_db()
    assert (submission.status, submission.decline_reason, submission.decline_line) == (
        "declined",
        "other",
        "As it was.",
    )


@pytest.mark.parametrize("submission_id", ["", "same"])
def test_words_sent_again_after_taking_them_back_are_kept(client, submission_id):
    post = create_post()
    first = receipt_code(client, send_comment(client, post, submission_id=submission_id))
    Submission.objects.get().withdraw()

    again = receipt_code(client, send_comment(client, post, submission_id=submission_id))
    once_more = receipt_code(client, send_comment(client, post, submission_id=submission_id))

    assert again != first
    assert once_more == again
    statuses = Submission.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["withdrawn", "pending"]


def test_withdrawing_deletes_the_traces():
    submission = create_comment(create_post()).submission
    Submission.objects.update(ip_address="192.0.2.1", user_agent="Browser", referrer="/from")
    submission.refresh_from_db()

    submission.withdraw()

    kept = Submission.objects.values_list("ip_address", "user_agent", "referrer").get()
    assert kept == (None, "", "")


def test_count_of_comments_that_went_wrong_does_not_stop_a_withdrawal():
    comment = create_comment(create_post())
    Thread.objects.update(comment_count=0)

    assert comment.submission.withdraw()

    assert Comment.objects.published().count() == 0
