from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from coproduce.moderation.desk import SubmissionAdmin


@admin.register(Comment)
class CommentAdmin(SubmissionAdmin):
    list_display = ["__str__", "words", "thread", "status", "verdict", "came_in", "is_sample"]
    list_select_related = ["submission", "thread"]
    search_fields = ["name", "email", "submission__body"]
    # As a letter is read: from whom, to whom, the words; then all the rest.
    fields = [
        "name",
        "answers_to",
        "text",
        "email",
        "thread",
        *SubmissionAdmin.submission_fields[1:],
    ]

    @admin.display(description=_("Answers"))
    def answers_to(self, comment: Comment) -> str:
        if comment.parent is None:
            return gettext("The post")
        parts = {"name": comment.parent, "day": comment.parent.said_on}
        return gettext("%(name)s, %(day)s") % parts
