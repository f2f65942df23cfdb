from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from comments.models import Thread
from coproduce.moderation.dates import day
from coproduce.moderation.models import Job, SiteVersion
from coproduce.moderation.text import plain_words, tidy, tidy_line
from posts.markdown import reading_minutes, render_html, render_markdown

# Characters of a post that the home page opens with.
OPENING = 600


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"


class BodyFormat(models.TextChoices):
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> PostQuerySet:
        return self.filter(status=Status.PUBLISHED)

    def newest_first(self) -> PostQuerySet:
        return self.order_by("-published_at", "-pk")


class Post(models.Model):
    title = models.CharField(max_length=200)
    slug = models.SlugField(max_length=200, unique=True)
    standfirst = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences under the title."
    )
    body = models.TextField(
        help_text="Markdown: **bold**, *italics*, ## headings, > quotes, lists, tables, links."
    )
    body_format = models.CharField(
        max_length=10, choices=BodyFormat, default=BodyFormat.MARKDOWN, editable=False
    )
    body_html = models.TextField(editable=False)
    reading_minutes = models.PositiveSmallIntegerField(editable=False)
    invitation = models.CharField(
        "question",
        max_length=200,
        default="What gets in the way that nobody says?",
        help_text="Stands large where the reading ends.",
    )
    author_name = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a scheduled post appears. Left empty, it is the moment of publishing.",
    )
    is_pinned = models.BooleanField(
        "on the home page", default=False, help_text="The essay that the home page opens with."
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, editable=False)
    is_sample = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    old_guid = models.CharField(max_length=300, null=True, unique=True, editable=False)  # noqa: DJ001 (unique)
    old_id = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    old_path = models.CharField(max_length=300, null=True, unique=True, editable=False)  # noqa: DJ001 (unique)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(published_at__isnull=False),
                name="post_in_public_has_a_date",
                violation_error_message="Give a scheduled post the time at which it appears.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(status=Status.PUBLISHED),
                name="post_newest",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.write(*args, **kwargs)
        SiteVersion.change()

    def get_absolute_url(self) -> str:
        return reverse("posts:detail", args=[self.slug])

    def write(self, *args: Any, **kwargs: Any) -> None:
        """`save` inside a longer transaction, whose last step is SiteVersion.change().

        Keeps what follows from the fields: the rendered body, the thread, the timetable.
        """
        # The post before its thread, as everybody locks them.
        Post.objects.select_for_update().filter(pk=self.pk).first()
        for name in ("title", "standfirst", "author_name", "invitation"):
            setattr(self, name, tidy_line(getattr(self, name)))
        self.body = tidy(self.body)
        render = render_html if self.body_format == BodyFormat.HTML else render_markdown
        self.body_html = render(self.body)
        self.reading_minutes = reading_minutes(self.body_html)
        self.clean()
        if self.is_pinned and self.is_published:
            Post.objects.filter(is_pinned=True).exclude(pk=self.pk).update(is_pinned=False)
        self._save_thread()
        super().save(*args, **kwargs)
        if self.status == Status.SCHEDULED:
            Job.objects.put("publish_post", self.pk, run_at=self.published_at)

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def opening(self) -> str:
        """The words of the first paragraph."""
        return plain_words(self.body_html.partition("</p>")[0], OPENING)

    @property
    def published_on(self) -> str:
        return day(self.published_at) if self.published_at else ""

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body_html)  # noqa: S308 (sanitised in save)

    def clean(self) -> None:
        """Published without a date is published now; with a date to come it is scheduled."""
        if self.status == Status.PUBLISHED:
            self.published_at = self.published_at or timezone.now()
            if self.published_at > timezone.now():
                self.status = Status.SCHEDULED

    def _save_thread(self) -> None:
        thread = self.thread if self.thread_id else Thread()
        thread.title = self.title
        thread.path = self.get_absolute_url()
        thread.is_public = self.is_published
        if self.published_at:
            thread.opens_at = self.published_at
        owned = ["title", "path", "is_public", "opens_at"]
        thread.save(update_fields=owned if thread.pk else None)
        self.thread = thread

    def publish(self) -> None:
        self.status = Status.PUBLISHED
        self.save()

    def unpublish(self) -> None:
        """Back to a draft: the post and its comments appear nowhere, and nothing is lost."""
        self.status = Status.DRAFT
        self.save()
