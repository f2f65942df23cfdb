"""Whatever is sent: a clear message, the words kept, never a 500, nothing half written."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from coproduce.moderation.models import Job, Submission
from tests.factories import create_comment, create_post
from tests.markup import texts
from tests.reading import Page, send_comment

pytestmark = pytest.mark.django_db

TYPED = {"body": "My own\nwords.", "name": "Ana", "email": "ana@example.org"}


@pytest.fixture
def post():
    return create_post()


def assert_refused(response, *errors, status=400, **typed):
    """Refused with exactly these errors, every field as it was typed, nothing stored."""
    page = Page(response)
    assert response.status_code == status
    for error in errors:
        assert error in page.main
    assert {name: page.fields.get(name) for name in typed} == typed
    assert Comment.objects.filter(submission__status="pending").count() == 0
    assert Submission.objects.filter(status="pending").count() == 0
    assert Job.objects.filter(kind="screen").count() == 0


@pytest.mark.parametrize(
    "body", ["", "  \n ", "\x00", "\ufeff\u2060", "\u202e", "\u200b", "\u3164\u2800"], ids=ascii
)
def test_comment_without_words_is_refused(client, post, body):
    response = send_comment(client, post, **TYPED | {"body": body})

    assert_refused(response, "There is a problem", "Enter your comment", name="Ana")


def test_comment_without_any_field_is_refused(client, post):
    response = client.post(reverse("comments:create", args=[post.thread.pk]))

    assert_refused(response, "Enter your comment", body="")


def test_comment_that_is_too_long_is_refused_and_kept(client, post):
    typed = TYPED | {"body": "a" * 10_001}

    response = send_comment(client, post, **typed)

    message = "Your comment must be 10,000 characters or fewer: it has 10,001"
    assert_refused(response, message, **typed)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "a" * 101, "Your name must be 100 characters or fewer"),
        ("email", "ana", "Enter an e-mail address such as name@example.org"),
        ("email", '"a\x0bb"@example.org', "Enter an e-mail address such as name@example.org"),
        ("email", "ſam@example.org", "Enter an e-mail address such as name@example.org"),
        ("email", "a\r\nBcc: b@example.org", "Enter an e-mail address such as name@example.org"),
        ("email", "a@example.org\x00", ""),
        ("email", "a" * 250 + "@example.org", "Your e-mail address must be 254 characters"),
    ],
    ids=ascii,
)
def test_other_fields_that_do_not_fit_are_refused_and_kept(client, post, field, value, error):
    typed = TYPED | {field: value}

    response = send_comment(client, post, **typed)

    kept = typed | {field: value.replace("\r", "")} if "\r" in value else typed
    kept = {name: words for name, words in kept.items() if "\n" not in words or name == "body"}
    assert_refused(response, "There is a problem", error, **kept)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "a?b"),
        ("a\r\nb", "a\nb"),
        ("a" * 10_000 + "\n\n", "a" * 10_000),
        ("😀" * 10_000, "😀" * 10_000),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_words_of_odd_characters_are_kept_tidied(client, post, typed, kept):
    content = "body=" + "".join(f"%{byte:02x}" for byte in typed.encode(errors="replace"))

    response = client.post(
        reverse("comments:create", args=[post.thread.pk]),
        content,
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 303
    assert Submission.objects.get().body == kept


def test_bytes_of_a_lone_surrogate_are_shown_as_unreadable(client, post):
    response = client.post(
        reverse("comments:create", args=[post.thread.pk]),
        b"body=a%ed%a0%80b&name=%ed%bf%bf",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 303
    assert Submission.objects.get().body == "a���b"


PARENTS = {
    "of another thread": lambda post: create_comment(create_post()).pk,
    "pending": lambda post: create_comment(post, status="pending").pk,
    "declined": lambda post: create_comment(post, status="declined").pk,
    "withdrawn": lambda post: create_comment(post, status="withdrawn").pk,
    "unknown": lambda post: 10**9,
    "beyond the database": lambda post: 2**63,
    "huge": lambda post: "9" * 40,
    "beyond Python": lambda post: "9" * 5_000,
    "negative": lambda post: -1,
    "words": lambda post: "first",
}


@pytest.mark.parametrize("parent", PARENTS)
def test_answer_to_what_cannot_be_answered_is_refused_and_kept(client, post, parent):
    parent = PARENTS[parent](post)
    before = Submission.objects.count()

    response = send_comment(client, post, parent=parent, **TYPED)

    page = Page(response)
    assert response.status_code == 400
    assert "The comment that you answered is no longer here" in page.main
    assert {name: page.fields[name] for name in TYPED} == TYPED
    assert Submission.objects.count() == before


def test_answer_to_a_number_with_nul_is_refused_and_kept(client, post):
    response = send_comment(client, post, parent="1\x00", **TYPED)

    assert_refused(response, "Null characters are not allowed.", **TYPED)


def test_sent_again_it_stands_as_a_comment_of_its_own(client, post):
    parent = create_comment(post)
    gone = parent.pk
    parent.submission.hold()
    fields = Page(send_comment(client, post, parent=gone, **TYPED)).fields

    response = client.post(reverse("comments:create", args=[post.thread.pk]), fields)

    assert response.status_code == 303
    comment = Comment.objects.select_related("submission").latest("pk")
    assert (comment.parent, comment.submission.body) == (None, TYPED["body"])


def test_other_errors_keep_the_parent(client, post):
    parent = create_comment(post, name="Bea")

    page = Page(send_comment(client, post, parent=parent.pk, body="", name="Ana"))

    assert (page.fields["parent"], page.fields["name"]) == (str(parent.pk), "Ana")
    assert "Answer Bea" in page.text_of("h2")


def test_closed_thread_takes_nothing_and_keeps_the_words(client, post):
    post.thread.close(timezone.now() - timedelta(seconds=1))

    response = send_comment(client, post, **TYPED)

    assert_refused(response, "This conversation is closed", status=403, **TYPED)
    # Sending again could never help.
    assert texts(response, ".//main//button") == []


def test_thread_that_closes_later_is_open(client, post):
    post.thread.close(timezone.now() + timedelta(hours=1))

    assert send_comment(client, post, **TYPED).status_code == 303


@pytest.mark.parametrize("status", ["draft", "scheduled"])
def test_thread_of_a_post_that_is_not_public_takes_nothing(client, status):
    post = create_post(status=status)

    response = send_comment(client, post, **TYPED)

    assert_refused(response, "There is no such conversation", status=404, **TYPED)


@pytest.mark.parametrize("number", ["0", "999999", str(2**63), "9" * 40])
def test_unknown_thread_takes_nothing_and_keeps_the_words(client, number):
    response = client.post(f"/threads/{number}/comments/", TYPED)

    assert_refused(response, "There is no such conversation", status=404, **TYPED)


NUMBERS = ["0", str(2**63), str(2**64), "9" * 40, "9" * 5_000, "-1", "1.5", "a", "%00", "٣"]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number)[:12])
def test_addresses_with_any_number_are_answered_with_404(client, post, number):
    thread, comment = post.thread.pk, create_comment(post).pk
    assert client.get(f"/threads/{thread}/comments/{comment}/").status_code == 200

    for path in (
        f"/comments/{number}/",
        f"/threads/{thread}/comments/{number}/",
        f"/threads/{number}/comments/{comment}/",
    ):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "page",
    ["0", "-1", "2", "999999", str(2**63), "9" * 5_000, "a", "", "1.5", "\x00", "٣"],
    ids=ascii,
)
@pytest.mark.parametrize("sort", ["oldest", "newest", "other", "\x00"], ids=ascii)
def test_any_page_of_a_thread_is_answered(client, post, page, sort):
    comment = create_comment(post)

    response = client.get(post.get_absolute_url(), {"page": page, "sort": sort})

    is_beyond = page in {"2", "999999"}
    assert response.status_code == 200
    assert Page(response).comments == ([] if is_beyond else [(comment.pk, [])])


@pytest.mark.parametrize(
    "submission_id", ["", "\x00", "a" * 9_999, "‮é\r\n", "'; --"], ids=lambda x: ascii(x)[:12]
)
def test_any_submission_id_is_taken(client, post, submission_id):
    first = send_comment(client, post, submission_id=submission_id)
    again = send_comment(client, post, submission_id=submission_id)

    assert [first.status_code, again.status_code] == [303, 303]
    assert Submission.objects.count() == 1


def test_field_sent_twice_counts_once(client, post):
    response = send_comment(client, post, body=["First.", "Second."], name=["Ana", "Bea"])

    assert response.status_code == 303
    assert Submission.objects.get().body == "Second."


@pytest.mark.parametrize(
    "address", ["unknown", "192.0.2.7:4711", "", "fe80::1%eth0", "::ffff:1.2.3.4"]
)
def test_odd_address_of_a_visitor_loses_nothing(client, post, screening, address):
    response = send_comment(client, post, visitor={"REMOTE_ADDR": address})

    assert response.status_code == 303
    assert Submission.objects.count() == 1
