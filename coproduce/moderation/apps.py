from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "coproduce.moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        # They register their jobs.
        from coproduce.moderation import rechecking, screening  # noqa: F401
        from coproduce.moderation.akismet import telling  # noqa: F401
        from coproduce.moderation.health import asking  # noqa: F401
        from coproduce.moderation.mail import moderators  # noqa: F401
        from coproduce.moderation.proof import address  # noqa: F401
