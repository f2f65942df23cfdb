"""Comments as moderators read them at the desk."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from comments.models import Comment
from coproduce.moderation.kinds import Letter
from coproduce.moderation.models import Submission
from coproduce.moderation.text import plain_words

# Of the comment that is answered: enough to know what is spoken of.
ANSWERED_CHARACTERS = 200


def letters_of(submissions: Sequence[Submission]) -> Mapping[int, Letter]:
    keys = [submission.pk for submission in submissions]
    comments = Comment.objects.filter(pk__in=keys).select_related("thread", "parent__submission")
    return {comment.pk: _letter(comment) for comment in comments}


def _letter(comment: Comment) -> Letter:
    parent = comment.parent
    return Letter(
        title=str(comment),
        place=comment.thread.title,
        place_path=comment.thread.path if comment.thread.is_public else "",
        answers=str(parent) if parent else "",
        answered_words=plain_words(parent.submission.body_html, ANSWERED_CHARACTERS)
        if parent
        else "",
        facts=[(_("E-mail"), comment.email)] if comment.email else [],
    )
