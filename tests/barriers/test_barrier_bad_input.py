import pytest

from barriers.models import Barrier
from coproduce.moderation.models import Submission
from tests.barriers.forms import NEW, change_it, check, fill, send_it
from tests.markup import form_values, hrefs, send, texts

pytestmark = pytest.mark.django_db

SUMMARY = ".//div[@class='error-summary']//li"


def said(response):
    """What the error summary says and leads to; the page is marked as an error."""
    assert response.status_code == 400
    assert texts(response, ".//title")[0].startswith("Error: Name a barrier")
    assert Submission.objects.count() == 0
    return list(zip(texts(response, SUMMARY), hrefs(response, f"{SUMMARY}/a"), strict=True))


@pytest.mark.parametrize("body", ["", "   ", "\r\n\t\n", "\x00\x07", "\ufeff\u2060\u00ad"])
def test_words_are_needed(client, body):
    for step in ("", "send", "change"):
        response = check(client, body=body, title="Kept", step=step)

        assert said(response) == [("Enter what gets in the way", "#id_body")]
        assert form_values(response)["title"] == ["Kept"]


def test_words_that_nobody_could_see_are_none(client):
    assert said(check(client, body="\u200b\u200c\u200d")) == [
        ("Enter what gets in the way", "#id_body")
    ]


def test_field_that_is_missing_is_an_empty_one(client):
    assert said(client.post(NEW, {})) == [("Enter what gets in the way", "#id_body")]


def test_5000_characters_are_enough(client):
    body = "ab\n" * 1666 + "cd"  # a line break counts once, though it is sent as two characters

    send_it(client, check(client, body=body))

    assert Submission.objects.get().body == body


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        (
            "body",
            "é" * 5001,
            "Your words must be 5,000 characters or fewer: there are 5,001",
        ),
        ("title", "t" * 121, "The title must be 120 characters or fewer"),
        ("new_tags", "n" * 201, "This must be 200 characters or fewer"),
    ],
)
def test_too_long_is_said_and_nothing_is_cut(client, field, text, words):
    response = check(client, **{field: text})

    assert said(response) == [(words, f"#id_{field}")]
    assert form_values(response)[field] == [text]


@pytest.mark.parametrize("value", ["king", "Councillor", "councillor\x00", "<b>", "\ud7ff"])
def test_role_and_area_are_chosen_from_the_list(client, value):
    response = check(client, role=value, area=value)

    assert said(response) == [
        ("Choose who is speaking from the list", "#id_role"),
        ("Choose a service from the list", "#id_area"),
    ]
    assert form_values(response)["body"] == ["Nobody asks us."]


def test_characters_that_are_no_text_are_dropped(client):
    send_it(client, check(client, body="a\x00b\x1bc\u202ed", title="e\x00\r\nf", new_tags="\x00g"))

    barrier = Barrier.objects.get()
    assert (barrier.submission.body, barrier.title, barrier.new_tags) == ("abcd", "e f", "g")


@pytest.mark.parametrize("broken", [b"%ED%A0%80", b"%ff%fe", b"%C0%80", b"%F4%90%80%80"])
def test_bytes_that_are_no_text_do_no_harm(client, broken):
    def post(body):
        kind = "application/x-www-form-urlencoded"
        return client.post(NEW, body, content_type=kind)

    checked = post(b"body=before" + broken + b"after&submission_id=one")
    sent = post(b"body=before" + broken + b"after&submission_id=one&step=send")

    assert (checked.status_code, sent.status_code) == (200, 303)
    body = Submission.objects.get().body
    assert (body[:6], body[-5:]) == ("before", "after")


@pytest.mark.parametrize("step", ["", "elsewhere", "\x00", "SEND"])
def test_unknown_step_leads_to_the_check_page(client, step):
    response = check(client, step=step)

    assert texts(response, ".//h1") == ["Is this right?"]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "http://127.0.0.1:9"},
    ],
)
def test_form_from_another_site_is_refused_and_the_text_kept(client, headers):
    values = fill(body="\nMine & <mine>\nstill", step="send", tags=["jargon", "tokenism"])

    response = send(client, NEW, values, headers=headers)

    assert response.status_code == 403
    assert texts(response, ".//h1") == ["This came from another site"]
    assert form_values(response)["body"] == ["\nMine & <mine>\nstill"]
    assert form_values(response)["tags"] == ["jargon", "tokenism"]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:8000"},
        {"sec-fetch-site": "none"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "null"},
        {},
    ],
)
def test_form_from_here_is_let_in(client, headers):
    assert send(client, NEW, fill(step="send"), headers=headers).status_code == 303


def test_text_kept_from_another_site_can_be_sent_from_here(client):
    values = fill(body="\nMine & <mine>", step="send")
    refused = send(client, NEW, values, headers={"sec-fetch-site": "cross-site"})

    response = send(client, NEW, form_values(refused), headers={"sec-fetch-site": "same-origin"})

    assert response.status_code == 303
    assert Submission.objects.get().body == "Mine & <mine>"


def test_get_shows_the_empty_form_and_keeps_nothing(client):
    response = client.get(NEW, {"body": "From the address", "step": "send"})

    assert form_values(response)["body"] == [""]
    assert Submission.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)(NEW).status_code == 405


def test_error_is_mended_and_sent(client):
    wrong = check(client, body="Words.", role="king", tags=["jargon"])
    values = {**form_values(wrong), "role": ["manager"]}

    sent = send_it(client, send(client, NEW, values))

    assert sent.status_code == 303
    barrier = Barrier.objects.get()
    assert (barrier.submission.body, barrier.role) == ("Words.", "manager")


def test_change_page_can_be_opened_twice(client):
    once = change_it(client, check(client, body="Words."))
    twice = change_it(client, send(client, NEW, form_values(once)))

    assert form_values(twice) == form_values(once)
