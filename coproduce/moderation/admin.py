from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import day
from coproduce.moderation.desk.admin import DeskAdmin
from coproduce.moderation.health.work import run_again
from coproduce.moderation.history.admin import DecisionAdmin
from coproduce.moderation.job_words import words_for
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job
from coproduce.moderation.read_only import ReadOnlyAdmin
from coproduce.moderation.rules.admin import RulesAdmin

# Django looks here alone: the others stand with their subjects.
__all__ = ["DecisionAdmin", "DeskAdmin", "JobAdmin", "RulesAdmin"]


class KindFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(kind, words_for(kind)) for kind in sorted(lanes)]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Job]") -> "QuerySet[Job]":
        return queryset.filter(kind=self.value()) if self.value() else queryset


class SetAsideFilter(admin.EmptyFieldListFilter):
    """The field is named for us, and so are its choices."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext("set aside")

    def choices(self, changelist: Any) -> Any:
        words = [gettext("All"), gettext("To be done"), gettext("Set aside")]
        for choice, display in zip(super().choices(changelist), words, strict=True):
            yield {**choice, "display": display}


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What the worker still has to do, and what it has given up."""

    list_display = ["what", "subject", "run_at", "how_it_stands", "last_error"]
    fields = (
        *("what", "subject", "run_at", "how_it_stands", "last_error"),
        *("attempts", "leased_until", "set_aside_at", "created_at"),
    )
    list_filter = [("set_aside_at", SetAsideFilter), KindFilter]
    list_per_page = 50
    actions = ["run_again"]

    def has_run_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.change_job")

    @admin.display(description=_("What"), ordering="kind")
    def what(self, job: Job) -> str:
        return words_for(job.kind)

    @admin.display(description=_("How it stands"))
    def how_it_stands(self, job: Job) -> str:
        if job.set_aside_at:
            return gettext("set aside on %(day)s") % {"day": day(job.set_aside_at)}
        if job.is_leased_for(timedelta(0)):
            return gettext("being done")
        tries = ngettext("tried %(count)d time", "tried %(count)d times", job.attempts)
        return tries % {"count": job.attempts} if job.attempts else gettext("waits")

    @admin.action(description=_("Run again"), permissions=["run"])
    def run_again(self, request: HttpRequest, queryset: "QuerySet[Job]") -> None:
        count = run_again(queryset)
        words = ngettext(
            "%(count)d will run again within a second or two.",
            "%(count)d will run again within a second or two.",
            count,
        )
        self.message_user(request, words % {"count": count})
