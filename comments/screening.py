from django.conf import settings

from coproduce.moderation.akismet.parameters import in_utc
from coproduce.moderation.models import Submission


def screening_fields(submission: Submission) -> dict[str, str]:
    """What Akismet is told of a comment beyond its words, under Akismet's own names."""
    comment = submission.comment
    return {
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_email": comment.email,
        "permalink": f"{settings.SITE_URL}{comment.thread.path}",
        # Its name notwithstanding, this is when the page was published.
        "comment_post_modified_gmt": in_utc(comment.thread.opens_at),
        "comment_context[]": comment.thread.title,
    }
