from collections.abc import Sequence

from django.db import transaction

from comments.models import Comment, Thread
from coproduce.moderation.models import SiteVersion, Submission
from posts.models import Post
from posts.models import Status as PostStatus


@transaction.atomic
def remove() -> tuple[int, int, int]:
    """Take every example away; returns how many submissions and posts went, and posts kept.

    What real readers wrote stays: an answer to an example moves up to what the example answered,
    and a sample essay with real comments becomes a draft.
    """
    submissions = Submission.objects.filter(is_sample=True)
    commented = Comment.objects.filter(submission__in=submissions).values("thread")
    threads = list(Thread.objects.select_for_update().filter(pk__in=commented).order_by("pk"))
    for thread in threads:
        _lift_answers(list(thread.comments.select_related("submission").order_by("pk")))
    submission_count = submissions.count()
    submissions.delete()
    for thread in threads:
        thread.recount()
    kept = removed = 0
    for post in Post.objects.filter(is_sample=True).select_related("thread"):
        if post.thread.comments.exists():
            # From now on it is the owner's, with what readers said under it.
            post.status, post.is_sample = PostStatus.DRAFT, False
            post.write()
            kept += 1
        else:
            post.delete()
            post.thread.delete()
            removed += 1
    SiteVersion.change()
    return submission_count, removed, kept


def _lift_answers(comments: Sequence[Comment]) -> None:
    """Stand each real comment under its nearest real ancestor; parents come before answers."""
    by_id = {comment.pk: comment for comment in comments}
    for comment in comments:
        parent = by_id.get(comment.parent_id or 0)
        while parent is not None and parent.submission.is_sample:
            parent = by_id.get(parent.parent_id or 0)
        if not comment.submission.is_sample:
            comment.move_under(parent)
