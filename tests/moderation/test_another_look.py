"""“Ask a person to look”: the writer's answer to a machine that takes a text for spam."""

import re

import pytest

from coproduce.moderation.models import Agent, Submission, Verdict
from tests.factories import create_comment, create_moderator, create_post
from tests.markup import form_values, parse, send, texts
from tests.reading import Page, receipt_behind, receipt_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    submission = create_comment(create_post(), body="My words.", status="pending").submission
    submission.record_verdict(Verdict.SPAM)
    return submission


def ask(client, submission, **fields):
    return client.post(receipt_path(submission, "look"), fields)


def buttons(client, submission, name="show"):
    return texts(client.get(receipt_path(submission, name)), ".//main//form//button")


def test_writer_asks_and_it_waits_for_a_person(client, submission):
    assert buttons(client, submission)[0] == "Ask a person to look"

    response = ask(client, submission)

    submission.refresh_from_db()
    assert (response.status_code, receipt_behind(response)) == (303, ("show", submission))
    assert (submission.status, submission.asked_at is None) == ("pending", False)
    assert [(line.act, line.agent, str(line)) for line in submission.decisions.all()] == [
        ("decide", "writer", "spam → pending"),
        ("ask", "writer", "ask"),
        ("decide", "screening", "pending → spam"),
    ]
    main = Page(client.get(receipt_path(submission))).main
    assert "You asked for a person to look. It is waiting for one" in main
    assert buttons(client, submission) == ["Withdraw it"]


def test_simpler_receipt_offers_it_and_leads_back_to_itself(client, submission):
    page = client.get(receipt_path(submission, "simpler"))
    action = next(parse(page).iter("form")).get("action")
    assert re.fullmatch("/receipts/[^/]+/look/", action)

    response = send(client, action, form_values(page))

    assert re.fullmatch("/receipts/[^/]+/simpler/", response["Location"])
    words = texts(client.get(response["Location"]), ".//div[@class='simpler']/p")
    assert "You asked us to look again." in words


def test_asking_twice_is_asking_once(client, submission):
    codes = [ask(client, submission).status_code for _ in range(2)]

    assert codes == [303, 303]
    assert submission.decisions.filter(act="ask").count() == 1


def test_no_machine_takes_it_for_spam_again(client, submission):
    ask(client, submission)

    Submission.objects.get(pk=submission.pk).record_verdict(Verdict.DISCARD)

    submission.refresh_from_db()
    assert (submission.status, submission.verdict) == ("pending", "discard")


def test_what_the_rules_took_for_spam_can_be_asked_about(client):
    submission = create_comment(create_post(), status="pending").submission
    submission.mark_spam(agent=Agent.RULES)

    ask(client, submission)

    submission.refresh_from_db()
    assert submission.status == "pending"


def test_person_who_still_takes_it_for_spam_has_the_last_word(client, submission):
    ask(client, submission)
    submission.mark_spam()

    ask(client, submission)

    submission.refresh_from_db()
    assert submission.status == "spam"
    assert buttons(client, submission) == ["Withdraw it"]
    assert "A person has looked, as you asked" in Page(client.get(receipt_path(submission))).main
    simpler = Page(client.get(receipt_path(submission, "simpler"))).main
    assert "You asked us to look again. A person has read your words." in simpler


@pytest.mark.parametrize(
    "decide",
    [
        lambda one: one.undo(),
        lambda one: one.approve(),
        lambda one: one.decline(reason="other"),
        lambda one: (one.undo(), one.mark_spam()),
        lambda one: one.withdraw(),
    ],
    ids=["waiting", "approved", "declined", "spam for a person", "withdrawn"],
)
def test_nothing_else_can_be_asked_about(client, submission, decide):
    decide(submission)
    before = list(Submission.objects.values())

    response = ask(client, submission)

    assert response.status_code == 303
    assert list(Submission.objects.values()) == before
    assert "Ask a person to look" not in buttons(client, submission)


def test_asking_is_private_and_only_from_our_own_pages(client, submission):
    answers = [
        client.post("/receipts/forged/look/"),
        client.get(receipt_path(submission, "look")),
        client.post(receipt_path(submission, "look"), headers={"Sec-Fetch-Site": "cross-site"}),
    ]

    submission.refresh_from_db()
    assert [answer.status_code for answer in answers] == [404, 405, 403]
    assert submission.status == "spam"
    for answer in answers:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


def test_receipt_of_what_the_rules_let_in_claims_no_reader(client):
    submission = create_comment(create_post(), status="pending").submission
    submission.approve(agent=Agent.RULES)

    page = client.get(receipt_path(submission))

    assert texts(page, ".//ol[@class='steps']/li/strong") == [
        "Received",
        "The site’s rules let it in",
        "Shown",
    ]
    assert "The site’s rules let it in; a person may still read it." in Page(page).main
    simpler = Page(client.get(receipt_path(submission, "simpler"))).main
    assert "Our computer has let your words in." in simpler


def test_undo_leaves_what_the_writer_asked_for():
    submission = create_comment(create_post(), status="pending").submission
    submission.mark_spam(agent=Agent.SCREENING)
    submission.ask_a_person()

    assert submission.undo(by=create_moderator()) is False
    assert Submission.objects.get().status == "pending"
