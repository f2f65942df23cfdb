from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "coproduce.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        from coproduce.moderation import (  # noqa: F401 (they register jobs)
            moderator_mail,
            proof,
            screening,
            telling,
        )
        from coproduce.moderation.health import asking  # noqa: F401
