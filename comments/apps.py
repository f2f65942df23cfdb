from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import kinds


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")

    def ready(self) -> None:
        from comments import closing  # noqa: F401 (registers its job)
        from comments.answering import answer_publicly, answers_by
        from comments.finding import find_public, in_thread, written_by
        from comments.letters import letters_of
        from comments.models import Comment
        from comments.screening import screening_fields
        from comments.trust import is_known

        kinds.register(
            kinds.Kind(
                name="comment",
                plural=_("Comments"),
                publish=Comment.objects.publish_all,
                hide=Comment.objects.hide_all,
                path=lambda submission: submission.comment.public_path,
                child=lambda submission: submission.comment,
                letters=letters_of,
                find=find_public,
                answer=answer_publicly,
                answers_by=answers_by,
                mendable={"name": _("Name")},
                search_fields=["comment__name", "comment__email"],
                in_place=in_thread,
                written_by=written_by,
                is_screened=lambda: True,
                screening_fields=screening_fields,
                screening_related=["comment__thread"],
                texts=lambda submission: {
                    "name": submission.comment.name,
                    "email": submission.comment.email,
                },
                rules_may_publish=True,
                is_known=is_known,
            )
        )
