from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import kinds


class BarriersConfig(AppConfig):
    name = "barriers"
    verbose_name = _("Barriers")

    def ready(self) -> None:
        kinds.register(
            kinds.Kind(
                name="barrier",
                publish=lambda submission: submission.barrier.publish(),
                hide=lambda submission: submission.barrier.hide(),
                path=lambda submission: submission.barrier.get_absolute_url(),
                # Barriers go to nobody: a person reads them.
                is_screened=False,
            )
        )
