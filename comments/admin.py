from django.contrib import admin

from comments.models import Comment
from coproduce.moderation.desk import SubmissionAdmin


@admin.register(Comment)
class CommentAdmin(SubmissionAdmin):
    list_display = ["__str__", "words", "thread", "status", "verdict", "came_in", "is_sample"]
    list_select_related = ["submission", "thread"]
    search_fields = ["name", "email", "submission__body"]
    fields = ["name", "email", "thread", "answers_to", *SubmissionAdmin.submission_fields]

    @admin.display(description="Answers")
    def answers_to(self, comment: Comment) -> str:
        return f"{comment.parent}, {comment.parent.said_on}" if comment.parent else "The post"
