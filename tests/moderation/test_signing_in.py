"""The way into the admin, and what stands for every page of it."""

import pytest

from tests.markup import parse, texts
from tests.moderation.desk import DESK, NEXT

pytestmark = pytest.mark.django_db

PATHS = [
    "/admin/",
    "/admin/moderation/",
    "/admin/moderation/decision/",
    "/admin/moderation/job/",
    DESK,
    NEXT,
]


@pytest.mark.parametrize("path", PATHS)
def test_anonymous_visitors_are_asked_to_sign_in(client, path):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={path}")


def test_equal_answer_for_known_and_unknown_users(client, mo):
    def answer(name):
        response = client.post("/admin/login/", {"username": name, "password": "wrong"})
        return response.status_code, response.context["form"].non_field_errors()

    assert answer("mo") == answer("nobody")


def test_session_changes_its_key_at_signing_in_and_ends_at_signing_out(client, mo):
    client.get("/admin/login/")
    form = {"username": "mo", "password": "a good long password"}
    client.post("/admin/login/", form)
    first = client.cookies["session"].value
    assert client.get("/admin/").status_code == 200

    assert client.get("/admin/logout/").status_code == 405
    client.post("/admin/logout/")

    assert client.get("/admin/").status_code == 302
    client.cookies["session"] = first
    assert client.get("/admin/").status_code == 302


def test_filters_bear_the_names_that_people_use(desk):
    page = desk.get("/admin/comments/comment/")

    assert texts(page, ".//nav[@id='changelist-filter']//summary") == [
        "Status",
        "Spam check",
        "Example",
    ]


def test_person_gets_permissions_from_boxes_to_tick(desk, mo):
    boxes = './/input[@name="user_permissions"]'
    page = f"/admin/auth/user/{mo.pk}/change/"

    assert {box.get("type") for box in parse(desk.get(page)).iterfind(boxes)} == {"checkbox"}
    assert desk.get("/admin/auth/group/add/").content.count(b'class="selectfilter"') == 0
