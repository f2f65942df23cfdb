"""Whom the rules know: who proves, for this comment, an address whose comment a person approved.

A typed address alone is nobody's.
"""

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from comments.models import Comment
from coproduce.moderation.models import Agent, Decision, Status, Submission


def writer_is_known() -> Case:
    """An expression on comments: the address is proven for this one, and was for another that a
    person approved.
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
    # Of two conditions with AND between them, SQLite would work out both.
    found = Exists(others.exclude(pk=OuterRef("pk")))
    return Case(When(has_proven, then=found), default=Value(False), output_field=BooleanField())


def is_known(submission: Submission) -> bool:
    comment = Comment.objects.annotate(is_known=writer_is_known()).filter(pk=submission.pk)
    return comment.values_list("is_known", flat=True).first() or False
