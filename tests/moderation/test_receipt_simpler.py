"""The simpler version of a receipt: the same facts, one short sentence each."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coproduce.moderation.models import Verdict
from coproduce.moderation.views import to_receipt
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import form_values, hrefs, parse, send, text_of, texts
from tests.reading import Page, receipt_behind, receipt_code, receipt_path, send_comment

pytestmark = pytest.mark.django_db

STATES = {
    "waiting": lambda one: None,
    "approved": lambda one: one.approve(),
    "declined": lambda one: one.decline(reason="abusive", line="Say it calmly."),
    "spam": lambda one: one.mark_spam(),
    "hidden": lambda one: (one.approve(), one.hold()),
    "approval undone": lambda one: (one.approve(), one.undo()),
    "never shown": lambda one: (one.decline(reason="other"), one.undo()),
    "no spam": lambda one: (one.record_verdict(Verdict.SPAM), one.undo()),
    "withdrawn": lambda one: one.withdraw(),
}
MOST_WORDS = 14


@pytest.fixture
def submission():
    return create_comment(create_post(), body="Words.", status="pending").submission


def test_both_receipts_show_the_same_code_and_lead_to_each_other(client):
    full = send_comment(client, create_post())["Location"]
    code = Page(client.get(full)).text_of("code")

    simpler = client.get(f"{full}simpler/")

    assert len(code) == 19
    assert Page(simpler).text_of("code") == code
    assert full in hrefs(simpler)
    assert f"{full}simpler/" in hrefs(client.get(full))


def test_code_can_be_copied_where_there_is_a_script(client):
    full = send_comment(client, create_post())["Location"]

    for path in (full, f"{full}simpler/"):
        button = parse(client.get(path)).find(".//main//button[@data-copy]")
        assert "hidden" in button.attrib
        assert button.get("data-done") == "Copied"
        assert button.get("data-copy") == Page(client.get(path)).text_of("code")


def test_simpler_form_leads_to_the_simpler_receipt(submission):
    response = to_receipt(submission, simpler=True)

    assert (response.status_code, receipt_behind(response)) == (303, ("simpler", submission))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "First, a person will read your words."),
        ("approved", "Everyone can read your words now."),
        ("declined", "The reason: it is abusive. Say it calmly."),
        ("spam", "They were taken for spam."),
        ("hidden", "A person is reading them again."),
        ("approval undone", "A person is reading them again."),
        ("never shown", "First, a person will read your words."),
        ("no spam", "First, a person will read your words."),
        ("withdrawn", "You took your words back."),
    ],
)
def test_simpler_receipt_says_where_the_text_stands(client, submission, state, words):
    STATES[state](submission)

    assert words in Page(client.get(receipt_path(submission, "simpler"))).main


@pytest.mark.parametrize("state", STATES)
def test_sentences_are_short(client, submission, state):
    STATES[state](submission)

    paragraphs = texts(
        client.get(receipt_path(submission, "simpler")), ".//div[@class='simpler']/p"
    )

    assert len(paragraphs) >= 3
    sentences = [one for text in paragraphs for one in re.split(r"(?<=[.?!]) ", text)]
    assert max(len(sentence.split()) for sentence in sentences) <= MOST_WORDS


def test_withdrawing_from_the_simpler_receipt_leads_back_to_it(client, submission):
    values = form_values(client.get(receipt_path(submission, "simpler")))

    response = send(client, receipt_path(submission, "withdraw"), values)

    submission.refresh_from_db()
    assert (response.status_code, receipt_behind(response)) == (303, ("simpler", submission))
    assert submission.status == "withdrawn"
    assert "Words." not in Page(client.get(receipt_path(submission, "simpler"))).main


def test_simpler_receipt_is_neither_kept_nor_told_of(client, submission):
    for path, status in (
        (receipt_path(submission, "simpler"), 200),
        ("/receipts/forged/simpler/", 404),
    ):
        response = client.get(path)
        assert response.status_code == status
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("waiting", ["Received", "A person reads it", "Shown"]),
        ("approved", ["Received", "A person has read it", "Shown"]),
        ("declined", ["Received", "A person has read it", "Not shown"]),
        ("spam", ["Received", "Taken for spam"]),
        ("hidden", ["Received", "A person looks again", "Shown again"]),
        ("approval undone", ["Received", "A person looks again", "Shown again"]),
        ("never shown", ["Received", "A person reads it", "Shown"]),
        ("no spam", ["Received", "A person reads it", "Shown"]),
        ("withdrawn", ["Received", "Withdrawn"]),
    ],
)
@pytest.mark.parametrize("name", ["show", "simpler"])
def test_receipt_shows_the_steps_and_the_one_now(client, submission, name, state, steps):
    STATES[state](submission)

    items = parse(client.get(receipt_path(submission, name))).findall(".//ol[@class='steps']/li")

    assert [text_of(item.find("strong")) for item in items] == steps
    (now,) = [number for number, item in enumerate(items) if item.get("aria-current") == "step"]
    assert now == (1 if submission.is_waiting else len(steps) - 1)
    assert [item.get("class") for item in items[:now]] == ["done"] * now


@pytest.mark.parametrize(
    ("state", "number"), [("waiting", 0), ("never shown", 1), ("hidden", 1), ("declined", 0)]
)
@pytest.mark.parametrize("name", ["show", "simpler"])
def test_only_what_waits_again_is_asked_whether_it_was_shown(
    client, submission, name, state, number
):
    STATES[state](submission)

    with CaptureQueriesContext(connection) as captured:
        client.get(receipt_path(submission, name))

    assert sum("moderation_decision" in query["sql"] for query in captured) == number


@pytest.mark.parametrize(
    ("create", "title"),
    [
        (lambda: create_comment(create_post(), status="pending"), "Your comment is with us"),
        (lambda: create_barrier(status="pending"), "Your barrier is with us"),
    ],
)
def test_receipt_names_what_was_sent(client, create, title):
    response = client.get(receipt_path(create().submission, "show"))

    assert texts(response, ".//h1") == [f"Thank you. {title}"]


def test_find_page_says_what_is_wrong_beside_the_field(client):
    receipt_code(client, send_comment(client, create_post()))

    response = client.post("/receipts/", {"code": "unknown"})

    assert texts(response, ".//head/title") == ["Error: Find your receipt – Coproduce"]
    words = "Enter a code that stands on a receipt: we know none like this"
    assert texts(response, ".//*[@class='error-summary']//a") == [words]
    assert texts(response, ".//*[@id='id_code_error']") == [f"Error: {words}"]
    assert hrefs(response, ".//*[@class='error-summary']//a") == ["#id_code"]
