"""A public comment by the number in its address."""

import re

from comments.models import Comment
from coproduce.moderation.models import Submission

# Longer ones are no database's id; one comment has one number.
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def find_public(address: str) -> Submission | None:
    if not NUMBER.fullmatch(address):
        return None
    comments = Comment.objects.published().select_related("submission", "thread")
    comment = comments.filter(pk=int(address)).first()
    return comment.submission if comment else None
