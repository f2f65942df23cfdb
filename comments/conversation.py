"""One page of a thread's comments, put together from two queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from comments.models import Comment, CommentQuerySet, Thread

ROOTS_PER_PAGE = 50
ANSWERS_PER_ROOT = 20
# Deeper answers stand beside the one they answer.
DEEPEST_STEP = 5


@dataclass
class Node:
    """A comment as it is shown. `is_removed`: only its place is left, for its answers' sake."""

    comment: Comment
    step: int = 0
    host: Node | None = None
    answers: list[Node] = field(default_factory=list)
    has_more: bool = False

    @property
    def way_in(self) -> Comment:
        """The comment by whose address the whole conversation is found: one that is public."""
        return self.answers[0].comment if self.is_removed and self.answers else self.comment

    @property
    def is_removed(self) -> bool:
        return self.comment.published_at is None


@dataclass(frozen=True)
class Conversation:
    thread: Thread
    nodes: Sequence[Node]
    page: int = 1
    has_next: bool = False
    sort: str = "oldest"


def page_of(thread: Thread, *, page: int = 1, sort: str = "oldest") -> Conversation:
    """Fifty conversations of a thread, each with its first twenty answers."""
    order = ["posted_at", "pk"] if sort == "oldest" else ["-posted_at", "-pk"]
    start = (page - 1) * ROOTS_PER_PAGE
    roots = list(_roots(thread).order_by(*order)[start : start + ROOTS_PER_PAGE + 1])
    shown = roots[:ROOTS_PER_PAGE]
    number = Window(RowNumber(), partition_by=F("root"), order_by="pk")
    answers = _answers(shown).annotate(number=number).filter(number__lte=ANSWERS_PER_ROOT + 1)
    nodes = _assemble(shown, answers.order_by("pk"), limit=ANSWERS_PER_ROOT)
    return Conversation(thread, nodes, page, len(roots) > ROOTS_PER_PAGE, sort)


def whole(root: Comment) -> Conversation:
    """One conversation with all its answers."""
    return Conversation(root.thread, _assemble([root], _answers([root]).order_by("pk")))


def place_of(comment: Comment) -> str:
    """Where a public comment stands: its page of the thread, oldest first, or past the first
    twenty answers its conversation's own page."""
    thread = comment.thread
    if comment.root_id:
        before = Comment.objects.filter(root=comment.root_id, published_at__isnull=False)
        if before.filter(pk__lt=comment.pk).count() >= ANSWERS_PER_ROOT:
            path = reverse("comments:conversation", args=[thread.pk, comment.pk])
            return f"{path}#comment-{comment.pk}"
    root = comment.root or comment
    earlier = Q(posted_at__lt=root.posted_at) | Q(posted_at=root.posted_at, pk__lt=root.pk)
    page = _roots(thread).filter(earlier).count() // ROOTS_PER_PAGE + 1
    query = f"?page={page}" if page > 1 else ""
    return f"{thread.path}{query}#comment-{comment.pk}"


def _roots(thread: Thread) -> CommentQuerySet:
    """First comments that are public, or have public answers and leave their place to them."""
    answered = Comment.objects.filter(root=OuterRef("pk"), published_at__isnull=False)
    return thread.comments.filter(
        Q(published_at__isnull=False) | Exists(answered), root=None
    ).select_related("submission")


def _answers(roots: Sequence[Comment]) -> CommentQuerySet:
    return Comment.objects.filter(root__in=roots, published_at__isnull=False).select_related(
        "submission"
    )


def _assemble(
    roots: Sequence[Comment], answers: Iterable[Comment], *, limit: int | None = None
) -> list[Node]:
    tops = {root.pk: Node(root) for root in roots}
    nodes = dict(tops)
    counts = dict.fromkeys(tops, 0)
    for answer in answers:
        assert answer.root_id is not None
        top = tops[answer.root_id]
        counts[answer.root_id] += 1
        if limit is not None and counts[answer.root_id] > limit:
            top.has_more = True
            continue
        # What it answers may have been removed: then it stands under the first comment.
        parent = nodes.get(answer.parent_id or 0, top)
        host = parent if parent.step < DEEPEST_STEP or parent.host is None else parent.host
        nodes[answer.pk] = Node(answer, step=host.step + 1, host=host)
        host.answers.append(nodes[answer.pk])
    return list(tops.values())
