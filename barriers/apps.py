from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import kinds


class BarriersConfig(AppConfig):
    name = "barriers"
    verbose_name = _("Barriers")

    def ready(self) -> None:
        from barriers.finding import find_public
        from barriers.letters import letters_of
        from barriers.models import Barrier
        from coproduce.moderation.models import Rules

        kinds.register(
            kinds.Kind(
                name="barrier",
                plural=_("Barriers"),
                publish=Barrier.objects.publish_all,
                hide=Barrier.objects.hide_all,
                path=lambda submission: submission.barrier.get_absolute_url(),
                child=lambda submission: submission.barrier,
                letters=letters_of,
                find=find_public,
                mendable={"title": _("Title")},
                search_fields=["barrier__title", "barrier__public_id"],
                # Unless the owner says otherwise, barriers go to nobody: a person reads them.
                is_screened=lambda: Rules.current().screens_barriers,
                screening_fields=lambda submission: {
                    "comment_type": "barrier",
                    "permalink": settings.SITE_URL + submission.barrier.get_absolute_url(),
                },
                texts=lambda submission: {
                    "title": submission.barrier.title,
                    "new_tags": submission.barrier.new_tags,
                },
            )
        )
