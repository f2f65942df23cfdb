from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import day
from coproduce.moderation.models import Job, Rules, SiteVersion, Submission

# A page must not be made anew by a process whose clock is behind the worker's.
CLOCKS_DIFFER = timedelta(seconds=1)


class ThreadQuerySet(models.QuerySet["Thread"]):
    def public(self) -> ThreadQuerySet:
        return self.filter(is_public=True)


class Thread(models.Model):
    """The place where comments gather. Whoever owns it keeps title, path and the rest up to date.

    A closed thread still shows its comments; one that is not public shows them nowhere. Without
    `closes_at`, which the owner sets by hand, the rules say after how many days it closes.
    """

    title = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    is_public = models.BooleanField(default=False)
    opens_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField(null=True, blank=True)
    comment_count = models.PositiveIntegerField(default=0)

    objects = ThreadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @cached_property
    def rules(self) -> Rules:
        """Asked for once: a page has one thread, and all of it goes by the same rules."""
        return Rules.current()

    @property
    def is_open(self) -> bool:
        now = timezone.now()
        if now < self.opens_at:
            return False
        return now < self.closes_at if self.closes_at else not self.is_aged(now)

    def is_aged(self, now: datetime) -> bool:
        """Whether it has been open for as long as the rules let it."""
        days = self.rules.close_after_days
        return bool(days) and self.opens_at + timedelta(days=days) <= now

    @transaction.atomic
    def close(self, at: datetime | None) -> None:
        """Take no more comments from `at` on; None opens the thread again.

        One that the rules have closed is opened for as long once more.
        """
        if at is None and self.is_aged(now := timezone.now()):
            at = now + timedelta(days=self.rules.close_after_days)
        self.closes_at = at
        self.save(update_fields=["closes_at"])
        if at and at > timezone.now():
            Job.objects.put("close_thread", self.pk, run_at=at + CLOCKS_DIFFER)
        SiteVersion.change()

    def recount(self) -> None:
        """After a change that went past the comments' own verbs; in its transaction."""
        Thread.objects.select_for_update().get(pk=self.pk)
        self.comment_count = self.comments.approved().count()
        self.save(update_fields=["comment_count"])
        answers = Comment.objects.approved().filter(root=OuterRef("pk")).values("root")
        number = Subquery(answers.annotate(number=Count("pk")).values("number"))
        self.comments.filter(root=None).update(answer_count=Coalesce(number, 0))


APPROVED = Q(published_at__isnull=False)
HAS_A_PLACE = APPROVED | Q(answer_count__gt=0)


class CommentQuerySet(models.QuerySet["Comment"]):
    def published(self) -> CommentQuerySet:
        """Approved, and in a thread that is public."""
        return self.approved().filter(thread__is_public=True)

    def approved(self) -> CommentQuerySet:
        """Approved; for who knows already that the thread is public."""
        return self.filter(APPROVED)

    def show_since(self, at: datetime | None) -> None:
        """Part of a decision on these, which all changes alike: they are counted and shown, or not.

        None hides them. Threads, then first comments, then these: as everybody locks them.
        """
        change = 1 if at else -1
        places = list(self.values_list("thread_id", "root_id"))
        threads = Counter(thread for thread, _root in places)
        for thread, number in sorted(threads.items()):
            count = Greatest(F("comment_count") + change * number, 0)
            Thread.objects.filter(pk=thread).update(comment_count=count)
        roots = Counter(root for _thread, root in places if root)
        for root, number in sorted(roots.items()):
            count = Greatest(F("answer_count") + change * number, 0)
            Comment.objects.filter(pk=root).update(answer_count=count)
        self.update(published_at=at)

    def publish_all(self, submissions: Sequence[Submission]) -> None:
        self.filter(pk__in=[one.pk for one in submissions]).show_since(timezone.now())

    def hide_all(self, submissions: Sequence[Submission]) -> None:
        self.filter(pk__in=[one.pk for one in submissions]).show_since(None)

    def roots(self) -> CommentQuerySet:
        """First comments that are public, or have public answers and leave their place to them."""
        return self.filter(HAS_A_PLACE, root=None)


class Comment(models.Model):
    NAMELESS = _("Someone")

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="comment"
    )
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, related_name="+")
    # Its index is below, without the nulls: planners would take those for a way to the roots.
    root = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="answers", db_index=False
    )
    depth = models.PositiveSmallIntegerField(default=0)
    # Of a first comment: how many public answers stand under it, at any depth.
    answer_count = models.PositiveIntegerField(default=0, editable=False)
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True, db_index=True)
    # That whoever sent this one holds the address, not that they once did.
    email_proven_at = models.DateTimeField(null=True, editable=False)
    # Who wrote it at the desk, in the name of the site. Most are null: the index is without those.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
    )
    # When it was written: as in its submission, repeated here for the order of a thread.
    posted_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    old_key = models.CharField(max_length=300, null=True, unique=True, editable=False)  # noqa: DJ001 (unique)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None, root=None, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gt=0),
                name="comment_stands_in_a_tree",
            )
        ]
        indexes = [
            models.Index(
                fields=["thread", "posted_at", "submission"],
                condition=Q(root=None) & HAS_A_PLACE,
                name="comment_roots",
            ),
            models.Index(
                fields=["root", "submission"],
                condition=APPROVED,
                name="comment_answers",
            ),
            models.Index(fields=["root"], condition=Q(root__isnull=False), name="comment_root"),
            models.Index(
                fields=["written_by"],
                condition=Q(written_by__isnull=False),
                name="comment_written_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.NAMELESS)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new comment takes its place in the tree from its parent, its time from its words."""
        if self._state.adding:
            self.posted_at = self.submission.submitted_at
            self._take_place()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("comments:permalink", args=[self.pk])

    @property
    def public_path(self) -> str:
        """Where readers find it; empty while its thread is not public."""
        return self.get_absolute_url() if self.thread.is_public else ""

    @property
    def said_on(self) -> str:
        return day(self.posted_at)

    def publish(self, at: datetime) -> None:
        """For one that comes in approved: the thread counts it and shows it since `at`."""
        Comment.objects.filter(pk=self.pk).show_since(at)

    def move_under(self, parent: Comment | None) -> None:
        self.parent = parent
        self._take_place()
        self.save(update_fields=["parent", "root", "depth"])

    def _take_place(self) -> None:
        self.root = (self.parent.root or self.parent) if self.parent else None
        self.depth = self.parent.depth + 1 if self.parent else 0
