"""One page of a thread's comments, put together from three queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse

from comments.models import APPROVED, Comment, CommentQuerySet, Thread
from comments.rows import COLUMNS, Row, rows_of
from coproduce.moderation.models import Order

ANSWERS_PER_ROOT = 20


@dataclass(frozen=True)
class Conversation:
    thread: Thread
    rows: Sequence[Row]
    page: int = 1
    has_next: bool = False
    sort: str = "oldest"


def page_of(thread: Thread, *, page: int = 1, sort: str = "") -> Conversation:
    """As many conversations of a thread as the rules put on a page, each with its first twenty
    answers; in the order that `sort` names, else in that of the rules."""
    sort = sort if sort in Order.values else thread.rules.order
    size = thread.rules.page_size
    order = ["posted_at", "pk"] if sort == "oldest" else ["-posted_at", "-pk"]
    start = (page - 1) * size
    answers = Comment.objects.approved().filter(root=OuterRef("pk")).order_by("pk").values("pk")
    first_hidden = Subquery(answers[ANSWERS_PER_ROOT : ANSWERS_PER_ROOT + 1])
    # Found in the index alone, however many come before; only these are looked up.
    of_page = thread.comments.roots().order_by(*order).values("pk")
    roots = Comment.objects.filter(pk__in=of_page[start : start + size + 1])
    found = list(roots.order_by(*order).values(*COLUMNS, first_hidden=first_hidden))
    shown = found[:size]
    rows = rows_of(thread, shown, _first_answers(shown))
    return Conversation(thread, rows, page, len(found) > size, sort)


def _first_answers(roots: Sequence[Row]) -> Iterable[Row]:
    """The answers to each root that come before its `first_hidden`."""
    whole = [root["pk"] for root in roots if root["first_hidden"] is None]
    wanted = APPROVED & Q(root__in=whole)
    for root in roots:
        if root["first_hidden"] is not None:
            # APPROVED in each branch: else no database takes the index of public answers.
            wanted |= APPROVED & Q(root=root["pk"], pk__lt=root["first_hidden"])
    # First the keys, in the index alone: told only the condition, PostgreSQL expects all answers
    # to a root that has very many, and reads every submission to join them.
    keys = list(Comment.objects.filter(wanted).values_list("pk", flat=True))
    return Comment.objects.filter(pk__in=keys).order_by("pk").values(*COLUMNS)


def whole(root: Comment, thread: Thread) -> Conversation:
    """One conversation of the thread, with all its answers."""
    roots = list(Comment.objects.filter(pk=root.pk).values(*COLUMNS))
    answers = Comment.objects.approved().filter(root=root).order_by("pk").values(*COLUMNS)
    return Conversation(thread, rows_of(thread, roots, answers))


def place_of(comment: Comment) -> str:
    """Where a public comment stands: its page of the thread in the order of the rules, or past
    the first twenty answers its conversation's own page."""
    thread = comment.thread
    if comment.root_id and _answers_before(comment) >= ANSWERS_PER_ROOT:
        path = reverse("comments:conversation", args=[thread.pk, comment.pk])
        return f"{path}#comment-{comment.pk}"
    root = comment.root or comment
    before = "lt" if thread.rules.order == Order.OLDEST else "gt"
    # Both halves alone are a range of the index; with OR between them they are not.
    roots = thread.comments.roots()
    number = roots.filter(**{f"posted_at__{before}": root.posted_at}).count()
    number += roots.filter(**{"posted_at": root.posted_at, f"pk__{before}": root.pk}).count()
    page = number // thread.rules.page_size + 1
    query = f"?page={page}" if page > 1 else ""
    return f"{thread.path}{query}#comment-{comment.pk}"


def _answers_before(comment: Comment) -> int:
    """Counted as far as it matters."""
    answers: CommentQuerySet = Comment.objects.approved().filter(root=comment.root_id)
    return answers.filter(pk__lt=comment.pk)[:ANSWERS_PER_ROOT].count()
