"""The form by which readers report: what it asks, refuses and keeps."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coproduce.moderation.models import Report
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import form_values, hrefs, parse, text_of, texts
from tests.moderation.reporting import report_path, send_report
from tests.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return create_comment(create_post(slug="essay"), body="Ask *Ana* of Leeds.", name="Sam")


def test_form_quotes_what_is_reported_and_asks_little(client, comment):
    response = client.get(report_path(comment))

    assert response.status_code == 200
    assert texts(response, ".//h1") == ["Report this comment"]
    assert texts(response, ".//main//blockquote") == ["Ask Ana of Leeds."]
    assert f"/comments/{comment.pk}/" in hrefs(response)
    assert texts(response, ".//fieldset//label") == [
        "It is about me",
        "It names or could identify someone",
        "Someone may be at risk",
        "It is abusive or hateful",
        "It may be against the law",
        "It is advertising",
        "Something else",
    ]
    robots = parse(response).find(".//meta[@name='robots']")
    assert robots.get("content") == "noindex"
    assert "Nobody reads this at night." in text_of(parse(response).find(".//main"))


def test_form_of_a_barrier_speaks_of_a_barrier(client):
    barrier = create_barrier(body="Nobody asks us.")

    response = client.get(report_path(barrier))

    assert texts(response, ".//h1") == ["Report this barrier"]
    assert texts(response, ".//main//blockquote") == ["Nobody asks us."]
    assert barrier.get_absolute_url() in hrefs(response)


def test_long_words_are_quoted_in_short(client):
    comment = create_comment(create_post(), body="word " * 1_000)

    (quote,) = texts(client.get(report_path(comment)), ".//main//blockquote")

    assert len(quote) == 300
    assert quote.endswith("word…")


def test_report_is_kept_with_all_that_was_typed(client, comment):
    response = send_report(
        client, comment, "someone", words=" The\nsecond line. ", email="a@example.org"
    )

    report = Report.objects.get()
    assert response.status_code == 303
    assert (report.submission_id, report.about) == (comment.pk, "someone")
    assert (report.words, report.email) == ("The\nsecond line.", "a@example.org")
    assert report.closed_at is None


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"about": ""}, "Choose why you report it"),
        ({"about": "none"}, "Choose one of the reasons in the list"),
        (
            {"words": "w" * 2_001},
            "Your words must be 2,000 characters or fewer: there are 2,001",
        ),
        (
            {"email": '"a\x0bb"@example.org'},
            "Enter an e-mail address such as name@example.org, or leave it empty",
        ),
        (
            {"email": "none"},
            "Enter an e-mail address such as name@example.org, or leave it empty",
        ),
        (
            {"email": f"{'e' * 250}@example.org"},
            "Your e-mail address must be 254 characters or fewer",
        ),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(client, comment, fields, error):
    form = {"about": "other", "words": "These words.", "email": "a@example.org", **fields}

    response = client.post(report_path(comment), form)

    values = form_values(response)
    assert response.status_code == 400
    assert texts(response, ".//title")[0].startswith("Error: ")
    assert error in texts(response, ".//*[@class='error-summary']//li")
    assert values["words"] == [form["words"]]
    assert values["email"] == [form["email"]]
    assert values.get("about", []) == (["other"] if form["about"] == "other" else [])
    assert Report.objects.count() == 0


def test_two_thousand_characters_fit(client, comment):
    assert send_report(client, comment, "other", words="👩" * 2_000).status_code == 303


def test_megabyte_is_refused(client, comment):
    response = send_report(client, comment, words="w" * 1_000_000)

    assert (response.status_code, Report.objects.count()) == (413, 0)


ADDRESSES = ["barrier/{}", "post/{}", "receipts/none", "comment/0{}", "comment/-1", "comment/x"]
ADDRESSES += ["comment/999", "comment/" + "9" * 18, "comment/" + "9" * 40, "barrier/" + "a" * 300]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_there_cannot_be_reported(client, comment, address):
    path = f"/report/{address.format(comment.pk)}/"
    typed = {"about": "me", "words": "My words."}

    assert client.get(path).status_code == 404
    if "receipts" not in path:
        refused = client.post(path, typed)
        assert refused.status_code == 404
        assert texts(refused, ".//h1") == ["It is not shown just now"]
        assert Page(refused).fields == typed
    assert Report.objects.count() == 0


@pytest.mark.parametrize("status", ["pending", "declined", "spam", "withdrawn"])
def test_what_is_not_public_looks_like_what_is_not_there(client, status):
    rows = [create_comment(create_post(), status=status), create_barrier(status=status)]

    for row in rows:
        assert client.get(report_path(row)).status_code == 404
        refused = send_report(client, row, words="My words.")
        assert refused.status_code == 404
        assert Page(refused).fields["words"] == "My words."
    assert Report.objects.count() == 0


def test_comment_on_a_draft_cannot_be_reported(client, comment):
    comment.thread.is_public = False
    comment.thread.save()

    assert client.get(report_path(comment)).status_code == 404
    assert send_report(client, comment).status_code == 404


def test_form_from_elsewhere_is_shown_again(client, comment):
    cross_site = {"HTTP_SEC_FETCH_SITE": "cross-site"}

    response = send_report(client, comment, words="My words.", visitor=cross_site)

    assert response.status_code == 403
    assert Page(response).fields["words"] == "My words."
    assert Page(response).fields["about"] == "me"
    assert Report.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, comment, method):
    response = getattr(client, method)(report_path(comment))

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_looking_changes_nothing(client, comment, version):
    before = version()

    with CaptureQueriesContext(connection) as captured:
        client.get(report_path(comment))
        client.head(report_path(comment))

    assert [query["sql"][:6] for query in captured] == ["SELECT"] * 2
    assert (version(), Report.objects.count()) == (before, 0)


def test_each_comment_and_barrier_has_a_link_to_its_form(client):
    post = create_post()
    named, nameless = create_comment(post, name="S<am"), create_comment(post, name="")
    barrier = create_barrier()

    page = parse(client.get(f"/posts/{post.slug}/"))
    links = {
        link.get("href"): text_of(link)
        for link in page.iterfind(".//a")
        if link.get("href", "").startswith("/report/")
    }

    assert links == {
        report_path(named): f"Report comment {named.pk} by S<am",
        report_path(nameless): f"Report comment {nameless.pk} by Someone",
    }
    assert report_path(barrier) in hrefs(client.get(barrier.get_absolute_url()))


def test_closed_conversation_can_still_be_reported(client, comment):
    comment.thread.close(comment.posted_at)

    page = client.get(f"/threads/{comment.thread.pk}/comments/{comment.pk}/")

    assert report_path(comment) in hrefs(page)


def test_removed_comment_has_no_link(client):
    post = create_post()
    removed = create_comment(post)
    create_comment(post, parent=removed)
    removed.submission.decline(reason="other")

    page = client.get(f"/posts/{post.slug}/")

    assert "is not shown" in Page(page).main
    assert report_path(removed) not in hrefs(page)


def test_right_of_reply_is_offered_where_readers_can_answer(client, comment):
    words = "you can answer it in public where it stands"
    pages = [client.get(report_path(row)).content.decode() for row in (comment, create_barrier())]

    assert [words in page for page in pages] == [True, False]
    receipt = Page(client.get(send_report(client, comment, about="other")["Location"]))
    assert "See it on its page, or answer it there" in receipt.main
