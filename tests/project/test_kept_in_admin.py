"""Error pages in the admin: no password comes back, and what the author typed can be sent."""

import pytest
from django.test import Client

from tests.factories import create_moderator
from tests.reading import Page

pytestmark = pytest.mark.django_db
POST = {"title": "A title", "body": "A long essay.", "password": "hunter2"}


@pytest.fixture
def desk():
    client = Client(enforce_csrf_checks=True)
    client.force_login(create_moderator())
    return client


def test_form_out_of_date_keeps_the_text_with_a_token_that_works(desk):
    response = desk.post("/admin/posts/post/add/", POST)

    page = Page(response)
    assert response.status_code == 403
    assert page.fields["body"] == "A long essay."
    assert "password" not in page.fields
    again = desk.post("/admin/posts/post/add/", page.fields)
    assert again.status_code == 200  # the admin's own form, which misses the other fields
