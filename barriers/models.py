from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from barriers.choices import Area, Role, Unsure
from barriers.place import Place
from coproduce.moderation import dates
from coproduce.moderation.models import Submission
from coproduce.moderation.text import plain_words

ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 10
FIRST_WORDS = 90
ON_THE_BOARD = 140
IN_A_LIST = 280
# Of a search; each one more is a look at every text.
MOST_WORDS = 8


class Theme(models.Model):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    sentence = models.CharField(_("sentence"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class TagQuerySet(models.QuerySet["Tag"]):
    def offered(self) -> TagQuerySet:
        """Those a reader may choose, in the order of the codebook."""
        return self.filter(status=Tag.Status.ACCEPTED).order_by(
            "theme__position", "position", "name"
        )


class Tag(models.Model):
    """A kind of barrier, with the words by which it is recognised."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        RETIRED = "retired", _("Retired")

    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="tags", verbose_name=_("theme")
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    definition = models.CharField(_("definition"), max_length=300)
    example = models.CharField(_("example"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["theme__position", "position", "name"]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def move_to(self, theme: Theme) -> None:
        """Stand under this theme, with every barrier that bears the tag."""
        self.theme = theme
        self.save(update_fields=["theme"])
        self.taggings.update(theme=theme)


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def published(self) -> BarrierQuerySet:
        return self.filter(published_at__isnull=False)

    def publish_all(self, submissions: Sequence[Submission]) -> None:
        """Part of their approval. What was shown before takes its old place, and its month."""
        keys = [one.pk for one in submissions]
        since = Coalesce("first_published_at", models.Value(timezone.now()))
        self.filter(pk__in=keys).update(published_at=since)
        own = Barrier.objects.filter(pk=models.OuterRef("barrier")).values("published_at")
        Tagging.objects.filter(barrier__in=keys).update(published_at=models.Subquery(own))

    def hide_all(self, submissions: Sequence[Submission]) -> None:
        keys = [one.pk for one in submissions]
        self.filter(pk__in=keys).update(
            first_published_at=models.F("published_at"), published_at=None
        )
        Tagging.objects.filter(barrier__in=keys).update(published_at=None)

    def newest_first(self) -> BarrierQuerySet:
        return self.order_by("-published_at", "-pk")

    def after(self, place: Place) -> BarrierQuerySet:
        return self.filter(place.compared("<", "pk"))

    def in_short(self) -> BarrierQuerySet:
        """With no more than a list shows of each."""
        related = self.select_related("submission")
        return related.only(
            "public_id",
            "title",
            "from_essay",
            "published_at",
            "submission__body_html",
            "submission__is_sample",
            "submission__mended_at",
        )

    def bearing(self, kinds: Iterable[Tag | Theme]) -> BarrierQuerySet:
        """Those with every one of these tags, and a tag of every one of these themes."""
        taggings = Tagging.objects.filter(barrier=models.OuterRef("pk"))
        return self.filter(*(models.Exists(taggings.of(kind)) for kind in kinds))

    def saying(self, words: str) -> BarrierQuerySet:
        """Those whose title or text holds every one of the first words, in either case.

        SQLite knows the cases of A to Z only.
        """
        found = self
        for word in words.split()[:MOST_WORDS]:
            in_title = models.Q(title__icontains=word)
            found = found.filter(in_title | models.Q(submission__body__icontains=word))
        return found

    def real(self) -> BarrierQuerySet:
        """Without the examples that come with the site."""
        return self.filter(submission__is_sample=False)


def new_public_id() -> str:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


class Barrier(models.Model):
    """A reader's words about what gets in the way. It has no name and no address on it."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, primary_key=True, related_name="barrier"
    )
    public_id = models.CharField(
        max_length=ID_LENGTH, unique=True, default=new_public_id, editable=False
    )
    title = models.CharField(_("title"), max_length=120, blank=True)
    tags = models.ManyToManyField(Tag, through="Tagging", related_name="barriers", blank=True)
    unsure = models.CharField(_("of which kind"), max_length=20, choices=Unsure, blank=True)
    new_tags = models.CharField(_("something else"), max_length=200, blank=True)
    role = models.CharField(_("who is speaking"), max_length=40, choices=Role, blank=True)
    area = models.CharField(_("which service"), max_length=40, choices=Area, blank=True)
    may_quote = models.BooleanField(_("the author may quote it"), default=False)
    # For those who read it first; it is never public, and in no export.
    is_helped = models.BooleanField(_("someone helped to write it"), default=False)
    from_essay = models.BooleanField(default=False)
    recognitions = models.PositiveIntegerField(default=0)
    voice_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="voices"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    # Of one that is hidden again: since when it was shown.
    first_published_at = models.DateTimeField(null=True, editable=False)

    objects = BarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        permissions = [("export_barrier", "Can export barriers")]
        indexes = [
            models.Index(
                fields=["-published_at", "-submission"],
                condition=models.Q(published_at__isnull=False),
                name="barrier_newest",
            )
        ]

    def __str__(self) -> str:
        return self.title or self.first_words

    def get_absolute_url(self) -> str:
        return reverse("barriers:detail", args=[self.public_id])

    @property
    def html(self) -> SafeString:
        return self.submission.html

    @property
    def first_words(self) -> str:
        return plain_words(self.submission.body_html, FIRST_WORDS)

    @property
    def opening(self) -> str:
        return plain_words(self.submission.body_html, ON_THE_BOARD)

    @property
    def words(self) -> str:
        return plain_words(self.submission.body_html, IN_A_LIST)

    @property
    def place(self) -> Place:
        """Of one that is published."""
        assert self.published_at is not None
        return Place(self.published_at, self.pk)

    @property
    def month(self) -> str:
        """The month is all that strangers learn of when: a day could identify someone."""
        return dates.month(self.published_at) if self.published_at else ""

    @transaction.atomic
    def set_tags(self, tags: Collection[Tag]) -> None:
        """Bear these tags and no others."""
        # Whoever publishes or hides it meanwhile waits, and then finds all its tags.
        locked = Barrier.objects.select_for_update().get(pk=self.pk)
        self.taggings.exclude(tag__in=tags).delete()
        taggings = [
            Tagging(barrier=self, tag=tag, theme_id=tag.theme_id, published_at=locked.published_at)
            for tag in tags
        ]
        Tagging.objects.bulk_create(taggings, ignore_conflicts=True)


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def published(self) -> TaggingQuerySet:
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> TaggingQuerySet:
        return self.order_by("-published_at", "-barrier_id")

    def of(self, kind: Tag | Theme) -> TaggingQuerySet:
        return self.filter(tag=kind) if isinstance(kind, Tag) else self.filter(theme=kind)

    def after(self, place: Place) -> TaggingQuerySet:
        return self.filter(place.compared("<", "barrier"))

    def down_to(self, place: Place) -> TaggingQuerySet:
        # The time alone adds nothing, but PostgreSQL can tell from it how few these are.
        return self.filter(place.compared(">=", "barrier"), published_at__gte=place.published_at)

    def beside(self, kinds: Iterable[Tag | Theme]) -> TaggingQuerySet:
        """Those whose barrier bears all of these, too."""
        others = Tagging.objects.filter(barrier=models.OuterRef("barrier"))
        return self.filter(*(models.Exists(others.of(kind)) for kind in kinds))


class Tagging(models.Model):
    """That a barrier bears a tag."""

    # The unique constraint finds them by barrier.
    barrier = models.ForeignKey(
        Barrier, on_delete=models.CASCADE, related_name="taggings", db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    # Repeated here, the tag's and the barrier's: the newest of a tag or a theme are then a few
    # entries of one index, however many there are. Barrier's and Tag's verbs keep them right.
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = TaggingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["barrier", "tag"], name="tag_once")]
        indexes = [
            models.Index(
                fields=[kind, "-published_at", "-barrier"],
                condition=models.Q(published_at__isnull=False),
                name=f"tagging_newest_of_{kind}",
            )
            for kind in ("tag", "theme")
        ]

    def __str__(self) -> str:
        return f"{self.barrier_id}: {self.tag_id}"
