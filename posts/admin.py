from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models import Rules
from posts.forms import PictureForm, PostForm
from posts.models import Picture, Post
from posts.models.picture import remove_file
from posts.uploads import SentPicture

# Where a phone may break a line; nothing of it is copied.
MAY_BREAK = mark_safe("/<wbr>")


@admin.register(Post)
class PostAdmin(admin.ModelAdmin):
    """A post that should go becomes a draft: its comments are then nowhere, and not lost."""

    form = PostForm
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
        "simpler_body",
        "invitation",
        "author_name",
        "language",
        "status",
        "published_at",
        "is_pinned",
    ]
    # Django's pair of boxes for date and time has no label that reaches either.
    formfield_overrides = {
        models.DateTimeField: {"widget": AdminSplitDateTime({"aria-label": _("When it appears")})}
    }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Reads the rules once for all the rows."""
        changelist = super().get_changelist_instance(request)
        rules = Rules.current()
        for post in changelist.result_list:
            post.thread.rules = rules
        return changelist

    @admin.display(description=_("Takes comments"), boolean=True)
    def takes_comments(self, post: Post) -> bool:
        return post.thread.is_open

    @admin.action(description=_("Close the comments"), permissions=["change"])
    def close_comments(self, request: HttpRequest, queryset: "QuerySet[Post]") -> None:
        for post in queryset.select_related("thread"):
            post.thread.close(timezone.now())
        self.message_user(request, gettext("Closed: they stay to be read, and no more are taken."))

    @admin.action(description=_("Open the comments again"), permissions=["change"])
    def open_comments(self, request: HttpRequest, queryset: "QuerySet[Post]") -> None:
        for post in queryset.select_related("thread"):
            post.thread.close(None)
        self.message_user(request, gettext("Open again."))


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    """A picture that a text shows stays: it is taken out of the text first."""

    form = PictureForm
    list_display = ["alt", "thumbnail", "to_paste", "uploaded_at"]
    search_fields = ["alt", "name"]
    ordering = ["-uploaded_at", "-pk"]
    # One by one: of several, some may be in use.
    actions = None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["alt", "to_paste", "thumbnail", "size"] if obj else ["file", "alt"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["to_paste", "thumbnail", "size"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_allowed = super().has_delete_permission(request, obj)
        return is_allowed and not (obj is not None and obj.is_in_use)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Makes the picture small before Django's transaction opens, in which nobody else could
        write; takes its file away again where the row does not come to be kept."""
        sent = request.FILES.get("file") if request.method == "POST" else None
        if isinstance(sent, SentPicture) and self.has_add_permission(request):
            _ = sent.outcome
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Exception:
            if isinstance(sent, SentPicture) and sent.kept_as:
                remove_file(sent.kept_as)
            raise

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        """Asks again: since the page was opened a text may have come to show it."""
        if obj.is_named():
            raise PermissionDenied
        super().delete_model(request, obj)

    @admin.display(description=_("Picture"))
    def thumbnail(self, picture: Picture) -> str:
        return format_html(
            '<img src="{}" alt="" height="{}" width="{}" loading="lazy">',
            picture.address,
            *_within(picture, 120),
        )

    @admin.display(description=_("To paste into a text"))
    def to_paste(self, picture: Picture) -> str:
        parts = [(part,) for part in picture.markdown.split("/")]
        return format_html("<code>{}</code>", format_html_join(MAY_BREAK, "{}", parts))

    @admin.display(description=_("Size"))
    def size(self, picture: Picture) -> str:
        sides = {"width": picture.width, "height": picture.height}
        size = gettext("%(width)s × %(height)s pixels") % sides
        if picture.is_in_use:
            return gettext("%(size)s. A text shows it, so it cannot be deleted.") % {"size": size}
        return size


def _within(picture: Picture, side: int) -> tuple[int, int]:
    scale = min(1, side / max(picture.width, picture.height))
    return max(1, round(picture.height * scale)), max(1, round(picture.width * scale))
