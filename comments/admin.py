from django.contrib import admin

from comments.models import Comment
from coproduce.moderation.desk.lists import KindAdmin


@admin.register(Comment)
class CommentAdmin(KindAdmin):
    list_display = ["__str__", "words", "thread", "status", "verdict", "came_in", "is_sample"]
    list_select_related = ["submission", "thread"]
    search_fields = ["name", "email", "submission__body"]
