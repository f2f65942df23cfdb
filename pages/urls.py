from django.urls import path

from pages import views
from pages.models import Slug

ADDRESSES = {
    Slug.COMMENTING: "guides/commenting/",
    Slug.NAMING: "guides/barriers/",
    Slug.MODERATION: "moderation/",
    Slug.PRIVACY: "privacy/",
    Slug.ACCESSIBILITY: "accessibility/",
    Slug.COMPLAINTS: "complaints/",
}

app_name = "pages"
urlpatterns = [path("invite/", views.invite, name="invite")]
for slug, address in ADDRESSES.items():
    urlpatterns += [
        path(address, views.page_detail, {"slug": slug.value}, name=slug.value),
        path(f"{address}simpler/", views.page_simpler, {"slug": slug.value}, f"{slug}_simpler"),
    ]
