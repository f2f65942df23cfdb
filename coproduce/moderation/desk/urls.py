"""The desk's addresses under /admin/moderation/submission/, beside its list and its letters."""

from django.urls import URLPattern, path

from coproduce.moderation.desk import views
from coproduce.moderation.desk.access import desk_view, letter_view
from coproduce.moderation.desk.mending import mend_letter
from coproduce.moderation.desk.notes import add_note, delete_note
from coproduce.moderation.desk.replies import reply
from coproduce.moderation.desk.reports import close_reports


def patterns() -> list[URLPattern]:
    return [
        path("next/", desk_view(views.next_letter, changes=False), name="desk_next"),
        path("undo/", desk_view(views.undo), name="desk_undo"),
        path("recheck/", desk_view(views.recheck), name="desk_recheck"),
        path("<int:pk>/answer/", letter_view(views.answer), name="desk_answer"),
        path("<int:pk>/reply/", letter_view(reply), name="desk_reply"),
        path("<int:pk>/mend/", letter_view(mend_letter), name="desk_mend"),
        path("<int:pk>/notes/", letter_view(add_note), name="desk_note"),
        path(
            "<int:pk>/notes/<int:note>/delete/", letter_view(delete_note), name="desk_note_delete"
        ),
        path("<int:pk>/reports/close/", letter_view(close_reports), name="desk_report_close"),
    ]
