from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("comments/<int:pk>/", views.comment_permalink, name="permalink"),
    path("threads/<int:thread_id>/comments/", views.comment_create, name="create"),
    path(
        "threads/<int:thread_id>/comments/<int:pk>/",
        views.comment_conversation,
        name="conversation",
    ),
]
