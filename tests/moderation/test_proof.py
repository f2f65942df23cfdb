"""An address is proven by a letter with a link, for one comment; on that trust rests."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.trust import is_known
from coproduce.moderation.models import Job, Rules, StatusLine, Submission
from coproduce.moderation.rules.holding import why_held
from tests.factories import create_comment, create_moderator
from tests.markup import parse, texts
from tests.moderation.rules import do, put_rules
from tests.reading import Page, receipt_path, send_comment

pytestmark = pytest.mark.django_db

ANA = "ana@example.org"
BUTTON = ".//main//button"
UNKNOWN = "Its writer has no approved comment under a proven address."


@pytest.fixture
def sent(client, post):
    """A function that sends a comment, does what is due, and returns the submission."""

    def sent(email=ANA, **fields):
        assert send_comment(client, post, email=email, **fields).status_code == 303
        do("screen", "prove_address")
        return Submission.objects.latest("pk")

    return sent


def link(letter):
    """The address in a letter, as a path of the site."""
    (line,) = [one for one in text(letter).splitlines() if "/prove/" in one]
    return line.removeprefix("http://127.0.0.1:8000")


def text(letter):
    return letter.get_body(["plain"]).get_content()


def prove(client, letter):
    response = client.post(link(letter))
    assert (response.status_code, response["Location"]) == (303, link(letter))
    return client.get(response["Location"])


def known(client, sent, mail):
    """Ana has proven the address of a comment, and a person has approved it."""
    first = sent(body="The first.")
    prove(client, mail.letters[-1])
    first.refresh_from_db()
    first.approve(by=create_moderator())


def test_letter_goes_to_the_address_and_names_no_content(newcomers, sent):
    sent(name="Ana", body="Nobody asks us.")

    ((sender, recipients),) = newcomers.envelopes
    (letter,) = newcomers.letters
    assert (sender, recipients) == ("no-reply@localhost", [ANA])
    assert letter["Subject"] == "Coproduce: is this your address?"
    assert "Nobody asks" not in letter.as_string()
    assert "Ana" not in text(letter)
    assert "The link works for 7 days." in text(letter)
    assert Job.objects.filter(kind="prove_address").count() == 0


def test_address_is_asked_about_once_the_spam_check_is_sure(newcomers, screening, sent):
    screening.answer_with("false", headers={"X-akismet-recheck-after": "600"})
    sent()
    assert newcomers.letters == []

    Job.objects.filter(kind="screen").update(run_at=timezone.now())
    do("screen", "prove_address")

    assert len(newcomers.letters) == 1


READ_FIRST = "A person will read it before anyone else sees it."


def test_receipt_promises_a_reader_only_where_the_rules_cannot_publish(client, newcomers, sent):
    may_be_proven, nameless = sent(), sent(email="", body="Without an address.")

    said = [
        READ_FIRST in Page(client.get(receipt_path(one))).main for one in (may_be_proven, nameless)
    ]

    assert said == [False, True]


def test_receipt_of_a_provisional_answer_promises_nobody(client, screening, sent):
    put_rules(hold="suspect")
    screening.answer_with("false", headers={"X-akismet-recheck-after": "600"})

    assert READ_FIRST not in Page(client.get(receipt_path(sent()))).main


def test_opening_the_link_changes_nothing_and_its_button_proves(client, newcomers, sent):
    submission = sent()
    path = link(newcomers.letters[0])

    opened = [client.get(path), client.head(path), client.get(path)]

    assert [response.status_code for response in opened] == [200] * 3
    assert texts(opened[0], BUTTON)[-1] == "Yes, I wrote it"
    assert opened[0]["Cache-Control"].count("no-store") == 1
    assert opened[0]["Referrer-Policy"] == "no-referrer"
    assert submission.comment.email_proven_at is None

    shown = prove(client, newcomers.letters[0])

    assert texts(shown, ".//h1") == ["Your address is confirmed"]
    assert parse(shown).findall(".//main//form") == []
    comment = Comment.objects.get()
    assert comment.email_proven_at is not None
    assert comment.submission.decisions.filter(act="prove").get().who == "The writer"
    assert comment.submission.status == "pending"


@pytest.mark.parametrize("verb", ["mark_spam", "decline", "pending"])
def test_page_says_that_a_comment_waits_only_while_it_does(client, newcomers, sent, verb):
    submission = sent()
    prove(client, newcomers.letters[0])
    if verb != "pending":
        getattr(submission, verb)(**({"reason": "off-topic"} if verb == "decline" else {}))

    (main,) = texts(client.get(link(newcomers.letters[0])), ".//main")

    assert ("waits for a person to read it" in main) == (verb == "pending")
    assert ("Your receipt says what became of it." in main) == (verb != "pending")


def test_address_is_proven_once(client, newcomers, sent):
    sent()
    prove(client, newcomers.letters[0])
    first = Comment.objects.get().email_proven_at
    prove(client, newcomers.letters[0])

    comment = Comment.objects.get()
    assert comment.email_proven_at == first
    assert comment.submission.decisions.filter(act="prove").count() == 1


def test_who_was_approved_by_a_person_and_proves_again_is_published(client, newcomers, sent):
    known(client, sent, newcomers)

    second = sent(body="The second.")
    assert second.status == "pending"
    assert why_held(second, Rules.current()) == [UNKNOWN]
    shown = prove(client, newcomers.letters[-1])

    second.refresh_from_db()
    assert second.status == "approved"
    assert second.decisions.get(to_status="approved", act="decide").who == "The site’s rules"
    assert "Your comment is on the site now." in texts(shown, ".//main")[0]
    assert client.get(texts_link(shown)).status_code == 302


def texts_link(shown):
    return parse(shown).find(".//main//a[@class='button']").get("href")


def test_address_with_a_capital_is_the_same(client, newcomers, sent):
    known(client, sent, newcomers)

    second = sent(email=ANA.upper(), body="From a phone.")
    prove(client, newcomers.letters[-1])

    second.refresh_from_db()
    assert (second.status, second.comment.email) == ("approved", ANA)


def test_typed_address_of_somebody_known_is_nobodys(client, newcomers, sent):
    known(client, sent, newcomers)

    thief = sent(body="Under your name.")

    assert (thief.status, why_held(thief, Rules.current())) == ("pending", [UNKNOWN])


def test_approval_by_the_rules_makes_nobody_known(client, newcomers, sent):
    put_rules(hold="suspect")
    assert sent(body="By the rules.").status == "approved"
    Comment.objects.update(email_proven_at=timezone.now())
    put_rules(hold="newcomers")

    second = sent(body="The second.")
    prove(client, newcomers.letters[-1])

    second.refresh_from_db()
    assert second.status == "pending"


def test_approval_that_was_undone_makes_nobody_known(client, newcomers, sent):
    known(client, sent, newcomers)
    Submission.objects.get().undo()

    second = sent(body="The second.")
    prove(client, newcomers.letters[-1])

    second.refresh_from_db()
    assert second.status == "pending"


def test_proof_publishes_nothing_that_waits_for_another_reason(client, newcomers, sent):
    known(client, sent, newcomers)

    second = sent(body="http://a.example http://b.example")
    prove(client, newcomers.letters[-1])

    second.refresh_from_db()
    assert second.status == "pending"
    assert why_held(second, Rules.current()) == ["It has 2 links."]


def test_proof_before_the_verdict_publishes_once_the_verdict_is_there(client, newcomers, sent):
    known(client, sent, newcomers)
    second = sent(body="The second.")
    Submission.objects.filter(pk=second.pk).update(verdict="unscreened")
    prove(client, newcomers.letters[-1])
    second.refresh_from_db()
    assert second.status == "pending"

    Job.objects.put("screen", second.pk)
    do("screen")

    second.refresh_from_db()
    assert second.status == "approved"


@pytest.mark.parametrize("change", ["", "x", "/x"])
def test_link_that_is_not_ours_says_so(client, newcomers, sent, change):
    sent()
    path = link(newcomers.letters[0]).rstrip("/") + change + "/"
    path = path if change else "/prove/none/"

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
    assert Comment.objects.get().email_proven_at is None


def test_link_works_for_seven_days(client, newcomers, sent, monkeypatch):
    import time

    sent()
    path = link(newcomers.letters[0])
    now, week = time.time(), timedelta(days=7).total_seconds()

    monkeypatch.setattr(time, "time", lambda: now + week - 60)
    assert client.get(path).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + week + 60)
    answers = [client.get(path), client.post(path)]

    assert [response.status_code for response in answers] == [404, 404]
    assert texts(answers[0], ".//h1") == ["This link does not work"]
    assert Comment.objects.get().email_proven_at is None


def test_link_of_what_was_withdrawn_or_got_another_address_does_not_work(client, newcomers, sent):
    sent()
    sent(email="bea@example.org")
    Submission.objects.first().withdraw()
    Comment.objects.filter(email="bea@example.org").update(email="other@example.org")

    answers = [client.post(link(letter)) for letter in newcomers.letters]

    assert [response.status_code for response in answers] == [404, 404]
    assert Comment.objects.filter(email_proven_at=None).count() == 2


def test_foreign_page_proves_nothing(client, newcomers, sent):
    sent()

    response = client.post(link(newcomers.letters[0]), headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert Comment.objects.get().email_proven_at is None


def test_no_line_names_the_address(newcomers, sent):
    sent()

    lines = [f"{line.name} {line.words}" for line in StatusLine.objects.all()]
    assert any(line.startswith("address letter ") for line in lines)
    assert [line for line in lines if "ana" in line] == []


@pytest.mark.parametrize("other", ["unproven", "declined", ""])
def test_known_is_who_has_proven_what_a_person_approved_and_left(post, other):
    mo = create_moderator()
    first, second = (create_comment(post, email="ana@example.org", status="pending") for _ in "12")
    first.submission.approve(by=mo)
    Comment.objects.exclude(pk=first.pk if other == "unproven" else None).update(
        email_proven_at=timezone.now()
    )
    if other == "declined":
        first.submission.decline(by=mo, reason="abusive")

    assert is_known(second.submission) is (other == "")
