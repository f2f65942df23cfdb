from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from coproduce.moderation.models import Submission
from coproduce.moderation.text import plain_words

ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
ID_LENGTH = 10
FIRST_WORDS = 90
# Of a search; each one more is a look at every text.
MOST_WORDS = 8


class Role(models.TextChoices):
    LIVED_EXPERIENCE = "person-with-lived-experience", "Person with lived experience"
    DRAWING_ON_CARE = (
        "person-drawing-on-care-and-support",
        "Person drawing on care and support",
    )
    CARER = "unpaid-carer-or-family", "Unpaid carer or family"
    USER_LED = "user-led-organisation", "User-led organisation"
    VOLUNTEER = "volunteer-or-advocate", "Volunteer or advocate"
    FRONT_LINE = "front-line-worker", "Front-line worker"
    MANAGER = "manager", "Manager"
    SENIOR_LEADER = "senior-leader", "Senior leader"
    COMMISSIONER = "commissioner", "Commissioner"
    TRUSTEE = "trustee-or-board-member", "Trustee or board member"
    COUNCILLOR = "councillor", "Councillor"
    REGULATOR = "regulator-or-inspector", "Regulator or inspector"
    RESEARCHER = "researcher", "Researcher"
    OTHER = "other", "Other"
    UNSAID = "prefer-not-to-say", "Prefer not to say"


class Area(models.TextChoices):
    PRIMARY_CARE = "gp-and-primary-care", "GP and primary care"
    HOSPITAL = "hospital", "Hospital"
    COMMUNITY_HEALTH = "community-health", "Community health"
    MENTAL_HEALTH = "mental-health", "Mental health"
    LEARNING_DISABILITY = "learning-disability-and-autism", "Learning disability and autism"
    SOCIAL_CARE = "adult-social-care", "Adult social care"
    CHILDREN = "childrens-services", "Children’s services"
    EDUCATION = "education", "Education"
    YOUTH_JUSTICE = "youth-justice", "Youth justice"
    PRISONS = "prisons-and-probation", "Prisons and probation"
    HOUSING = "housing-and-homelessness", "Housing and homelessness"
    DRUGS = "drugs-and-alcohol", "Drugs and alcohol"
    BENEFITS = "benefits-and-employment", "Benefits and employment"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse"
    CHARITY = "charity", "Charity"
    SEVERAL = "several", "Several"
    OTHER = "other", "Other"


class Unsure(models.TextChoices):
    """Answers to "what kind of barrier?" that are no tag."""

    NOT_SURE = "not-sure", "Not sure"
    NONE = "none-of-these", "None of these"


class Theme(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    sentence = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
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
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        RETIRED = "retired", "Retired"

    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    definition = models.CharField(max_length=300)
    example = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    position = models.PositiveSmallIntegerField(default=0)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["theme__position", "position", "name"]

    def __str__(self) -> str:
        return self.name


class BarrierQuerySet(models.QuerySet["Barrier"]):
    def published(self) -> BarrierQuerySet:
        return self.filter(published_at__isnull=False)

    def newest_first(self) -> BarrierQuerySet:
        return self.order_by("-published_at", "-pk")

    def tagged(self, tags: Iterable[Tag]) -> BarrierQuerySet:
        """Those that bear every one of these tags."""
        links = Barrier.tags.through.objects.filter(barrier=models.OuterRef("pk"))
        return self.filter(*(models.Exists(links.filter(tag=tag)) for tag in tags))

    def of_theme(self, theme: Theme | models.OuterRef) -> BarrierQuerySet:
        links = Barrier.tags.through.objects.filter(barrier=models.OuterRef("pk"))
        return self.filter(models.Exists(links.filter(tag__theme=theme)))

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
    title = models.CharField(max_length=120, blank=True)
    tags = models.ManyToManyField(Tag, related_name="barriers", blank=True)
    unsure = models.CharField("of which kind", max_length=20, choices=Unsure, blank=True)
    new_tags = models.CharField("something else", max_length=200, blank=True)
    role = models.CharField(max_length=40, choices=Role, blank=True)
    area = models.CharField(max_length=40, choices=Area, blank=True)
    may_quote = models.BooleanField(default=False)
    from_essay = models.BooleanField(default=False)
    recognitions = models.PositiveIntegerField(default=0)
    voice_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="voices"
    )
    published_at = models.DateTimeField(null=True, editable=False)

    objects = BarrierQuerySet.as_manager()

    class Meta:
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
    def words(self) -> str:
        return plain_words(self.submission.body_html, 280)

    @property
    def month(self) -> str:
        """The month is all that strangers learn of when: a day could identify someone."""
        if self.published_at is None:
            return ""
        return date_format(timezone.localtime(self.published_at), "F Y")

    def publish(self) -> None:
        """Part of the approval."""
        self.published_at = timezone.now()
        self.save(update_fields=["published_at"])

    def hide(self) -> None:
        self.published_at = None
        self.save(update_fields=["published_at"])
