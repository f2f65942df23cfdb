from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barriers.models import Barrier
from coproduce.moderation.models import Submission
from posts.models import Post
from tests.factories import create_barrier, create_comment, create_post
from tests.reading import Page

pytestmark = pytest.mark.django_db

DAY_ONE = {
    "/": "Why do public services praise co-production and seldom do it?",
    "/posts/": "",
    "/barriers/": "",
    "/barriers/new/": "What gets in the way?",
    "/barriers/?sort=newest": "",
    "/receipts/": "Find your receipt",
}


@pytest.mark.parametrize("path", DAY_ONE)
def test_every_page_answers_before_anything_is_written(client, path):
    assert [Post.objects.count(), Barrier.objects.count(), Submission.objects.count()] == [0, 0, 0]

    response = client.get(path)

    assert response.status_code == 200
    assert DAY_ONE[path] in Page(response).main
    assert Page(response).text_of("h1") != ""


@pytest.mark.parametrize("path", ["/feeds/posts/", "/sitemap.xml", "/robots.txt"])
def test_what_machines_read_answers_before_anything_is_written(client, path):
    response = client.get(path)

    assert (response.status_code, len(response.content) > 50) == (200, True)


@pytest.mark.parametrize("path", DAY_ONE)
def test_every_link_of_a_page_leads_somewhere(client, path):
    for link in Page(client.get(path)).links:
        if link.startswith("/"):
            assert client.get(link, follow=True).status_code == 200, link


def test_home_without_posts_invites_all_the_same(client):
    page = Page(client.get("/"))

    assert page.text_of("h1") == "Coproduce"
    assert "No essay has been published yet." in page.main
    assert {"/barriers/new/", "/barriers/"} <= set(page.links)


def test_home_opens_with_the_pinned_essay_and_lists_the_newest(client):
    pinned = create_post(title="The essay", is_pinned=True, body="It begins here.")
    others = [create_post(title=f"Post {number}", slug=f"p-{number}") for number in range(7)]
    draft = create_post(title="A draft", status="draft")

    page = Page(client.get("/"))

    assert page.text_of("h1") == "The essay"
    assert "It begins here." in page.main
    assert pinned.invitation in page.main
    listed = [link for link in page.links if link.startswith("/posts/p-") and "#" not in link]
    assert listed == [post.get_absolute_url() for post in others[:1:-1]]
    assert draft.title not in page.main


def test_home_without_a_pinned_essay_opens_with_the_newest(client):
    create_post(title="Older")
    create_post(title="Newest")

    assert Page(client.get("/")).text_of("h1") == "Newest"


def test_home_shows_approved_barriers_only(client):
    create_post()
    create_barrier(title="Shown", body="Nobody asks.")
    create_barrier(title="Hidden", body="Not yet.", status="pending")

    main = Page(client.get("/")).main

    assert ("Nobody asks." in main, "Not yet." in main) == (True, False)


def test_home_takes_as_many_queries_with_three_of_each_as_with_one(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    create_comment(create_post(is_pinned=True))
    create_post()
    create_barrier()
    at_one = queries()
    for _ in range(2):
        create_post()
        create_barrier()

    assert queries() == at_one


@pytest.mark.parametrize(
    "number", ["", "0", "a", "-1", "1.5", str(2**64), "9" * 5_000, "٣", "\x00"]
)
def test_any_old_number_is_answered(client, number):
    response = client.get("/", {"p": number})

    expected = 404 if number.isascii() and number.isdigit() else 200
    assert response.status_code == expected


def test_robots_are_kept_out_of_desk_and_receipts(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /receipts/",
        "Disallow: /report/",
        "Disallow: /prove/",
        "Sitemap: http://127.0.0.1:8000/sitemap.xml",
    ]


@pytest.mark.parametrize(
    "path", ["/none", "/none/", "/posts/none/", "/%00", "/a" * 2_000, "/..%2f..%2fetc", "/<b>"]
)
def test_unknown_page_says_so_and_shows_ways_on(client, path):
    response = client.get(path)

    page = Page(response)
    assert response.status_code == 404
    assert page.text_of("h1") == "There is no such page"
    assert {"/posts/", "/barriers/", "/receipts/"} <= set(page.links)
    assert "<b>" not in response.content.decode()


@pytest.mark.parametrize("path", ["/style/", "/style/503/"])
def test_style_guide_is_there_while_debugging_only(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/posts/", "/barriers/"])
def test_pages_that_are_read_take_no_other_method(client, path):
    assert client.head(path).status_code == 200
    assert [client.post(path).status_code, client.put(path).status_code] == [405, 405]


@pytest.mark.parametrize("path", ["//other.example/", "/\\other.example", "/admin//other.example"])
def test_no_address_leads_to_another_site(client, path):
    response = client.get("/", PATH_INFO=path)

    location = response.get("Location", "/")
    assert response.status_code in {301, 302, 404}
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_sign_in_leads_to_no_other_site(client, django_user_model):
    django_user_model.objects.create_superuser("mo", password="a good long password")
    form = {"username": "mo", "password": "a good long password", "next": "//other.example/"}

    response = client.post("/admin/login/", form)

    assert (response.status_code, urlsplit(response["Location"]).netloc) == (302, "")
