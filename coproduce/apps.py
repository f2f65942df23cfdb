from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created

from coproduce.connections import close_left_behind


class CoproduceConfig(AppConfig):
    name = "coproduce"
    default = True

    def ready(self) -> None:
        connection_created.connect(close_left_behind)


class CoproduceAdminConfig(admin_apps.AdminConfig):
    default_site = "coproduce.admin_site.CoproduceAdminSite"
    default = False
