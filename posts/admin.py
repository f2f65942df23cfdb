from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from posts.models import Post


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """A post that should go becomes a draft: its comments are then nowhere, and not lost."""

    list_display = ["title", "status", "published_at", "is_pinned", "is_sample"]
    list_filter = ["status"]
    search_fields = ["title", "body"]
    ordering = ["-published_at", "-pk"]
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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
