from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from posts.models import Post


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """A post that should go becomes a draft: its comments are then nowhere, and not lost."""

    list_display = ["title", "status", "published_at", "is_pinned", "takes_comments", "is_sample"]
    list_filter = ["status"]
    list_select_related = ["thread"]
    search_fields = ["title", "body"]
    ordering = ["-published_at", "-pk"]
    actions = ["close_comments", "open_comments"]
    prepopulated_fields = {"slug": ["title"]}
    fields = [
        "title",
        "slug",
        "standfirst",
        "body",
        "invitation",
        "author_name",
        "status",
        "published_at",
        "is_pinned",
    ]
    # Django's pair of boxes for date and time has no label that reaches either.
    formfield_overrides = {
        models.DateTimeField: {"widget": AdminSplitDateTime({"aria-label": "When it appears"})}
    }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Takes comments", boolean=True)
    def takes_comments(self, post: Post) -> bool:
        return post.thread.is_open

    @admin.action(description="Close the comments", permissions=["change"])
    def close_comments(self, request: HttpRequest, queryset: "QuerySet[Post]") -> None:
        for post in queryset.select_related("thread"):
            post.thread.close(timezone.now())
        self.message_user(request, "Closed: they stay to be read, and no more are taken.")

    @admin.action(description="Open the comments again", permissions=["change"])
    def open_comments(self, request: HttpRequest, queryset: "QuerySet[Post]") -> None:
        for post in queryset.select_related("thread"):
            post.thread.close(None)
        self.message_user(request, "Open again.")
