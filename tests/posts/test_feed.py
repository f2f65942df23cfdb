import re
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring

from posts.models import Post
from tests.factories import create_post

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOON = datetime(2024, 4, 24, 12, tzinfo=UTC)


def read_feed(client):
    response = client.get("/feeds/posts/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return fromstring(response.content)


def words(element, *names):
    return [element.findtext(f"{ATOM}{name}") for name in names]


def test_feed_is_atom_with_links_to_itself_and_to_the_list(client):
    create_post()

    feed = read_feed(client)

    assert feed.tag == f"{ATOM}feed"
    assert words(feed, "title", "subtitle", "id") == [
        "Coproduce",
        "New posts",
        "http://testserver/posts/",
    ]
    assert {link.get("rel"): link.get("href") for link in feed.iterfind(f"{ATOM}link")} == {
        "alternate": "http://testserver/posts/",
        "self": "http://testserver/feeds/posts/",
    }


def test_feed_holds_whole_posts(client):
    post = create_post(title="A & B", slug="a", body="*Soft* & <b>bold</b>", published_at=NOON)
    Post.objects.update(author_name="Robin", updated_at=NOON + timedelta(hours=1))

    (entry,) = read_feed(client).iterfind(f"{ATOM}entry")

    names = ("title", "published", "updated", "summary")
    assert words(entry, *names) == [
        "A & B",
        "2024-04-24T12:00:00+00:00",
        "2024-04-24T13:00:00+00:00",
        post.body_html,
    ]
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/posts/a/"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Robin"
    assert entry.findtext(f"{ATOM}id")


def test_feed_names_everything_by_its_whole_address(client):
    body = (
        "![a](/media/b.webp) ![b](//cdn.example/b.png) [c](/barriers/) [d](#note-1) [e](f/) "
        '[g](mailto:a@b.example) <img src="//a]/"> `src="/c"`[^1]\n\n[^1]: N'
    )
    create_post(slug="a", body=body)

    (entry,) = read_feed(client).iterfind(f"{ATOM}entry")

    html = entry.findtext(f"{ATOM}summary")
    assert re.findall(r' (?:href|src)="([^"]*)"', html) == [
        "http://127.0.0.1:8000/media/b.webp",
        "http://cdn.example/b.png",
        "http://127.0.0.1:8000/barriers/",
        "http://127.0.0.1:8000/posts/a/#note-1",
        "http://127.0.0.1:8000/posts/a/f/",
        "mailto:a@b.example",
        "//a]/",
        "http://127.0.0.1:8000/posts/a/#note-1",
        "http://127.0.0.1:8000/posts/a/#note-1-from",
    ]
    assert '<code>src="/c"</code>' in html


def test_feed_holds_the_twenty_newest(client):
    for number in range(21):
        create_post(title=str(number), published_at=NOON - timedelta(days=number))

    titles = [entry.findtext(f"{ATOM}title") for entry in read_feed(client).iter(f"{ATOM}entry")]

    assert titles == [str(number) for number in range(20)]


def test_empty_feed_is_still_a_feed(client):
    assert list(read_feed(client).iterfind(f"{ATOM}entry")) == []


def test_sitemap_names_each_post_and_when_it_changed(client):
    for slug, days in (("newer", 0), ("older", 1)):
        create_post(slug=slug, published_at=NOON - timedelta(days=days))
    Post.objects.update(updated_at=NOON)

    response = client.get("/sitemap.xml")

    assert response["Content-Type"] == "application/xml"
    rows = [[part.text for part in url] for url in fromstring(response.content)]
    assert [row for row in rows if "/posts/" in row[0] and len(row) > 1] == [
        ["http://testserver/posts/newer/", "2024-04-24"],
        ["http://testserver/posts/older/", "2024-04-24"],
    ]


@pytest.mark.parametrize("path", ["/", "/posts/", "/posts/a/"])
def test_pages_name_the_feed(client, path):
    create_post(slug="a")

    assert (
        '<link rel="alternate" type="application/atom+xml" title="Coproduce" href="/feeds/posts/">'
        in client.get(path).content.decode()
    )
