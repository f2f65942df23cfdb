from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models.site_version import SiteVersion


class Hold(models.TextChoices):
    EVERYTHING = "everything", _("Everything")
    NEWCOMERS = "newcomers", _("Whoever has no approved comment under a proven address")
    SUSPECT = "suspect", _("Only what the spam check or a rule below stops")


class Order(models.TextChoices):
    OLDEST = "oldest", _("Oldest first")
    NEWEST = "newest", _("Newest first")


class Rhythm(models.TextChoices):
    AT_ONCE = "at-once", _("When something waits, at most every ten minutes")
    DAILY = "daily", _("Once a day, if something waits")
    NEVER = "never", _("Never")


def first_addresses() -> str:
    return "\n".join(settings.MODERATOR_EMAILS)


class Rules(models.Model):
    """What the owner decides of moderation and conversations while the site runs; one row.

    Word lists have one entry a line. A number of days, links or seconds that is 0 means never.
    """

    hold = models.CharField(
        _("what waits for a person"), max_length=20, choices=Hold, default=Hold.EVERYTHING
    )
    most_links = models.PositiveSmallIntegerField(_("links"), default=2)
    held_words = models.TextField(_("words that hold"), blank=True)
    blocked_words = models.TextField(_("words that mark as spam"), blank=True)
    danger_words = models.TextField(_("words of danger"), blank=True)
    screens_barriers = models.BooleanField(_("Akismet checks barriers too"), default=False)

    close_after_days = models.PositiveSmallIntegerField(_("close conversations after"), default=0)
    depth = models.PositiveSmallIntegerField(
        _("depth"), default=5, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    page_size = models.PositiveSmallIntegerField(
        _("conversations on a page"),
        default=50,
        validators=[MinValueValidator(5), MaxValueValidator(100)],
    )
    order = models.CharField(_("order"), max_length=10, choices=Order, default=Order.OLDEST)

    mail_to = models.TextField(_("addresses of moderators"), blank=True, default=first_addresses)
    mail_rhythm = models.CharField(_("when"), max_length=10, choices=Rhythm, default=Rhythm.AT_ONCE)
    mails_texts = models.BooleanField(_("with the texts of comments"), default=False)
    remind_after_days = models.PositiveSmallIntegerField(_("remind after"), default=3)

    class Meta:
        verbose_name = _("rules")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="rules_are_one_row"),
            models.CheckConstraint(condition=models.Q(hold__in=Hold.values), name="hold_known"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> "Rules":
        """The rules in force; the first ones until the owner has saved some."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def reads_everything(self) -> bool:
        """Whether nothing is published before a person has read it; nothing is, unscreened."""
        return self.hold == Hold.EVERYTHING or not settings.AKISMET_API_KEY

    def put(self) -> None:
        """Into force, on public pages too; in the caller's transaction."""
        self.pk = 1
        self.save()
        SiteVersion.change()
