from django.urls import path

from barriers import views

app_name = "barriers"
urlpatterns = [
    path("", views.barrier_board, name="board"),
    path("new/", views.barrier_create, name="create"),
    path("new/simpler/", views.barrier_create_simpler, name="create_simpler"),
    path("meeting/", views.barrier_meeting, name="meeting"),
    path("<slug:public_id>/", views.barrier_detail, name="detail"),
]
