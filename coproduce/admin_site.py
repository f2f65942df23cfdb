from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.models import Submission
from coproduce.moderation.screening import notice

# By app and model, in their order: what the front page shows as waiting for an answer, and under
# "Write". All the rest is kept in order.
LETTERS = ["comments.comment", "barriers.barrier"]
WRITING = ["posts.post", "pages.page", "posts.picture"]
MOST_COUNTED = 99


class CoproduceAdminSite(admin.AdminSite):
    site_header = site_title = settings.SITE_NAME
    index_title = _("The desk")
    enable_nav_sidebar = False

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits first, then writing, then the rest; each as far as this person may see it."""
        entries = dict(self._entries(request))
        context = {
            "waiting": [
                {**entries.pop(label), "count": _waiting(label)}
                for label in LETTERS
                if label in entries
            ],
            "writing": [entries.pop(label) for label in WRITING if label in entries],
            "rest": list(entries.values()),
            "most_counted": MOST_COUNTED,
        }
        return super().index(request, {**(extra_context or {}), **context})

    def _entries(self, request: HttpRequest) -> Iterator[tuple[str, dict[str, Any]]]:
        for app in self.get_app_list(request):
            for entry in app["models"]:
                yield entry["model"]._meta.label_lower, entry

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


def _waiting(label: str) -> int:
    """How many of this kind wait, up to one more than MOST_COUNTED."""
    kind = label.partition(".")[2]
    pending = Submission.objects.pending().filter(kind=kind)
    return pending[: MOST_COUNTED + 1].count()
