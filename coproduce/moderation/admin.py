from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coproduce.moderation.models import Decision, Job


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """The log of everything that was decided."""

    list_display = ["at", "who", "submission", "from_status", "to_status", "reason"]
    list_filter = ["agent", "to_status"]
    list_select_related = ["submission", "by"]


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """What the worker still has to do, and what it has given up."""

    list_display = ["kind", "subject", "run_at", "attempts", "set_aside_at", "last_error"]
    list_filter = ["kind", ("set_aside_at", admin.EmptyFieldListFilter)]
    actions = ["run_again"]

    def has_run_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.change_job")

    @admin.action(description=_("Run again"), permissions=["run"])
    def run_again(self, request: HttpRequest, queryset: "QuerySet[Job]") -> None:
        for job in queryset:
            job.run_again()
        count = len(queryset)
        words = ngettext(
            "%(count)d will run again within a second or two.",
            "%(count)d will run again within a second or two.",
            count,
        )
        self.message_user(request, words % {"count": count})
