from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from coproduce.moderation.screening import notice


class CoproduceAdminSite(admin.AdminSite):
    site_header = site_title = settings.SITE_NAME
    index_title = "The desk"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if self.has_permission(request):
            context["screening_notice"] = notice()
        return context
