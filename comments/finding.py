"""Comments by the number in their address, by where they stand, by who wrote them at the desk."""

import re
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from comments.models import Comment
from coproduce.moderation.models import Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Longer ones are no database's id; one comment has one number.
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def find_public(address: str) -> Submission | None:
    if not NUMBER.fullmatch(address):
        return None
    comments = Comment.objects.published().select_related("submission", "thread")
    comment = comments.filter(pk=int(address)).first()
    return comment.submission if comment else None


def in_thread(key: int) -> QuerySet:
    """The keys of all its comments, the newest first."""
    return Comment.objects.filter(thread=key).order_by("-pk").values("pk")


def written_by(user: "User") -> QuerySet:
    """The keys of what this moderator wrote at the desk."""
    return Comment.objects.filter(written_by=user).values("pk")
