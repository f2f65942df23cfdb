"""The page on which a moderator mends, over HTTP."""

import pytest
from django.contrib.auth.models import Permission, User

from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import form_values, hrefs, parse, send, text_of, texts
from tests.moderation.desk import DESK
from tests.reading import Page

pytestmark = pytest.mark.django_db

SENT = "Nobody asked us, said Mr Example."
MENDED = "Nobody asked us, said [a name]."


@pytest.fixture
def submission():
    return create_comment(create_post(), body=SENT, name="Ana", status="pending").submission


def path(submission):
    return f"{DESK}{submission.pk}/mend/"


def form(desk, submission, query=""):
    """What the page's own form would send unchanged."""
    return form_on(desk.get(path(submission) + query))


def form_on(page):
    forms = [one.get("id") for one in parse(page).iter("form") if one.get("method") == "post"]
    return form_values(page, forms.index("mend"))


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_page_holds_the_words_and_sends_back_what_it_holds(desk, submission):
    values = form(desk, submission)
    values.pop("csrfmiddlewaretoken", None)

    assert values == {
        "seen": ["0"],
        "then": ["letter"],
        "query": [""],
        "following": [""],
        "at": [str(submission.pk)],
        "body": [SENT],
        "name": ["Ana"],
        "line": [""],
    }


def test_page_has_the_title_of_a_barrier(desk):
    values = form(desk, create_barrier(title="Late", status="pending").submission)

    assert (values["title"], "name" in values) == (["Late"], False)


def test_kept_mend_leads_back_to_the_letter(desk, submission, mo):
    values = form(desk, submission) | {"body": MENDED, "line": "It names him.", "do": "keep"}

    response = send(desk, path(submission), values)

    submission.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, f"{DESK}{submission.pk}/change/")
    assert (submission.body, submission.status) == (MENDED, "pending")
    assert submission.decisions.get().line == "It names him."
    assert messages(desk.get(response["Location"])) == ["Mended."]


def test_mend_leads_back_to_the_next_letter_where_it_came_from_there(desk, submission):
    values = form(desk, submission, "?then=next&query=after%3D0-1-7") | {
        "body": MENDED,
        "do": "keep",
    }

    response = send(desk, path(submission), values)

    assert response["Location"] == f"{DESK}next/?after=0-1-7"


@pytest.mark.parametrize(
    ("whence", "leads_to"),
    [
        (f"{DESK}?tab=waiting&kind=comment", f"{DESK}?tab=waiting&kind=comment#letter-{{pk}}"),
        (f"{DESK}next/?after=0-1-1000000", f"{DESK}next/?after=0-1-1000000"),
        (f"{DESK}{{pk}}/change/", f"{DESK}{{pk}}/change/"),
    ],
)
def test_mend_and_leaving_it_lead_back_to_where_one_came_from(desk, submission, whence, leads_to):
    came_from, back = (each.format(pk=submission.pk) for each in (whence, leads_to))
    (link,) = [href for href in hrefs(desk.get(came_from)) if "/mend/" in href]

    page = desk.get(link)
    response = send(desk, link, form_on(page) | {"body": MENDED, "do": "keep"})

    assert response["Location"] == back
    assert back in hrefs(page, ".//p[@class='mend-buttons']/a")


def test_approved_with_its_mend_it_leads_on_to_the_letter_that_follows(desk, submission):
    following = create_comment(submission.comment.thread.post, status="pending").submission
    leads_to = []
    for row in (submission, following):
        links = hrefs(desk.get(f"{DESK}?tab=waiting"))
        (link,) = [href for href in links if href.startswith(path(row))]
        values = form_on(desk.get(link)) | {"body": MENDED, "do": "approve"}
        leads_to.append(send(desk, link, values)["Location"])

    assert leads_to == [f"{DESK}?tab=waiting#letter-{following.pk}", f"{DESK}?tab=waiting"]


def test_leaving_it_after_an_error_still_leads_back(desk, submission):
    values = form(desk, submission, "?then=next&query=after%3D0-1-7") | {"body": ""}

    response = send(desk, path(submission), values)

    assert hrefs(response, ".//p[@class='mend-buttons']/a") == [f"{DESK}next/?after=0-1-7"]


def test_mend_and_approval_are_one_step(desk, submission, mo):
    values = form(desk, submission) | {"body": MENDED, "do": "approve"}

    response = send(desk, path(submission), values, follow=True)

    submission.refresh_from_db()
    assert (submission.body, submission.status) == (MENDED, "approved")
    assert [line.act for line in submission.decisions.all()] == ["decide", "mend"]
    assert messages(response) == ["Mended and approved."]


def test_mend_and_approval_sent_twice_are_one(desk, submission):
    values = form(desk, submission) | {"body": MENDED, "do": "approve"}

    codes = [send(desk, path(submission), values).status_code for _ in range(2)]

    assert codes == [302, 302]
    assert (submission.revisions.count(), submission.decisions.count()) == (1, 2)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"body": " \u200b "}, "body", "Leave some words. To take all of them away, decline it"),
        (
            {"body": "a" * 10_001},
            "body",
            "It must be 10,000 characters or fewer: it has 10,001",
        ),
        ({"name": "N" * 101}, "name", "It must be 100 characters or fewer: it has 101"),
        ({"line": "L" * 201}, "line", "It must be 200 characters or fewer: it has 201"),
    ],
)
def test_error_is_named_and_keeps_what_was_typed(desk, submission, typed, field, words):
    values = form(desk, submission) | {"body": MENDED, "line": "Why."} | typed

    response = send(desk, path(submission), values | {"do": "approve"})

    submission.refresh_from_db()
    assert response.status_code == 400
    assert (submission.body, submission.status) == (SENT, "pending")
    assert texts(response, f".//*[@id='id_{field}_error']") == [f"Error: {words}"]
    assert texts(response, ".//div[@class='errornote']//a") == [words]
    assert texts(response, ".//head/title")[0].startswith("Error: Mend")
    if field != "body":
        assert Page(response).fields["body"] == MENDED


def test_import_longer_than_a_form_can_be_mended(desk):
    long = create_comment(create_post(), body="word " * 4_000 + "Mr Example").submission
    values = form(desk, long) | {"body": "word " * 4_000 + "[a name]", "do": "keep"}

    assert send(desk, path(long), values).status_code == 302


def test_mend_of_what_somebody_mended_meanwhile_shows_both(desk, submission):
    values = form(desk, submission) | {"body": MENDED, "do": "approve"}
    submission.mend({"body": "By somebody else."}, by=create_moderator("nia"))

    response = send(desk, path(submission), values)

    submission.refresh_from_db()
    assert response.status_code == 409
    assert (submission.body, submission.status) == ("By somebody else.", "pending")
    page = Page(response)
    assert page.fields["body"] == MENDED
    now = ".//section[@aria-labelledby='now-title']//dd"
    assert texts(response, now) == ["By somebody else.", "Ana"]
    assert "Nothing was overwritten" in page.main
    # Whoever has seen both can send theirs again.
    values["seen"] = [page.fields["seen"]]
    assert send(desk, path(submission), values).status_code == 302


def test_mend_of_what_somebody_declined_meanwhile_names_them(desk, submission):
    values = form(desk, submission) | {"do": "approve"}
    submission.decline(by=create_moderator("nia"), reason="abusive")

    response = send(desk, path(submission), values)

    submission.refresh_from_db()
    assert (response.status_code, submission.status) == (409, "declined")
    assert "nia: Waiting → Declined (It is abusive)" in Page(response).main


def test_error_after_somebody_else_does_not_hide_what_they_did(desk, submission):
    values = form(desk, submission) | {"body": MENDED, "line": "L" * 201, "do": "keep"}
    submission.mend({"body": "By somebody else."}, by=None)

    page = Page(send(desk, path(submission), values))
    values |= {"line": "Why.", "seen": [page.fields["seen"]]}

    assert send(desk, path(submission), values).status_code == 409


def test_original_stands_below_and_can_be_put_back(desk, submission):
    assert "As its writer sent it" not in Page(desk.get(path(submission))).main
    submission.mend({"body": MENDED}, by=None)
    response = desk.get(path(submission))
    section = parse(response).find(".//section[@aria-labelledby='original-title']")
    assert [text_of(one) for one in section.iter("dd")] == [SENT]
    assert section.find(".//button").get("form") == "mend"

    response = send(
        desk, path(submission), form(desk, submission) | {"do": "put-back"}, follow=True
    )

    submission.refresh_from_db()
    assert (submission.body, submission.mended_at) == (SENT, None)
    assert messages(response) == ["The original is back."]


def test_withdrawn_words_cannot_be_mended(desk, submission):
    values = form(desk, submission) | {"body": MENDED, "do": "keep"}
    submission.withdraw()

    for response in (
        desk.get(path(submission), follow=True),
        send(desk, path(submission), values, follow=True),
    ):
        assert messages(response) == ["It is withdrawn: it can no longer be mended."]


def test_reading_the_page_changes_nothing(desk, submission):
    assert desk.get(path(submission)).status_code == 200
    assert desk.head(path(submission)).status_code == 200

    submission.refresh_from_db()
    assert (submission.revision, submission.decisions.count()) == (0, 0)


def test_only_who_may_answer_may_mend(client, submission):
    looker = User.objects.create_user("lou", password="a good long password", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_submission"))
    signed_out = client.get(path(submission)).status_code
    client.force_login(looker)

    answers = [client.get(path(submission)), client.post(path(submission), {"body": MENDED})]

    assert [signed_out, *(answer.status_code for answer in answers)] == [302, 403, 403]
