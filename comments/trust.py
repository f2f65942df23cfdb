"""Whom the rules know: who proves, for this comment, an address whose comment a person approved."""

from django.db.models import Exists, OuterRef, Q

from comments.models import Comment
from coproduce.moderation.models import Agent, Decision, Status, Submission


def writer_is_known() -> Q:
    """A condition on comments: the address is proven for this one, and was for another that a
    person approved. A typed address alone is nobody's.
    """
    by_a_person = Decision.objects.standing().filter(
        submission=OuterRef("pk"), agent=Agent.PERSON, to_status=Status.APPROVED
    )
    others = Comment.objects.filter(
        Exists(by_a_person),
        email=OuterRef("email"),
        email_proven_at__isnull=False,
        submission__status=Status.APPROVED,
    )
    has_proven = Q(email_proven_at__isnull=False) & ~Q(email="")
    return has_proven & Q(Exists(others.exclude(pk=OuterRef("pk"))))


def is_known(submission: Submission) -> bool:
    return Comment.objects.filter(writer_is_known(), pk=submission.pk).exists()
