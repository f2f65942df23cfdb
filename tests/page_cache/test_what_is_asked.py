"""What a visitor sends beside the address neither fills the cache nor gets into a kept page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import create_barrier, create_comment, create_post, create_tag
from tests.front_door import FrontDoor

pytestmark = pytest.mark.django_db

POISON = {
    "cookie": "session=abc; csrf=def",
    "authorization": "Basic bW86bW8=",
    "accept_language": "cy",
    "accept": "application/json",
    "range": "bytes=0-10",
    "if_modified_since": "Wed, 25 Nov 2026 00:00:00 GMT",
    "if_none_match": '"poison"',
    "origin": "https://poison.example",
    "referer": "https://poison.example/",
    "user_agent": "<script>poison</script>",
    "x_forwarded_for": "192.0.2.66",
    "x_forwarded_host": "poison.example",
    "x_forwarded_proto": "https",
    "x_forwarded_port": "666",
    "x_forwarded_scheme": "https",
    "forwarded": "host=poison.example",
    "x_original_url": "/poison/",
    "x_rewrite_url": "/poison/",
    "x_http_method_override": "POST",
    "x_host": "poison.example",
    "host": "127.0.0.1:6666",
}
PATHS = ["/", "/posts/essay/", "/barriers/", "/feeds/posts/", "/sitemap.xml", "/robots.txt"]


@pytest.fixture(autouse=True)
def content():
    post = create_post(slug="essay", is_pinned=True)
    create_comment(post)
    create_barrier(tags=(create_tag("Rushed"),))


def queries(door, path, **headers):
    with CaptureQueriesContext(connection) as captured:
        door.get(path, **headers)
    return len(captured)


def test_no_header_gets_into_a_kept_page(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    clean = {path: FrontDoor().get(path).content for path in PATHS}

    for name, value in POISON.items():
        door = FrontDoor()
        for path in PATHS:
            poisoned = door.get(path, **{name: value})
            after = door.get(path)
            assert (poisoned.content, after.content) == (clean[path], clean[path]), (name, path)
            assert (poisoned.status_code, after.cookies) == (200, {})


def test_unknown_parameters_do_not_fill_the_cache(door):
    door.get("/posts/essay/")
    size = door.application.kept.size

    for number in range(20):
        path = f"/posts/essay/?fbclid={number}&utm_source=a&p={number}&q=b&page%00=2"
        assert queries(door, path) == 0
        assert queries(door, f"/robots.txt?{number}") <= 1

    assert (
        door.application.kept.size - size
        == len(door.get("/robots.txt").content) + sum(map(len, ["/robots.txt", ""])) + 2048
    )


@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/posts/essay/?sort=newest", "/posts/essay/?utm=1&sort=newest&x=2"),
        ("/posts/essay/?sort=newest&page=1", "/posts/essay/?page=1&sort=newest"),
        ("/posts/essay/?sort=newest", "/posts/essay/?so%72t=newest"),
        ("/barriers/?tag=a&tag=b", "/barriers/?tag=a&y=1&tag=b"),
        ("/barriers/?q=a+b", "/barriers/?q=a%20b"),
        ("/posts/essay/", "/posts/%65ssay/"),
    ],
)
def test_one_page_is_kept_once_however_it_is_spelled(door, path, same):
    first = door.get(path)

    assert queries(door, same) == 0
    assert door.get(same).content == first.content


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/posts/essay/", "/posts/essay/?sort=newest"),
        ("/posts/essay/?page=1&page=2", "/posts/essay/?page=2&page=1"),
        ("/barriers/?tag=a&tag=b", "/barriers/?tag=b&tag=a"),
        ("/barriers/", "/barriers/?q="),
        ("/posts/essay/?sort=newest", "/posts/essay/?sort=newest%26page=2"),
    ],
)
def test_pages_that_may_differ_are_kept_apart(door, client, path, other):
    door.get(path)

    kept = {address: door.get(address).content for address in (other, path)}
    fresh = {address: client.get(address).content for address in (other, path)}
    assert kept == fresh


@pytest.mark.parametrize(
    "query",
    ["page=" + "9" * 2_000, "&".join(["tag=a"] * 60), "x=" + "y" * 5_000, "q=" + "%F0%9F" * 300],
)
def test_queries_beyond_any_use_are_answered_and_not_kept(door, client, query):
    for path in ("/posts/essay/", "/barriers/"):
        answer = door.get(f"{path}?{query}")

        assert answer.content == client.get(f"{path}?{query}").content
        assert answer.status_code == 200
    assert door.application.kept.size == 0


@pytest.mark.parametrize("path", ["/%ff/", "/posts/%ff/", "/posts/\\/", "/posts/essay//"])
def test_odd_paths_are_answered_as_django_does(door, client, path):
    assert door.get(path).status_code == client.get(path).status_code == 404


def test_letters_that_are_not_escaped_are_read_as_django_reads_them(door, client):
    raw = "q=é".encode().decode("latin-1")
    asked = door.get("/barriers/", environ={"QUERY_STRING": raw}).content.decode()

    assert "“é”" in asked
    assert asked == client.get("/barriers/", QUERY_STRING=raw).content.decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_no_business_of_the_cache(door, method):
    door.get("/")

    answer = door.get("/", method=method)

    assert answer.status_code in {403, 405}
    assert answer.content != door.get("/").content


@pytest.mark.parametrize("host", ["other.example", "", "127.0.0.1.other.example", "a b", "["])
def test_kept_page_is_for_our_own_host_only(door, settings, host):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    door.get("/")

    assert door.get("/", host=host).status_code == 400
