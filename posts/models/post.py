from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from comments.models import Thread
from coproduce.moderation.dates import day
from coproduce.moderation.models import Job, SiteVersion
from coproduce.moderation.text import plain_words, tidy, tidy_line
from posts.language import validate_language
from posts.markdown import reading_minutes, render_html, render_markdown
from posts.simpler import render_simpler

# Characters of a post that the home page opens with.
OPENING = 600
# Of what search engines and messages show beneath its title.
SUMMARY = 200
# One more whenever `render` comes to make something else of the same text: each `migrate` then
# renders again what older code has rendered.
RENDERING = 1
RENDERED = ["body_html", "contents", "lead_picture", "reading_minutes", "opening", "beginning"]
RENDERED += ["simpler_html", "rendering"]
# From so many headings and minutes on, contents stand before the text.
CONTENTS_HEADINGS, CONTENTS_MINUTES = 3, 5


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")


class BodyFormat(models.TextChoices):
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> PostQuerySet:
        return self.filter(status=Status.PUBLISHED)

    def newest_first(self) -> PostQuerySet:
        return self.order_by("-published_at", "-pk")

    def without_sources(self) -> PostQuerySet:
        """For pages that show posts: what the author typed stays where it is."""
        return self.defer("body", "simpler_body")

    def before(self, post: Post) -> Post | None:
        """The post that came out before this one; only what a link to it needs."""
        # The bound that the index takes, and then the rest: an OR alone would read all posts.
        earlier = self.published().newest_first().filter(published_at__lte=post.published_at)
        return _linked(earlier.exclude(published_at=post.published_at, pk__gte=post.pk))

    def after(self, post: Post) -> Post | None:
        later = self.published().order_by("published_at", "pk")
        later = later.filter(published_at__gte=post.published_at)
        return _linked(later.exclude(published_at=post.published_at, pk__lte=post.pk))


def _linked(posts: PostQuerySet) -> Post | None:
    return posts.only("title", "slug", "language").first()


class Post(models.Model):
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True)
    standfirst = models.CharField(
        _("standfirst"),
        max_length=300,
        blank=True,
        help_text=_("One or two sentences under the title."),
    )
    body = models.TextField(
        _("text"),
        help_text=_(
            "Markdown: **bold**, *italics*, ## headings, > quotes, lists, tables, links, notes[^1] "
            "with [^1]: their words on a line of their own. The words after a picture’s address, "
            "in quotation marks, stand beneath it."
        ),
    )
    body_format = models.CharField(
        max_length=10, choices=BodyFormat, default=BodyFormat.MARKDOWN, editable=False
    )
    body_html = models.TextField(editable=False)
    contents = models.JSONField(default=list, editable=False)
    lead_picture = models.JSONField(default=dict, editable=False)
    reading_minutes = models.PositiveSmallIntegerField(editable=False)
    # The words of the first paragraph.
    opening = models.TextField(default="", editable=False)
    # What is told of the post where it has no standfirst.
    beginning = models.TextField(default="", editable=False)
    # The RENDERING that made what is kept of the text.
    rendering = models.PositiveSmallIntegerField(default=0, editable=False)
    simpler_body = models.TextField(
        _("simpler version"),
        blank=True,
        help_text=_(
            "The same in simpler words, in Markdown, on a page of its own; left empty, there is "
            "none. One idea a sentence, under 15 words, and a blank line after each idea. One "
            "picture each: its line stands right before the words that it goes with. Use the same "
            "word for the same thing, and say what a hard word means in the next sentence."
        ),
    )
    simpler_html = models.TextField(editable=False, default="")
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        validators=[validate_language],
        help_text=_(
            "A code such as cy for Welsh, so that screen readers pronounce it rightly. Left empty, "
            "it is the language of the site."
        ),
    )
    invitation = models.CharField(
        _("question"),
        max_length=200,
        default="What gets in the way that nobody says?",
        help_text=_("Stands large where the reading ends."),
    )
    author_name = models.CharField(_("author’s name"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        help_text=_("When a scheduled post appears. Left empty, it is the moment of publishing."),
    )
    is_pinned = models.BooleanField(
        _("on the home page"),
        default=False,
        help_text=_("The essay that the home page opens with."),
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, editable=False)
    is_sample = models.BooleanField(default=False, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    old_guid = models.CharField(max_length=300, null=True, unique=True, editable=False)  # noqa: DJ001 (unique)
    old_id = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    old_path = models.CharField(max_length=300, null=True, unique=True, editable=False)  # noqa: DJ001 (unique)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT) | Q(published_at__isnull=False),
                name="post_in_public_has_a_date",
                violation_error_message=_("Give a scheduled post the time at which it appears."),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.render()  # before the transaction, in which others wait
        with transaction.atomic():
            self._write(*args, **kwargs)
            SiteVersion.change()

    def get_absolute_url(self) -> str:
        return reverse("posts:detail", args=[self.slug])

    def write(self, *args: Any, **kwargs: Any) -> None:
        """`save` inside a longer transaction, whose last step is SiteVersion.change().

        Keeps what follows from the fields: the rendered body, the thread, the timetable.
        """
        self.render()
        self._write(*args, **kwargs)

    def _write(self, *args: Any, **kwargs: Any) -> None:
        # The post before its thread, as everybody locks them.
        Post.objects.select_for_update().filter(pk=self.pk).first()
        for name in ("title", "standfirst", "author_name", "invitation"):
            setattr(self, name, tidy_line(getattr(self, name)))
        self.clean()
        if self.is_pinned and self.is_published:
            Post.objects.filter(is_pinned=True).exclude(pk=self.pk).update(is_pinned=False)
        self._save_thread()
        super().save(*args, **kwargs)
        if self.status == Status.SCHEDULED:
            Job.objects.put("publish_post", self.pk, run_at=self.published_at)

    def render(self) -> None:
        """Fill RENDERED from the texts."""
        self.body, self.simpler_body = tidy(self.body), tidy(self.simpler_body)
        render = render_html if self.body_format == BodyFormat.HTML else render_markdown
        rendered = render(self.body, self.language)
        self.body_html = rendered.html
        self.contents, self.lead_picture = rendered.contents, rendered.picture
        self.reading_minutes = reading_minutes(rendered.prose)
        self.opening = plain_words(rendered.prose.partition("</p>")[0], OPENING)
        self.beginning = plain_words(rendered.prose, SUMMARY)
        self.rendering = RENDERING
        self.simpler_html = render_simpler(self.simpler_body) if self.simpler_body else ""

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def summary(self) -> str:
        """What a search engine or a message shows beneath the title."""
        return self.standfirst or self.beginning

    @property
    def has_contents(self) -> bool:
        is_long = self.reading_minutes >= CONTENTS_MINUTES
        return is_long and len(self.contents) >= CONTENTS_HEADINGS

    @property
    def published_on(self) -> str:
        return day(self.published_at) if self.published_at else ""

    @property
    def published_iso(self) -> str:
        """For the machines that read a page; to the second, as HTML has it."""
        return self.published_at.isoformat(timespec="seconds") if self.published_at else ""

    @property
    def html(self) -> SafeString:
        return mark_safe(self.body_html)  # noqa: S308 (sanitised in save)

    @property
    def html_of_simpler(self) -> SafeString:
        return mark_safe(self.simpler_html)  # noqa: S308 (sanitised in save)

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
