"""A database that is away, locked or full: an honest 503 that keeps what was typed."""

import os
import sqlite3
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from coproduce import urls as project_urls
from coproduce.moderation.models import Submission
from tests.factories import create_post
from tests.reading import Page, send_comment
from tests.site import execute

TYPED = {"body": "My own\nwords & <b>.", "name": "Ana", "email": "ana@example.org"}
NOWHERE = "postgresql://postgres@127.0.0.1:1/coproduce"
FORM = "application/x-www-form-urlencoded"


@contextmanager
def locked():
    """Somebody else writes, for longer than anyone waits."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


@contextmanager
def full():
    """Not one more page fits; the limit is this connection's own."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA max_page_count = 1")
    yield


@contextmanager
def read_only():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    yield


@contextmanager
def cut_off():
    """The server ends the connection, as at a restart."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    execute(os.environ["DATABASE_URL"], f"SELECT pg_terminate_backend({pid}, 5000)")
    yield


@contextmanager
def standby():
    """The server only reads, as a primary does that was replaced by another."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    yield


ON_POSTGRES = "DATABASE_URL" in os.environ
FAULTS = [cut_off, standby] if ON_POSTGRES else [locked, full, read_only]


def assert_unavailable(status, headers, page, title):
    assert (status, headers["Retry-After"], page.text_of("h1")) == (503, "60", title)
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_words_that_cannot_be_saved_are_shown_and_can_be_sent_again(client, fault):
    post = create_post()
    typed = TYPED | {"body": TYPED["body"] * 400}

    with fault():
        response = send_comment(client, post, **typed)

    page = Page(response)
    assert_unavailable(response.status_code, response, page, "We could not save this just now")
    assert {name: page.fields[name] for name in typed} == typed
    assert Submission.objects.count() == 0

    again = client.post(reverse("comments:create", args=[post.thread.pk]), page.fields)
    assert again.status_code == 303
    assert Submission.objects.get().body == typed["body"]


def test_without_a_database_every_page_says_so_and_keeps_the_words(ask):
    post = {"method": "POST", "data": urlencode(TYPED), "content_type": FORM}
    answers = ask(
        {"method": "GET", "path": "/", "HTTP_HOST": "127.0.0.1"},
        {**post, "path": "/threads/1/comments/", "HTTP_HOST": "127.0.0.1"},
        {**post, "path": "/barriers/new/", "HTTP_HOST": "127.0.0.1"},
        DATABASE_URL=NOWHERE,
    )

    read, *written = [(answer, Page.of(answer["body"])) for answer in answers]
    assert_unavailable(
        read[0]["status"], read[0]["headers"], read[1], "We cannot show this just now"
    )
    for answer, page in written:
        title = "We could not save this just now"
        assert_unavailable(answer["status"], answer["headers"], page, title)
        assert {name: page.fields[name] for name in TYPED} == TYPED


def test_health_tells_that_the_database_is_away(ask):
    live, ready, robots = ask(
        {"method": "GET", "path": "/health/live"},
        {"method": "GET", "path": "/health/ready"},
        {"method": "GET", "path": "/robots.txt", "HTTP_HOST": "127.0.0.1"},
        DATABASE_URL=NOWHERE,
    )

    assert (live["status"], live["body"]) == (200, "alive\n")
    assert (ready["status"], ready["body"]) == (503, "no database\n")
    assert robots["status"] == 200


def fail(request):
    raise RuntimeError("inner words")


urlpatterns = [path("fail/", csrf_exempt(fail)), *project_urls.urlpatterns]
handler500 = project_urls.handler500


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("method", ["get", "post"])
def test_fault_of_our_own_keeps_the_words_and_shows_no_inner_parts(client, caplog, method):
    client.raise_request_exception = False

    response = getattr(client, method)("/fail/", TYPED)

    page = Page(response)
    assert (response.status_code, page.text_of("h1")) == (500, "Something went wrong on our side")
    assert page.fields == (TYPED if method == "post" else {})
    assert (response["Cache-Control"], response["X-Frame-Options"]) == ("no-store", "DENY")
    assert "inner words" in caplog.text
    assert "inner words" not in response.content.decode()
