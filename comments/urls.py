from django.urls import path, register_converter
from django.urls.converters import IntConverter

from comments import views


class IdConverter(IntConverter):
    """A number that a database can hold: anything longer is nothing's id, so a plain 404."""

    regex = "[0-9]{1,18}"


register_converter(IdConverter, "id")

app_name = "comments"
urlpatterns = [
    path("comments/<id:pk>/", views.comment_permalink, name="permalink"),
    path("threads/<int:thread_id>/comments/", views.comment_create, name="create"),
    path(
        "threads/<id:thread_id>/comments/<id:pk>/",
        views.comment_conversation,
        name="conversation",
    ),
]
