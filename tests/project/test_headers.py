import pytest
from django.test import Client
from django.urls import reverse

from coproduce.moderation.models import Submission
from tests.factories import create_barrier, create_comment, create_post
from tests.front_door import FrontDoor
from tests.reading import Page, send_comment

pytestmark = pytest.mark.django_db

CONTENT_SECURITY_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def form(length):
    content = "application/x-www-form-urlencoded"
    return {"data": b"body=" + b"a" * (length - 5), "content_type": content}


REQUESTS = {
    "page": (200, lambda client: client.get("/barriers/")),
    "file": (200, lambda client: client.get("/static/site.css")),
    "text": (200, lambda client: client.get("/robots.txt")),
    "feed": (200, lambda client: client.get("/feeds/posts/")),
    "sign-in": (200, lambda client: client.get("/admin/login/")),
    "HEAD": (200, lambda client: client.head("/")),
    "redirect": (302, lambda client: client.get("/admin/")),
    "missing slash": (301, lambda client: client.get("/barriers")),
    "kept page": (200, lambda client: FrontDoor().get("/barriers/")),
    "unchanged": (304, lambda client: unchanged("/robots.txt")),
    "bad form": (400, lambda client: client.post("/barriers/new/", {"body": ""})),
    "bad request": (400, lambda client: client.post("/receipts/", **form(150_000) | FIELDS)),
    "foreign host": (400, lambda client: client.get("/", HTTP_HOST="other.example")),
    "foreign form": (
        403,
        lambda client: client.post("/barriers/new/", headers={"Sec-Fetch-Site": "cross-site"}),
    ),
    "no such page": (404, lambda client: client.get("/none/")),
    "no such file": (404, lambda client: client.get("/static/none.css")),
    "wrong method": (405, lambda client: client.delete("/barriers/new/")),
    "too large": (413, lambda client: client.post("/barriers/new/", **form(200_000))),
}
FIELDS = {"data": b"a&" * 2_500}


def unchanged(path):
    door = FrontDoor()
    return door.get(path, if_none_match=door.get(path)["ETag"])


@pytest.fixture
def client(settings, tmp_path):
    (tmp_path / "site.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path
    return Client()


@pytest.mark.parametrize("request_", REQUESTS)
def test_every_answer_has_every_header(client, request_):
    status, send = REQUESTS[request_]

    response = send(client)

    policy = set(response["Content-Security-Policy"].split("; "))
    assert (response.status_code, policy) == (status, CONTENT_SECURITY_POLICY)
    assert {name: response[name] for name in OTHERS} == OTHERS
    assert "Strict-Transport-Security" not in response


def test_public_pages_set_no_cookie(client):
    post = create_post()
    comment, barrier = create_comment(post), create_barrier()
    paths = ["/", "/posts/", post.get_absolute_url(), barrier.get_absolute_url()]
    paths += [comment.get_absolute_url(), "/barriers/", "/barriers/new/", "/receipts/"]
    paths += ["/feeds/posts/", "/sitemap.xml", "/robots.txt", "/none/"]

    responses = [client.get(path) for path in paths]
    responses += [send_comment(client, post), client.post("/barriers/new/", {"body": "a"})]
    responses += [client.get(responses[-2]["Location"])]

    assert [response.cookies for response in responses] == [{}] * len(responses)
    assert client.get("/admin/login/").cookies["csrf"]["httponly"] is True


def test_public_pages_depend_on_no_cookie(client):
    create_post(is_pinned=True)
    fresh = client.get("/").content

    client.get("/admin/login/")
    client.cookies["session"] = "a1b2" * 8

    response = client.get("/")
    assert response.content == fresh
    assert "Cookie" not in response.get("Vary", "")


def test_pages_hold_no_inline_script_or_style(client):
    post = create_post()
    create_comment(post, body="<script>a</script>")

    for path in ("/", post.get_absolute_url(), "/barriers/", "/barriers/new/", "/receipts/"):
        content = client.get(path).content.decode()
        assert content.count("<script") == content.count('<script src="/static/')
        assert " style=" not in content
        assert "<style" not in content
        assert " onclick=" not in content


@pytest.mark.parametrize("host", ["other.example", "testserver.other.example", "a b", "", "[", "@"])
def test_no_other_host_is_served(client, host):
    assert client.get("/robots.txt", HTTP_HOST="testserver").status_code == 200
    assert client.get("/robots.txt", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize(("path", "word"), [("live", "alive\n"), ("ready", "ready\n")])
def test_health_is_answered_under_any_name(client, path, word):
    response = client.get(f"/health/{path}", HTTP_HOST="10.0.0.7:8000")

    assert (response.status_code, response.content.decode()) == (200, word)
    assert response["Cache-Control"] == "no-store"


THROUGH_A_PROXY = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 192.0.2.7"}


def address_kept(client, visitor):
    assert send_comment(client, create_post(), visitor=visitor).status_code == 303
    return Submission.objects.get().ip_address


@pytest.mark.parametrize(
    ("proxies", "forwarded_for", "address"),
    [
        ((), "192.0.2.7", "10.0.0.1"),
        (("10.9.0.0/16",), "192.0.2.7", "10.0.0.1"),
        (("10.0.0.0/8",), "192.0.2.7", "192.0.2.7"),
        (("10.9.0.0/16", "10.0.0.0/8"), "192.0.2.7", "192.0.2.7"),
        (("10.0.0.0/8",), "203.0.113.9, 192.0.2.7", "192.0.2.7"),
        (("10.0.0.0/8",), "203.0.113.9, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
        (("10.0.0.0/8",), "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        (("10.0.0.0/8",), "", "10.0.0.1"),
        (("10.0.0.0/8",), " , ,", "10.0.0.1"),
        (("10.0.0.0/8",), "2001:db8::7", "2001:db8::7"),
    ],
)
def test_forwarded_address_is_believed_from_trusted_proxies_only(
    client, screening, settings, proxies, forwarded_for, address
):
    settings.TRUSTED_PROXIES = proxies
    visitor = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded_for}

    assert address_kept(client, visitor) == address


@pytest.mark.parametrize("forwarded_for", ["unknown", "192.0.2.7:4711", "[2001:db8::7]", "_gazonk"])
def test_forwarded_address_that_is_none_loses_nothing(client, screening, settings, forwarded_for):
    settings.TRUSTED_PROXIES = ("10.0.0.0/8",)
    visitor = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded_for}

    assert send_comment(client, create_post(), visitor=visitor).status_code == 303
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("proxies", [(), ("10.0.0.0/8",)])
def test_forwarded_host_is_never_believed(client, settings, proxies):
    settings.TRUSTED_PROXIES = proxies
    post = create_post()
    headers = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_HOST": "other.example"}

    sitemap = client.get("/sitemap.xml", **headers).content.decode()

    assert post.get_absolute_url() in sitemap
    assert "other.example" not in sitemap
    assert "other.example" not in client.get("/robots.txt", **headers).content.decode()


def test_post_that_came_from_a_foreign_host_is_not_kept(client):
    post = create_post()
    path = reverse("comments:create", args=[post.thread.pk])

    assert client.post(path, {"body": "a"}, HTTP_HOST="other.example").status_code == 400
    assert Submission.objects.count() == 0
    assert Page(client.post(path, {"body": ""})).text_of("h1") == "Your comment"
