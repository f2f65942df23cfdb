from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from coproduce import style_guide, views
from coproduce.moderation.public_page import public_page
from pages.sitemaps import PlaceSitemap
from posts.feeds import PostSitemap

SITEMAPS = {"places": PlaceSitemap, "posts": PostSitemap}

urlpatterns = [
    path("", views.home, name="home"),
    path("barriers/", include("barriers.urls")),
    path("receipts/", include("coproduce.moderation.urls")),
    path("report/", include("coproduce.moderation.reports.urls")),
    path("prove/", include("coproduce.moderation.proof.urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", public_page("p")(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("", include("pages.urls")),
    path("", include("comments.urls")),
    path("", include("posts.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path("style/", style_guide.style_guide, name="style"),
        path("style/<int:status>/", style_guide.style_fault, name="style-fault"),
    ]

handler500 = "coproduce.views.server_error"
