"""The admin's front page: what waits first, then the rest, each as far as one may see it."""

import pytest
from django.contrib.auth.models import Permission, User

from coproduce.moderation.models import Submission
from tests.factories import create_barrier, create_comment
from tests.markup import hrefs, texts
from tests.moderation.desk import DESK, NEXT, ago, put, queries
from tests.moderation.reporting import send_report

pytestmark = pytest.mark.django_db

WAITING = ".//section[@class='desk-waiting']//li"


def looker(client, *permissions):
    person = User.objects.create_user("lou", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(person)


def test_front_page_begins_with_what_waits_whatever_its_kind(desk, post):
    create_comment(post, status="pending", submitted_at=ago(hours=2, minutes=1))
    create_barrier(status="pending", submitted_at=ago(days=3, minutes=1))
    create_comment(post, submitted_at=ago(days=8))

    page = desk.get("/admin/")

    assert texts(page, ".//main//h2") == ["The desk", "Write", "Look up", "Keep in order"]
    assert texts(page, WAITING) == [
        "2 letters wait The longest for 3 days.",
        "Read them one by one The oldest first, with our policy beside it.",
    ]
    assert hrefs(page, f"{WAITING}/a") == [DESK, NEXT]


def test_front_page_says_where_someone_may_be_in_danger(desk):
    put(create_barrier(status="pending", submitted_at=ago(minutes=5)), is_urgent=True)

    assert texts(desk.get("/admin/"), f"{WAITING}//b") == ["In 1 of them someone may be in danger."]


def test_front_page_names_what_readers_have_reported(desk, client, post):
    for about in ("abuse", "other"):
        send_report(client, create_comment(post), about)

    page = desk.get("/admin/")

    assert texts(page, f"{WAITING}//strong") == ["Nothing waits", "2 letters reported"]
    assert hrefs(page, f"{WAITING}/a")[-1] == f"{DESK}?tab=reported"


def test_front_page_of_an_empty_desk_says_so(desk):
    page = desk.get("/admin/")

    assert texts(page, WAITING) == ["Nothing waits Everything has been read."]
    assert hrefs(page, f"{WAITING}/a") == [DESK]


def test_front_page_and_desk_count_no_further_than_9999(desk):
    def fill(count):
        rows = [Submission(kind="barrier", body="a", body_html="a") for _ in range(count)]
        Submission.objects.bulk_create(rows)
        return [
            texts(desk.get("/admin/"), f"{WAITING}//strong")[0],
            *texts(desk.get(DESK), ".//h1"),
        ]

    assert fill(9_999) == ["9,999 letters wait"] * 2
    assert fill(1) == ["over 9,999 letters wait"] * 2


def test_front_page_takes_as_many_queries_whatever_waits(desk, post):
    queries(desk, "/admin/")
    at_none = queries(desk, "/admin/")
    for _ in range(3):
        create_comment(post, status="pending")
        create_barrier(status="pending")

    assert queries(desk, "/admin/") == at_none
    assert at_none <= 5


def test_front_page_shows_what_one_may_see_and_no_more(client):
    looker(client, "view_barrier", "view_tag", "view_post")

    page = client.get("/admin/")

    assert texts(page, ".//main//h2") == ["Write", "Look up", "Keep in order"]
    assert texts(page, ".//main//section//li") == ["Posts", "Barriers", "Tags"]


def test_front_page_of_who_may_only_look_leads_to_the_desk(client):
    looker(client, "view_submission")
    create_barrier(status="pending")

    page = client.get("/admin/")

    assert hrefs(page, f"{WAITING}/a") == [DESK, NEXT]
    assert texts(page, ".//main//h2") == ["The desk"]


def test_front_page_of_who_may_nothing_says_so(client):
    looker(client)

    page = client.get("/admin/")

    assert hrefs(page, ".//main//a") == []
    assert texts(page, ".//main//p")[-1].startswith("You may not see or change anything here")


def test_empty_list_says_so(desk):
    found = desk.get("/admin/comments/comment/?q=word")

    assert texts(found, ".//p[@class='empty-list']") == ["Nothing here is like what you look for."]
