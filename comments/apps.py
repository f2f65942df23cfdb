from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import kinds


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from comments import closing  # noqa: F401 (registers its job)
        from comments.screening import screening_fields

        kinds.register(
            kinds.Kind(
                name="comment",
                publish=lambda submission: submission.comment.publish(),
                hide=lambda submission: submission.comment.hide(),
                path=lambda submission: submission.comment.public_path,
                is_screened=True,
                screening_fields=screening_fields,
            )
        )
