from django.conf import settings

from comments.models import Comment
from coproduce.moderation.akismet.parameters import in_utc
from coproduce.moderation.models import Submission


def screening_fields(submission: Submission) -> dict[str, str]:
    """What Akismet is told of a comment beyond its words, under Akismet's own names."""
    comment = _comment_of(submission)
    return {
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "permalink": f"{settings.SITE_URL}{comment.thread.path}",
        # Its name notwithstanding, this is when the page was published.
        "comment_post_modified_gmt": in_utc(comment.thread.opens_at),
        "comment_context[]": comment.thread.title,
    }


def _comment_of(submission: Submission) -> Comment:
    """The one that hangs on this object, which may have other words than are kept; or, in one
    query with its thread, the one that is kept."""
    if Submission.comment.is_cached(submission):
        return submission.comment
    return Comment.objects.select_related("thread").get(pk=submission.pk)
