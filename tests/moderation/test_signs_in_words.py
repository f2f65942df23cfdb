"""Word lists: what holds, what marks as spam, and what brings a text to the top."""

import time
from functools import partial

import pytest

from coproduce.moderation.models import Rules, Submission
from coproduce.moderation.rules.holding import why_held
from coproduce.moderation.rules.word_lists import DANGER, entries_of, found_in
from tests.barriers.forms import check, send_it

pytestmark = pytest.mark.django_db

VISITOR = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "Scraper/2.1"}


@pytest.fixture
def sent(sent):
    return partial(sent, visitor=VISITOR)


def signs(submission):
    return [(one["sign"], one["detail"]) for one in submission.signs]


@pytest.mark.parametrize(
    ("text", "entry", "is_found"),
    [
        ("Buy casino chips", "casino", True),
        ("Buy CASINO chips", "Casino", True),
        ("Casinos here", "casino", False),
        ("Casinos here", "casino*", True),
        ("An old casino", "old casino", True),
        ("old.\nCasino", "old casino", True),
        ("old new casino", "old casino", False),
        ("old casinos", "old casino*", True),
        ("cafe", "café", False),
        ("CAFÉ", "café", True),
        ("I can’t", "can't", True),
        ("STRASSE", "straße", True),
        ("192.0.2.77", "192.0.2.7", False),
        ("192.0.2.7", "192.0.2.*", True),
        ("192.0.25.7", "192.0.2.*", False),
        ("Anything", "*", False),
        ("", "casino", False),
    ],
)
def test_entry_is_found_as_whole_words_without_case(text, entry, is_found):
    assert found_in([text], f"nothing like it\n  {entry} \n") == ([entry] if is_found else [])


def test_entries_are_named_as_typed_each_once_and_the_first_few():
    words = "\n".join(f"Word{number}" for number in range(9))

    assert found_in(["word3 WORD1 word3", "word1"], words) == ["Word3", "Word1"]
    assert len(found_in([words], words)) == 5
    assert entries_of(" a \n\na\r\nb  c\n") == ["a", "b c"]


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("a " * 5_000, ["a " * 49 + "b", "a " * 48 + "c*"] * 50),
        ("a" * 10_000, ["a" * 99 + "b*", *("a" * number + "c*" for number in range(1, 90))]),
        (" ".join(str(number) for number in range(2_000)), [f"{n} x" for n in range(1_400)]),
    ],
    ids=["same words", "one long word", "long list"],
)
def test_look_takes_no_longer_for_a_text_that_was_made_for_it(text, entries):
    words = "\n".join(entries)[:10_000]
    found_in([text], words)

    started = time.thread_time()
    assert found_in([text], words) == []
    assert time.thread_time() - started < 0.5


def test_held_word_holds_and_is_named(sent):
    Rules(held_words="casino\nbingo").put()

    submission = sent(body="A Casino near you.")

    assert (submission.status, signs(submission)) == ("pending", [("held", "casino")])
    expected = "It has a word that you hold: casino"
    assert expected in why_held(submission, Rules.current())


@pytest.mark.parametrize("field", [{"name": "Casino Sam"}, {"email": "sam@casino.example"}])
def test_words_are_looked_for_in_name_and_address_too(sent, field):
    Rules(held_words="casino").put()

    assert signs(sent(**field)) == [("held", "casino")]


def test_words_are_looked_for_in_the_title_of_a_barrier(client):
    Rules(held_words="casino").put()

    send_it(client, check(client, title="The casino"))

    assert signs(Submission.objects.get()) == [("held", "casino")]


def test_blocked_word_marks_as_spam_and_is_asked_about_nowhere(sent, screening, screen_all):
    Rules(blocked_words="casino").put()

    submission = sent(body="A casino near you.")
    screen_all()

    submission.refresh_from_db()
    assert (submission.status, submission.verdict) == ("spam", "skipped")
    assert {line.who for line in submission.decisions.all()} == {"The site’s rules"}
    assert screening.calls == []


@pytest.mark.parametrize("words", ["192.0.2.7", "192.0.2.*", "scraper*"])
def test_address_and_browser_are_looked_at_where_they_are_kept(sent, screening, words):
    Rules(held_words=words).put()

    submission = sent()

    assert signs(submission) == [("held-trace", "found")]
    expected = "It came from an address or a browser that you hold."
    assert expected in why_held(submission, Rules.current())
    assert signs(sent(person_only="on")) == []


def test_blocked_address_goes_to_spam(sent, screening):
    Rules(blocked_words="192.0.2.7").put()

    assert (sent().status, sent(person_only="on").status) == ("spam", "pending")


@pytest.mark.parametrize(
    "body", ["I want to die.", "He HITS me", "a child at risk", "She is suicidal.", "self-harming"]
)
def test_danger_brings_it_to_the_top(sent, body):
    calm = sent(body="Nobody asks us.")
    urgent = sent(body=body)

    assert [calm.is_urgent, urgent.is_urgent] == [False, True]
    assert list(Submission.objects.in_turn()) == [urgent, calm]
    first = why_held(urgent, Rules.current())[0]
    assert first.startswith("Somebody may be in danger. It says: ")


def test_owners_own_words_of_danger_take_the_place_of_ours(sent):
    Rules(danger_words="flood*").put()

    assert signs(sent(body="I want to die in a flooded house.")) == [("danger", "flood*")]


def test_our_list_of_danger_fits_the_rules_for_lists():
    entries = entries_of(str(DANGER))

    assert len(entries) == str(DANGER).count("\n") + 1
    assert all(found_in([entry.replace("*", "x")], str(DANGER)) for entry in entries)
