from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from barriers.exports import csv_lines
from barriers.models import Barrier, BarrierQuerySet, Tag, Theme
from coproduce.moderation.desk.lists import KindAdmin
from coproduce.moderation.models import SiteVersion


@admin.register(Barrier)
class BarrierAdmin(KindAdmin):
    list_display = ["__str__", "words", "tag_names", "status", "came_in", "is_sample"]
    search_fields = ["title", "submission__body", "public_id"]
    list_filter = [*KindAdmin.list_filter, "tags__theme", "tags"]
    actions = [*KindAdmin.actions, "export_csv"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Barrier]":
        return super().get_queryset(request).prefetch_related("tags")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("barriers.export_barrier")

    @admin.display(description=_("Tags"))
    def tag_names(self, barrier: Barrier) -> str:
        return "; ".join(tag.name for tag in barrier.tags.all())

    @admin.action(description=_("Export as CSV"), permissions=["export"])
    def export_csv(self, request: HttpRequest, queryset: BarrierQuerySet) -> StreamingHttpResponse:
        response = StreamingHttpResponse(csv_lines(queryset), content_type="text/csv")
        response.headers["Content-Disposition"] = 'attachment; filename="barriers.csv"'
        return response


class PublicAdmin(admin.ModelAdmin):
    """For what shows on public pages the moment it is saved."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        SiteVersion.change()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Theme)
class ThemeAdmin(PublicAdmin):
    list_display = ["name", "sentence", "position"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Tag)
class TagAdmin(PublicAdmin):
    list_display = ["name", "theme", "definition", "status"]
    list_filter = ["theme", "status"]
    list_select_related = ["theme"]
    prepopulated_fields = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and "theme" in form.changed_data:
            obj.move_to(obj.theme)
        super().save_model(request, obj, form, change)
