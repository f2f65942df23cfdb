from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from coproduce.moderation.screening import notice


class CoproduceAdminSite(admin.AdminSite):
    site_header = site_title = settings.SITE_NAME
    index_title = "The desk"
    enable_nav_sidebar = False

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
