"""A moderator's own comment, under the one that it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from comments.models import Comment
from coproduce.moderation.desk.access import public_name
from coproduce.moderation.models import Status, Submission, Verdict
from coproduce.moderation.models.states import AT_THE_DESK
from coproduce.moderation.text import render_reader_markdown

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import QuerySet


def answer_publicly(
    submission: Submission, user: User, words: str, form_id: str = ""
) -> Submission:
    """Keep `words` in this person's name, to be approved together with what they answer.

    They are tidy; the caller has locked `submission`. The same words to the same comment are one
    answer, however often they are sent; what was taken back is given anew by another form alone,
    which has another `form_id`.
    """
    parts = f"{submission.pk} {user.pk} {form_id} {words}"
    form_key = salted_hmac("coproduce.answer_publicly", parts, algorithm="sha256").hexdigest()
    given = Submission.objects.filter(pk__in=answers_by(user, submission))
    alike = given.filter(body=words).exclude(status=Status.WITHDRAWN)
    same = alike.first() or given.filter(form_key=form_key).first()
    return same or _keep(submission, user, words, form_key)


def answers_by(user: User, submission: Submission) -> QuerySet:
    """The keys of the answers that this person gave to this comment."""
    return Comment.objects.filter(parent=submission.pk, written_by=user).values("pk")


def _keep(submission: Submission, user: User, words: str, form_key: str) -> Submission:
    answer = Submission.objects.create(
        kind=submission.kind,
        body=words,
        body_html=render_reader_markdown(words),
        verdict=Verdict.SKIPPED,
        source=AT_THE_DESK,
        is_sample=submission.is_sample,
        form_key=form_key,
    )
    parent = submission.comment
    Comment.objects.create(
        submission=answer,
        thread=parent.thread,
        parent=parent,
        name=public_name(user),
        written_by=user,
    )
    return answer
