from django.urls import path, re_path

from coproduce.moderation.public_page import public_page
from posts import views
from posts.arranging import PICTURE_NAME, PICTURES
from posts.feeds import PostFeed

app_name = "posts"
urlpatterns = [
    path("posts/", views.post_list, name="list"),
    path("posts/<slug:slug>/", views.post_detail, name="detail"),
    path("posts/<slug:slug>/simpler/", views.post_simpler, name="simpler"),
    re_path(rf"^{PICTURES[1:]}(?P<name>{PICTURE_NAME})\Z", views.picture, name="picture"),
    path("feeds/posts/", public_page()(PostFeed()), name="feed"),
    re_path(r"^(?P<old_path>\d{4}/\d{2}/(?:\d{2}/)?[^/]+)/?$", views.post_by_old_path),
]
