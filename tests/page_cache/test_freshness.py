"""ETags, encodings, and what browsers and proxies are told."""

import pytest

from barriers.models import Tag
from tests.factories import create_barrier, create_comment, create_post
from tests.front_door import FrontDoor, body_of

pytestmark = pytest.mark.django_db

PATHS = ["/", "/posts/essay/", "/posts/", "/feeds/posts/", "/barriers/", "/sitemap.xml"]


@pytest.fixture(autouse=True)
def post():
    post = create_post(slug="essay", title="Before", is_pinned=True)
    create_comment(post)
    create_barrier(body="Nobody asks us.")
    return post


@pytest.mark.parametrize("path", PATHS)
def test_page_has_a_weak_etag_until_it_changes(door, post, path):
    first = door.get(path)
    again = door.get(path, if_none_match=first["ETag"])
    post.title = "After"
    post.save()
    create_post(slug="another")
    create_barrier(tags=(Tag.objects.offered()[0],))
    changed = door.get(path, if_none_match=first["ETag"])

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_etag_survives_what_changes_elsewhere_and_a_new_process(door, post):
    first = door.get("/posts/essay/")["ETag"]

    create_barrier()

    assert door.get("/posts/essay/")["ETag"] == first
    assert FrontDoor().get("/posts/essay/", if_none_match=first).status_code == 304


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [
        ("{etag}", 304),
        ('"{bare}"', 304),
        ('"a", {etag}', 304),
        ('W/"a", W/"b"', 200),
        ("*", 304),
        ("{bare}", 200),
        ("", 200),
        ("\x00", 200),
        (",,,", 200),
    ],
)
def test_if_none_match_is_read_as_the_standard_says(door, if_none_match, status):
    etag = door.get("/")["ETag"]
    bare = etag.removeprefix('W/"').rstrip('"')

    answer = door.get("/", if_none_match=if_none_match.format(etag=etag, bare=bare))

    assert answer.status_code == status


def test_etag_alone_says_whether_a_feed_has_changed(door):
    answers = [door.get(path) for path in ("/feeds/posts/", "/sitemap.xml")]

    assert ["Last-Modified" in answer for answer in answers] == [False, False]


def test_unchanged_page_says_nothing_of_a_body(door):
    first = door.get("/", accept_encoding="br")
    answer = door.get("/", accept_encoding="br", if_none_match=first["ETag"])

    missing = set(first.headers) - set(answer.headers)
    assert missing == {"Content-Type", "Content-Encoding", "Content-Length"}


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip;q=0.001", "gzip"),
        ("br ; q=0.8 , gzip", "br"),
        ("gzip;q=0", None),
        ("identity", None),
        ("", None),
        ("brotli", None),
        (";;q", None),
    ],
)
def test_page_is_encoded_as_it_is_asked_for(door, accepted, encoding):
    plain = FrontDoor().get("/posts/essay/")

    for answer in (door.get("/posts/essay/", accept_encoding=accepted) for _ in range(2)):
        assert answer.get("Content-Encoding") == encoding
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Content-Length"] == str(len(answer.content))
        assert answer["ETag"] == plain["ETag"]
        assert body_of(answer) == plain.content


def test_encoded_page_is_a_fraction_of_the_plain_one(door):
    sizes = [
        len(door.get("/posts/essay/", accept_encoding=name).content) for name in ("br", "gzip", "")
    ]

    assert sizes == sorted(sizes)
    assert sizes[1] * 2 < sizes[2]


def test_browsers_are_told_to_ask_again(door):
    for _ in range(2):
        assert door.get("/")["Cache-Control"] == "no-cache"


def test_trusted_proxy_may_keep_a_page_for_a_second(door, settings):
    settings.TRUSTED_PROXIES = ("10.0.0.0/8",)
    proxy, stranger = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "192.0.2.7"}
    for_proxies = "max-age=1, stale-while-revalidate=1, stale-if-error=3600"

    first = door.get("/", environ=proxy)
    assert first["Cache-Control"] == for_proxies
    unchanged = door.get("/", environ=proxy, if_none_match=first["ETag"])
    assert (unchanged.status_code, unchanged["Cache-Control"]) == (304, for_proxies)
    assert list(first.headers)[-2:] == ["Cache-Control", "X-Accel-Expires"]
    assert "X-Accel-Expires" not in door.get("/", environ=stranger)
    assert door.get("/", environ=stranger)["Cache-Control"] == "no-cache"
    assert door.get("/none/", environ=proxy)["Cache-Control"] == "no-cache"
    assert "no-store" in door.get("/receipts/", environ=proxy)["Cache-Control"]


def test_behind_a_proxy_https_is_what_the_proxy_says(settings):
    settings.SITE_IS_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = ("10.0.0.0/8",)
    door = FrontDoor()
    proxy, stranger = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "192.0.2.7"}

    statuses = [
        door.get("/", environ=visitor, x_forwarded_proto=scheme).status_code
        for _ in range(2)
        for visitor, scheme in [(proxy, "https"), (proxy, "http"), (stranger, "https")]
    ]

    assert statuses == [200, 301, 301] * 2
