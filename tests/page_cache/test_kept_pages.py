"""What is kept, for how long, and that a change shows at once."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from comments.models import Thread
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, SiteVersion
from coproduce.moderation.worker import run_next
from posts.arranging import PICTURE_NAME
from posts.models import Post
from tests.factories import create_barrier, create_comment, create_post, create_tag
from tests.front_door import FrontDoor, body_of

pytestmark = pytest.mark.django_db

# Every view that is asked with nothing but its address, with the parameters that it reads.
PUBLIC = {
    "": {"p"},
    "posts/": {"page"},
    "posts/<slug:slug>/": {"page", "sort"},
    "feeds/posts/": set(),
    "^(?P<old_path>\\d{4}/\\d{2}/(?:\\d{2}/)?[^/]+)/?$": set(),
    "comments/<id:pk>/": set(),
    "threads/<id:thread_id>/comments/<id:pk>/": set(),
    "barriers/": {"theme", "tag", "q", "sort", "after"},
    "barriers/new/": set(),
    "barriers/<slug:public_id>/": set(),
    "posts/<slug:slug>/simpler/": set(),
    "barriers/new/simpler/": set(),
    "barriers/meeting/": {"theme", "tag"},
    "invite/": set(),
    "guides/commenting/": set(),
    "guides/commenting/simpler/": set(),
    "guides/barriers/": set(),
    "guides/barriers/simpler/": set(),
    "moderation/": set(),
    "moderation/simpler/": set(),
    "privacy/": set(),
    "privacy/simpler/": set(),
    "accessibility/": set(),
    "accessibility/simpler/": set(),
    "complaints/": set(),
    "complaints/simpler/": set(),
    "report/<slug:kind>/<slug:address>/": set(),
    "sitemap.xml": {"p"},
    "robots.txt": set(),
}


def views(resolver=None, prefix=""):
    """Every address pattern of the site outside the admin, with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                yield from views(pattern, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern.callback


def queries(door, path, **headers):
    with CaptureQueriesContext(connection) as captured:
        assert door.get(path, **headers).status_code == 200
    return len(captured)


def is_kept(door, path, **headers):
    """Asked before, so that Django is not asked again: the version is read past its log."""
    return queries(door, path, **headers) == 0


def test_every_view_says_whether_it_is_public():
    marked = {
        address: set(view.parameters) for address, view in views() if hasattr(view, "parameters")
    }

    assert marked == PUBLIC
    assert {address for address, _ in views()} - set(marked) == {
        "threads/<int:thread_id>/comments/",
        "receipts/",
        "receipts/<str:token>/",
        "receipts/<str:token>/simpler/",
        "receipts/<str:token>/withdraw/",
        "receipts/<str:token>/look/",
        "report/receipts/<str:token>/",
        "prove/<str:token>/",
        f"^media/pictures/(?P<name>{PICTURE_NAME})\\Z",
    }


@pytest.fixture
def addresses():
    post = create_post(slug="essay", is_pinned=True)
    comment = create_comment(post)
    barrier = create_barrier(tags=(create_tag("Rushed"),))
    conversation = f"/threads/{post.thread.pk}/comments/{comment.pk}/"
    return ["/", "/posts/", "/posts/essay/", "/feeds/posts/", conversation, "/barriers/"] + [
        "/barriers/new/",
        "/barriers/?sort=newest",
        barrier.get_absolute_url(),
        "/sitemap.xml",
        "/robots.txt",
    ]


def test_page_that_was_asked_for_before_is_kept(door, addresses):
    first = {path: door.get(path).content for path in addresses}

    assert [path for path in addresses if not is_kept(door, path)] == []
    assert {path: door.get(path).content for path in addresses} == first


def test_kept_page_is_what_django_would_answer(door, client, addresses):
    client.defaults["HTTP_HOST"] = "127.0.0.1"
    for path in addresses:
        door.get(path)

        assert door.get(path).content == client.get(path).content, path


def test_nothing_is_kept_of_desk_receipts_redirects_and_errors(door, client):
    post = create_post()
    comment = create_comment(post)
    client.post(f"/threads/{post.thread.pk}/comments/", {"body": "Hello."})
    paths = ["/admin/login/", "/receipts/", "/receipts/none/", "/none/", "/posts/none/"]
    paths += [comment.get_absolute_url(), "/posts", "/health/ready"]

    for path in paths:
        answers = [door.get(path, accept_encoding="br, gzip") for _ in range(2)]
        assert [answer.get("ETag") for answer in answers] == [None, None], path
        assert [answer.get("Content-Encoding") for answer in answers] == [None, None], path
    assert door.application.kept.size == 0


def test_decision_shows_on_the_next_request(door):
    post = create_post(slug="essay")
    comment = create_comment(post, body="Nobody asked.", status="pending")
    before = door.get("/posts/essay/").content.decode()
    comment.submission.approve()
    approved = door.get("/posts/essay/").content.decode()
    comment.submission.hold()
    hidden = door.get("/posts/essay/").content.decode()

    assert ["Nobody asked." in page for page in (before, approved, hidden)] == [False, True, False]
    assert hidden == before


def test_what_waits_leaves_the_pages_kept(door):
    post = create_post(slug="essay")
    door.get("/posts/essay/")

    create_comment(post, status="pending")
    create_comment(post, status="spam")

    assert is_kept(door, "/posts/essay/")


def test_thread_that_closes_shows_it_on_the_next_request(door):
    post = create_post(slug="essay")
    create_comment(post)
    assert "Answer here" in door.get("/posts/essay/").content.decode()

    Thread.objects.get().close(post.published_at)

    assert "Answer here" not in door.get("/posts/essay/").content.decode()


def test_thread_that_closes_by_the_clock_is_shown_closed_once_the_worker_has_seen_it(door):
    thread = create_post(slug="essay").thread
    thread.close(timezone.now() + timedelta(hours=1))
    assert run_next(lanes["close_thread"]) is False
    assert "Answer here" in door.get("/posts/essay/").content.decode()

    passed = timezone.now() - timedelta(seconds=1)
    Thread.objects.update(closes_at=passed)
    Job.objects.update(run_at=passed)

    assert run_next(lanes["close_thread"]) is True
    assert "Answer here" not in door.get("/posts/essay/").content.decode()


def test_page_made_while_something_changed_is_not_kept():
    """Else it would be shown again once a copy from before the change is restored."""
    post = create_post(slug="essay", title="Before")
    restored = SiteVersion.current()

    def django(environ, start_response):
        if SiteVersion.current() == restored and post.title == "Before":
            post.title = "After"
            post.save()
        return WSGIHandler()(environ, start_response)

    door = FrontDoor(django)
    assert "After" in door.get("/posts/essay/").content.decode()

    Post.objects.update(title="Before")
    SiteVersion.objects.update(value=restored)

    assert "Before" in door.get("/posts/essay/").content.decode()


def test_head_gives_the_headers_of_the_page(door, addresses):
    for path in addresses:
        head, page = door.head(path), door.get(path)

        assert (head.status_code, head.content, page.content != b"") == (200, b"", True)
        assert dict(head.headers) == dict(page.headers)


def test_least_used_pages_go_when_there_is_no_room(addresses):
    door = FrontDoor(capacity=50_000)
    door.get("/posts/")
    others = [path for path in addresses if path != "/posts/"]
    for encoding, path in product(["", "gzip", "br"], others):
        door.get(path, accept_encoding=encoding)
        assert is_kept(door, "/posts/"), path

    assert not is_kept(door, addresses[0])
    assert door.application.kept.size <= 50_000


@pytest.mark.parametrize("header", [("Set-Cookie", "a=b"), ("Vary", "Cookie, Accept")])
def test_page_for_one_person_is_never_kept(header, caplog):
    def django(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain"), header])
        return HttpResponse(b"For one person.")

    door = FrontDoor(django)
    answers = [door.get("/robots.txt") for _ in range(2)]

    assert [answer.get("ETag") for answer in answers] == [None, None]
    assert door.application.kept.size == 0
    assert caplog.text.count("it is not kept") == 2


def test_page_larger_than_all_the_room_is_answered(addresses):
    door = FrontDoor(capacity=100)

    assert body_of(door.get("/")) == body_of(FrontDoor().get("/"))
    assert door.application.kept.size == 0
