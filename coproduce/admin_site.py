from collections.abc import Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.desk.counts import counts, in_words
from coproduce.moderation.screening import notice

# By app and model, in their order: what the front page shows under "Write" and "Look up". The desk
# comes before them; all the rest is kept in order.
WRITING = ["posts.post", "pages.page", "posts.picture"]
LOOKING_UP = ["comments.comment", "barriers.barrier", "moderation.decision"]
DESK = "moderation.submission"
# The log holds more than decisions.
NAMES = {"moderation.decision": _("History")}


class CoproduceAdminSite(admin.AdminSite):
    site_header = site_title = settings.SITE_NAME
    index_title = _("Start")
    enable_nav_sidebar = False

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits first, then writing, then the rest; each as far as this person may see it."""
        entries = dict(self._entries(request))
        on_desk = counts() if entries.pop(DESK, None) else None
        context = {
            "on_desk": on_desk,
            "waiting": in_words(on_desk.waiting) if on_desk else "",
            "writing": [entries.pop(label) for label in WRITING if label in entries],
            "looking_up": [entries.pop(label) for label in LOOKING_UP if label in entries],
            "rest": list(entries.values()),
            "may_see_health": request.user.has_perm("moderation.view_job"),
        }
        return super().index(request, {**(extra_context or {}), **context})

    def _entries(self, request: HttpRequest) -> Iterator[tuple[str, dict[str, Any]]]:
        for app in self.get_app_list(request):
            for entry in app["models"]:
                label = entry["model"]._meta.label_lower
                yield label, {**entry, "name": NAMES.get(label, entry["name"])}

    def get_urls(self) -> list[Any]:
        # Imported here: its views are guarded by the site that is made of this class.
        from coproduce.moderation.health.urls import urls

        return [*urls, *super().get_urls()]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Guarded as ever; an address with a NUL, which no database takes, is a bad one."""

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if any("\0" in value for values in request.GET.lists() for value in values[1]):
                raise SuspiciousOperation("NUL in the address of a page of the admin")
            return view(request, *args, **kwargs)

        return super().admin_view(checked, cacheable)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """What is opened daily first, accounts last."""
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: app["app_label"] == "auth")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if self.has_permission(request):
            context["screening_notice"] = notice()
        return context
