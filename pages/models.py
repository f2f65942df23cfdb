from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import day
from coproduce.moderation.models import SiteVersion
from coproduce.moderation.text import tidy, tidy_line
from pages.default_texts import DefaultText, default_text, site_facts
from posts.markdown import render_markdown
from posts.simpler import render_simpler


class Slug(models.TextChoices):
    """Which pages there are, by the names of their addresses."""

    COMMENTING = "commenting", _("How to comment")
    NAMING = "naming", _("How to name a barrier")
    MODERATION = "moderation", _("How we moderate")
    PRIVACY = "privacy", _("Privacy")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    COMPLAINTS = "complaints", _("Complaints")


class Page(models.Model):
    """One of the owner's pages. What is empty follows the text that comes with the site.

    A page without a row is its default, whole.
    """

    slug = models.CharField(_("page"), max_length=20, unique=True, choices=Slug, editable=False)
    title = models.CharField(_("title"), max_length=120, blank=True)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    simpler_body = models.TextField(_("simpler version"), blank=True)
    simpler_html = models.TextField(editable=False, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(slug__in=Slug.values), name="page_is_one_that_there_is"
            )
        ]

    def __str__(self) -> str:
        return self.title or str(Slug(self.slug).label)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.title = tidy_line(self.title)
        self.body, self.simpler_body = tidy(self.body), tidy(self.simpler_body)
        self.body_html = render_markdown(self.body).html
        self.simpler_html = render_simpler(self.simpler_body)
        super().save(*args, **kwargs)
        SiteVersion.change()

    def get_absolute_url(self) -> str:
        return reverse(f"pages:{self.slug}")

    @property
    def simpler_path(self) -> str:
        """Where the simpler version stands; empty where there is none."""
        has_one = self.simpler_body or self.default_simpler.text
        return reverse(f"pages:{self.slug}_simpler") if has_one else ""

    @cached_property
    def _facts(self) -> dict[str, Any]:
        return site_facts()

    @cached_property
    def default(self) -> DefaultText:
        return default_text(self.slug, self._facts)

    @cached_property
    def default_simpler(self) -> DefaultText:
        """Only beside the default itself: it would not be true of an owner's own text."""
        return DefaultText() if self.body else default_text(f"{self.slug}.simpler", self._facts)

    @property
    def html(self) -> SafeString:
        if self.body:
            return mark_safe(self.body_html)  # noqa: S308 (sanitised in save)
        return render_markdown(self.default.text).html

    @property
    def lang(self) -> str:
        return "" if self.body else self.default.lang

    @property
    def changed_on(self) -> str:
        return day(self.updated_at)

    @property
    def simpler(self) -> SafeString:
        if self.simpler_body:
            return mark_safe(self.simpler_html)  # noqa: S308 (sanitised in save)
        return render_simpler(self.default_simpler.text)

    @property
    def simpler_lang(self) -> str:
        return "" if self.simpler_body else self.default_simpler.lang
