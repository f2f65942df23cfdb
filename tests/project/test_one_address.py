"""Links that leave the site are built from SITE_URL, whatever port a visitor names."""

import pytest
from django.urls import reverse

from tests.factories import create_post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/feeds/posts/", "/sitemap.xml"])
def test_links_do_not_follow_the_port_of_the_host_header(client, settings, address):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    create_post(slug="one")

    plain, other = (
        client.get(address, headers={"host": host}).content.decode()
        for host in ("127.0.0.1:8000", "127.0.0.1:6666")
    )

    path = reverse("posts:detail", args=["one"])
    assert f"http://{settings.SITE_NETLOC}{path}" in plain
    assert other == plain


def test_pages_ask_to_be_checked_each_time(client):
    assert client.get("/feeds/posts/").headers["Cache-Control"] == "no-cache"
    assert client.get("/").headers["Cache-Control"] == "no-cache"
