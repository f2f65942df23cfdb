"""For the admin site, which knows these addresses as admin:health and so on."""

from django.urls import path

from coproduce.moderation.health import views

urls = [
    path("health/", views.page, name="health"),
    path("health/akismet/", views.ask_akismet, name="health_ask"),
    path("health/jobs/", views.run_again, name="health_run_again"),
]
