"""Comments as moderators read them at the desk."""

from collections.abc import Mapping, Sequence

from django.db.models import (
    Case,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from comments.models import Comment
from comments.trust import writer_is_known
from coproduce.moderation.kinds import Letter
from coproduce.moderation.models import Status, Submission
from coproduce.moderation.text import plain_words

# Of the comment that is answered: enough to know what is spoken of.
ANSWERED_CHARACTERS = 200
# Of one address: more would tell a moderator nothing else.
MOST_OF_ONE = 100
COUNTED = (Status.APPROVED, Status.DECLINED, Status.SPAM)
ANSWERABLE = {Status.PENDING, Status.APPROVED}


def letters_of(submissions: Sequence[Submission]) -> Mapping[int, Letter]:
    by_key = {submission.pk: submission for submission in submissions}
    comments = Comment.objects.filter(pk__in=list(by_key)).annotate(
        **{status.value: _others_with_its_address(status) for status in COUNTED},
        is_known=writer_is_known(),
    )
    related = comments.select_related("thread", "parent__submission", "written_by")
    for comment in related:
        by_key[comment.pk].comment = comment  # for whoever asks next
    return {comment.pk: _letter(comment) for comment in related}


# First few, then counted: the other way round a database reads all that an address ever sent. The
# ORM has no way to say it.
OTHERS = """
(SELECT COUNT(*) FROM (
    SELECT submission.status FROM comments_comment AS other
    JOIN moderation_submission AS submission ON submission.id = other.submission_id
    WHERE other.email = comments_comment.email
    AND other.submission_id <> comments_comment.submission_id LIMIT %s
) AS few WHERE few.status = %s)
"""


def _others_with_its_address(status: Status) -> Case:
    """How many other comments with this one's address stand so, among MOST_OF_ONE of them."""
    parameters = (MOST_OF_ONE, status.value)
    number = RawSQL(OTHERS, parameters, output_field=IntegerField())  # noqa: S611 (nobody's text)
    # Asked only where there is an address: those without one are not one person's.
    return Case(When(~Q(email=""), then=number), default=Value(0), output_field=IntegerField())


def _letter(comment: Comment) -> Letter:
    parent = comment.parent
    return Letter(
        kind=_("Comment"),
        title=str(comment),
        place=comment.thread.title,
        place_path=_place_path(comment),
        place_key=str(comment.thread_id),
        answers=str(parent) if parent else "",
        answers_key=str(parent.pk) if parent else "",
        answered_words=plain_words(parent.submission.body_html, ANSWERED_CHARACTERS)
        if parent
        else "",
        address=comment.email,
        history=_history(comment),
        is_known=comment.is_known,  # type: ignore[attr-defined]
        may_be_answered=comment.thread.is_public and comment.submission.status in ANSWERABLE,
    )


def _place_path(comment: Comment) -> str:
    """Where readers see it, or would."""
    if comment.submission.is_public:
        return comment.public_path
    return comment.thread.path if comment.thread.is_public else ""


def _history(comment: Comment) -> str:
    """What else came under this address, and whether the writer has shown that it is theirs."""
    if comment.written_by:
        return _("%(name)s wrote this at the desk.") % {"name": comment.written_by.get_username()}
    if not comment.email:
        return ""
    numbers = {status.value: getattr(comment, status.value) for status in COUNTED}
    if any(numbers.values()):
        words = _(
            "Other comments with this address: %(approved)d approved, %(declined)d declined, "
            "%(spam)d spam."
        )
    else:
        words = _("No other comment with this address has been decided on.")
    return " ".join([words % numbers, _proof(comment)])


def _proof(comment: Comment) -> str:
    if comment.email_proven_at:
        return _("The address is proven for this one.")
    return _("The address is typed, not proven.")
