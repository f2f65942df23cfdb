"""Forms that anyone may send: from where, how large, and what becomes of the words."""

import time

import pytest
from django.urls import reverse

from coproduce.moderation.models import Submission
from tests.reading import Page, send_comment

pytestmark = pytest.mark.django_db

HERE = "http://127.0.0.1:8000"
TRICKY = '\n  <b>"Words"</b> & </textarea><script>alert(1)</script>\n\nend'


def address(post):
    return reverse("comments:create", args=[post.thread.pk])


def encoded(length, body=b"body="):
    """A form of this many bytes, of which most are the words."""
    return body + b"a" * (length - len(body))


def send_bytes(client, post, content):
    form = "application/x-www-form-urlencoded"
    return client.post(address(post), content, content_type=form)


@pytest.mark.parametrize(
    ("site", "origin", "is_let_in"),
    [
        ("same-origin", None, True),
        ("none", None, True),
        ("same-site", None, False),
        ("cross-site", None, False),
        ("", None, False),
        ("same-origin", "https://other.example", True),
        ("cross-site", HERE, False),
        ("cross-site", "null", False),
        (None, None, True),
        (None, "null", True),
        (None, HERE, True),
        (None, "HTTP://127.0.0.1:8000", True),
        (None, "https://127.0.0.1:8000", False),
        (None, "http://127.0.0.1", False),
        (None, "http://127.0.0.1:8001", False),
        (None, "http://localhost:8000", False),
        (None, "http://127.0.0.1:8000.other.example", False),
        (None, "https://other.example", False),
        (None, "http://127.0.0.1:99999", False),
        (None, "http://[", False),
        (None, "", False),
    ],
)
def test_form_is_taken_from_our_own_pages_only(client, post, site, origin, is_let_in):
    headers = {"Sec-Fetch-Site": site, "Origin": origin}
    visitor = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in headers.items()
        if value is not None
    }

    response = send_comment(client, post, visitor=visitor)

    assert response.status_code == (303 if is_let_in else 403)
    assert Submission.objects.count() == is_let_in


def test_form_from_elsewhere_is_shown_again_with_all_that_was_typed(client, post):
    typed = {"body": TRICKY, "name": '<i>"Ana"', "email": "a@example.org", "extra": "é"}

    response = send_comment(client, post, visitor={"HTTP_SEC_FETCH_SITE": "cross-site"}, **typed)

    page = Page(response)
    assert page.text_of("h1") == "This came from another site"
    assert {name: page.fields[name] for name in typed} == typed
    assert "<script>alert" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert f'action="{address(post)}"' in response.content.decode()
    assert Submission.objects.count() == 0


def test_kept_form_can_be_sent_from_there(client, post):
    cross_site = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    kept = Page(send_comment(client, post, visitor=cross_site, body=TRICKY)).fields

    response = client.post(address(post), kept, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 303
    assert Submission.objects.get().body == TRICKY.strip()


@pytest.mark.parametrize("path", ["/barriers/new/", "/receipts/", "/receipts/token/withdraw/"])
def test_other_forms_for_readers_follow_the_same_rule(client, path):
    form = {"body": "Nobody asks.", "code": "7K3M"}

    refused = client.post(path, form, headers={"Sec-Fetch-Site": "same-site"})
    taken = client.post(path, form, headers={"Sec-Fetch-Site": "same-origin"})

    assert refused.status_code == 403
    assert Page(refused).fields["body"] == "Nobody asks."
    assert taken.status_code == {"/barriers/new/": 200, "/receipts/": 400}.get(path, 404)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, post, method):
    response = getattr(client, method)(address(post))

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize("method", ["get", "head"])
def test_who_comes_back_without_words_gets_the_empty_form(client, post, method):
    response = getattr(client, method)(address(post))

    assert (response.status_code, response["Location"]) == (302, f"/posts/{post.slug}/#answer")


def test_there_is_no_form_of_a_draft(client, post):
    post.unpublish()

    assert client.get(address(post)).status_code == 404


def test_method_cannot_be_overridden(client, post):
    override = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}

    client.get(address(post), {"_method": "POST", "body": "a"}, **override)

    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("length", "status", "is_shown"),
    [
        (160 * 1024, 400, True),
        (160 * 1024 + 1, 413, True),
        (256 * 1024, 413, True),
        (256 * 1024 + 1, 413, False),
        (1_000_000, 413, False),
        (3_000_000, 413, False),
    ],
)
def test_form_that_is_too_large_keeps_its_text_up_to_a_quarter_megabyte(
    client, post, length, status, is_shown
):
    start = time.process_time()
    response = send_bytes(client, post, encoded(length))

    assert time.process_time() - start < 1
    assert response.status_code == status
    assert (Page(response).fields.get("body") == "a" * (length - 5)) is is_shown
    assert Submission.objects.count() == 0


def test_ten_thousand_characters_of_any_kind_fit_into_a_form(client, post):
    response = send_comment(
        client, post, body="👩" * 10_000, email="a@example.org", name="👩" * 100
    )

    assert response.status_code == 303
    assert Submission.objects.get().body == "👩" * 10_000


@pytest.mark.parametrize(
    "content",
    [
        b"&".join(b"f%d=a" % number for number in range(3_000)),
        b"body=a&" * 2_001,
        b"&" * 150_000,
        b"body=%ff%fe%ed%a0%80",
        b"body=\xff\xfe\x00",
        b"%" * 9_999,
        b"=&=&=",
        b"body[]=a&body[0]=b",
        b"",
    ],
    ids=lambda content: ascii(content)[:20],
)
def test_forms_that_no_browser_sends_are_refused(client, post, content):
    response = send_bytes(client, post, content)

    assert response.status_code in {400, 303}
    assert Submission.objects.count() == (response.status_code == 303)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"body=a"),
        ("multipart/form-data; boundary=", b"body=a"),
        (
            "multipart/form-data; boundary=a",
            b"--a\r\nContent-Disposition: form-data; name=body\r\n",
        ),
        ("application/x-www-form-urlencoded; charset=utf-16", b"body=a"),
        ("application/json", b'{"body": "a"}'),
        ("text/plain", b"body=a"),
        ("", b"body=a"),
    ],
)
@pytest.mark.parametrize("site", ["same-origin", "cross-site"])
def test_other_encodings_are_refused(client, post, kind, content, site):
    headers = {"Sec-Fetch-Site": site}

    response = client.post(address(post), content, content_type=kind, headers=headers)

    assert response.status_code in ({400} if site == "same-origin" else {400, 403})
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "٣", "9" * 30])
def test_length_that_is_none_is_no_fault(client, post, length):
    response = client.post(address(post), {"body": "a"}, CONTENT_LENGTH=length)

    assert response.status_code in {303, 400, 413}
    assert Submission.objects.count() == (response.status_code == 303)


def test_moderators_may_send_more(client, admin_client, post):
    page = reverse("admin:posts_post_change", args=[post.pk])

    response = admin_client.post(page, {"title": "A", "body": "a" * 300_000})

    assert response.status_code == 200
    assert "Please correct the errors below." in response.content.decode()
