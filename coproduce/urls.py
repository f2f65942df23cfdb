from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from coproduce import views
from coproduce.moderation.public_page import public_page
from posts.feeds import PostSitemap

SITEMAPS = {"posts": PostSitemap}

urlpatterns = [
    path("", views.home, name="home"),
    path("barriers/", include("barriers.urls")),
    path("receipts/", include("coproduce.moderation.urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", public_page("p")(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("", include("comments.urls")),
    path("", include("posts.urls")),
]

handler500 = "coproduce.views.server_error"
