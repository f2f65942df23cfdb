"""What stands around a post: the posts before and after, links to share it, its language, and
what search engines and messages are told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from posts.models import Picture
from posts.pictures import Reencoded
from tests.factories import create_comment, create_post
from tests.markup import hrefs, parse, texts
from tests.posts.pictures import encoded

pytestmark = pytest.mark.django_db

NOON = datetime(2024, 4, 24, 12, tzinfo=UTC)
AROUND = ".//nav[@aria-label='More essays']/a"


def around(client, slug):
    response = client.get(f"/posts/{slug}/")
    links = parse(response).iterfind(AROUND)
    return {link.get("rel"): link.get("href") for link in links}


def test_post_leads_to_the_one_before_and_the_one_after(client):
    for number, slug in enumerate("abc"):
        create_post(slug=slug, title=slug.upper(), published_at=NOON + timedelta(days=number))
    create_post(slug="draft", status="draft", published_at=NOON + timedelta(hours=36))

    assert around(client, "b") == {"prev": "/posts/a/", "next": "/posts/c/"}
    assert texts(client.get("/posts/b/"), AROUND) == ["The essay before A", "The essay after C"]
    assert [around(client, "a"), around(client, "c")] == [
        {"next": "/posts/b/"},
        {"prev": "/posts/b/"},
    ]


def test_posts_of_one_moment_follow_each_other_once(client):
    for slug in "abc":
        create_post(slug=slug, published_at=NOON)

    assert [around(client, slug) for slug in "abc"] == [
        {"next": "/posts/b/"},
        {"prev": "/posts/a/", "next": "/posts/c/"},
        {"prev": "/posts/b/"},
    ]


def test_only_post_leads_to_no_other(client):
    create_post(slug="a")

    assert parse(client.get("/posts/a/")).find(".//nav[@aria-label='More essays']") is None


@pytest.mark.parametrize("path", ["/posts/a/", "/posts/a/simpler/"])
def test_page_takes_as_many_queries_with_many_posts_and_comments(client, path):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    post = create_post(slug="a", simpler_body="Words.", published_at=NOON)
    create_comment(post)
    for days in (-1, 1):
        create_post(published_at=NOON + timedelta(days=days))
    at_first = queries()
    for days in range(2, 5):
        create_post(published_at=NOON + timedelta(days=days))
        create_comment(post)

    assert queries() == at_first == (6 if path == "/posts/a/" else 2)


def test_post_is_shared_by_plain_links(client):
    create_post(slug="a", title="Why & how?")

    response = client.get("/posts/a/?sort=newest")

    address = "http%3A%2F%2F127.0.0.1%3A8000%2Fposts%2Fa%2F"
    assert hrefs(response, ".//ul[@class='share']//a") == [
        f"mailto:?subject=Why%20%26%20how%3F&body={address}",
        f"https://wa.me/?text=Why%20%26%20how%3F%20{address}",
    ]
    button = parse(response).find(".//ul[@class='share']//button")
    assert button.attrib == {
        "type": "button",
        "class": "link",
        "hidden": "",
        "data-copy": "http://127.0.0.1:8000/posts/a/",
        "data-done": "Copied",
        "data-failed": "This browser did not copy it. Select it and copy it yourself.",
    }
    assert texts(response, ".//p[@class='print-only']") == ["http://127.0.0.1:8000/posts/a/"]


def told(response):
    """What the head says under each name or property."""
    metas = parse(response).iterfind("./head/meta")
    return {m.get("property") or m.get("name"): m.get("content") for m in metas}


def test_head_tells_what_the_post_is(client):
    create_post(slug="a", title="Why", standfirst="In “short”.", published_at=NOON)

    head = told(client.get("/posts/a/?page=2&sort=newest"))

    assert {name: text for name, text in head.items() if name and ":" in name} == {
        "og:type": "article",
        "og:title": "Why",
        "og:description": "In “short”.",
        "og:url": "http://127.0.0.1:8000/posts/a/",
        "og:site_name": "Coproduce",
        "og:locale": "en_GB",
        "article:published_time": "2024-04-24T12:00:00+00:00",
    }
    assert head["description"] == "In “short”."


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/posts/a/?sort=newest", "/posts/a/"),
        ("/posts/a/?page=2", "/posts/a/"),
        ("/posts/a/simpler/", "/posts/a/simpler/"),
    ],
)
def test_page_has_one_address_for_search_engines(client, path, address):
    create_post(slug="a", simpler_body="Words.")

    links = parse(client.get(path)).iterfind("./head/link[@rel='canonical']")

    assert [link.get("href") for link in links] == [f"http://127.0.0.1:8000{address}"]


def test_post_without_a_standfirst_is_told_by_its_first_words(client):
    create_post(slug="a", body="One *two*.\n\n" + "three " * 60)

    words = told(client.get("/posts/a/"))["og:description"]

    assert words.startswith("One two. three three") and len(words) <= 201


def test_first_picture_of_ours_comes_along(client, media):
    picture = Picture(alt="A table")
    picture.keep_file(Reencoded(encoded(Image.new("RGB", (8, 4)), "WEBP"), 8, 4))
    picture.save()
    create_post(slug="a", body=f"![x](/static/x.png)\n\n{picture.markdown}")

    head = told(client.get("/posts/a/"))

    assert {name: text for name, text in head.items() if name and "image" in name} == {
        "og:image": f"http://127.0.0.1:8000{picture.address}",
        "og:image:type": "image/webp",
        "og:image:width": "8",
        "og:image:height": "4",
        "og:image:alt": "A table",
    }


@pytest.mark.parametrize(("language", "locale"), [("cy", "cy"), ("pt-br", "pt_BR")])
def test_language_of_a_post_is_told(client, language, locale):
    create_post(slug="a", language=language, simpler_body="Geiriau.")

    for path in ("/posts/a/", "/posts/a/simpler/"):
        tree = parse(client.get(path))
        article = tree.find(".//main/article")
        assert (article.get("lang"), article.get("dir")) == (language, "auto")
        kicker = article.find(".//p[@class='kicker']")
        assert (kicker.get("lang"), kicker.get("dir")) == ("en-GB", "ltr")
        assert tree.find(".//h2[@id='question']").get("lang") == language
    assert told(client.get("/posts/a/"))["og:locale"] == locale
    assert parse(client.get("/posts/")).find(".//main//h2").get("lang") == language


def test_post_in_the_language_of_the_site_says_nothing_of_it(client):
    create_post(slug="a")

    assert parse(client.get("/posts/a/")).find(".//main/article").get("lang") is None


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("cy", True), ("pt-BR", True), ("zh-Hans", True), ("sl-rozaj", True), ("", True)]
    + [("welsh", False), ("c", False), ('cy" x="', False), ("en_GB", False), ("cy\n", True)],
)
def test_language_must_be_a_code(author, code, is_one):
    response = author.post(
        "/admin/posts/post/add/",
        {
            "title": "A",
            "slug": "a",
            "body": "B",
            "invitation": "C?",
            "status": "draft",
            "language": code,
        },
    )

    assert response.status_code == (302 if is_one else 200)
    if not is_one:
        assert texts(response, ".//ul[@class='errorlist']/li") == [
            "Enter the code of a language, such as cy for Welsh or pt-BR for Brazilian Portuguese."
        ]
