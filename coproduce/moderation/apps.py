from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "coproduce.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from coproduce.moderation import screening  # noqa: F401 (registers its job)
