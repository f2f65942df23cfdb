from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "coproduce.moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        from coproduce.moderation import screening  # noqa: F401 (registers its job)
