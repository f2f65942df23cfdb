from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class CoproduceConfig(AppConfig):
    name = "coproduce"
    default = True


class CoproduceAdminConfig(admin_apps.AdminConfig):
    default_site = "coproduce.admin.CoproduceAdminSite"
    default = False
