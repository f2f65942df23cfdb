"""The account: whether the key is good, what was used, and what the owner reads of it."""

import json
import logging

import pytest
from django.utils import timezone

from coproduce.moderation.akismet import asking, contact
from coproduce.moderation.akismet import client as akismet
from coproduce.moderation.akismet.answers import Trouble
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, StatusLine
from coproduce.moderation.worker import run_next
from tests.akismet_server import KEY

pytestmark = pytest.mark.django_db


def line(name):
    found = StatusLine.of(f"akismet {name}")
    return found.words if found else None


def test_a_key_is_verified_as_documented(screening):
    assert akismet.verify_key() is True

    (call,) = screening.calls
    assert (call.path, call.form) == (
        "/1.1/verify-key",
        {"api_key": KEY, "blog": "http://127.0.0.1:8000"},
    )


def test_another_key_is_not_valid(screening, settings):
    settings.AKISMET_API_KEY = "another-key"

    assert akismet.verify_key() is False


@pytest.mark.parametrize("body", ["", "true", "VALID", "valid\n", "<html>valid</html>"])
def test_anything_but_valid_and_invalid_is_trouble(screening, body):
    screening.answer_with(body)

    with pytest.raises(Trouble, match="an answer that is none"):
        akismet.verify_key()


USAGE = {"limit": 350_000, "usage": 7_463, "percentage": "2.13", "throttled": False}


@pytest.mark.parametrize(
    ("answer", "expected", "words"),
    [
        ({}, akismet.Usage(350_000, 7_463, False), "7463 calls of 350000 this month"),
        ({"limit": "none"}, akismet.Usage(None, 7_463, False), "7463 calls this month"),
        (
            {"limit": "10000", "usage": "10000", "throttled": True},
            akismet.Usage(10_000, 10_000, True),
            "10000 calls of 10000 this month; Akismet slows this site down",
        ),
    ],
)
def test_what_was_used_is_read_and_noted(screening, answer, expected, words):
    screening.answer_with(json.dumps(USAGE | answer), to="usage-limit")

    assert asking.usage() == expected

    assert line("usage") == words
    assert screening.calls[0].form == {"api_key": KEY}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "invalid",
        "[]",
        "null",
        "{}",
        '{"limit": "none", "usage": null}',
        '{"limit": [], "usage": 1}',
        '{"limit": "none", "usage": 1e999}',
        b"\xff\xfe",
        "[" * 60_000,
    ],
)
def test_usage_that_cannot_be_read_is_trouble(screening, body):
    screening.answer_with(body)

    with pytest.raises(Trouble):
        asking.usage()

    assert line("usage") is None


def test_the_key_is_in_no_log_though_it_is_in_an_address(screening, caplog):
    with caplog.at_level(logging.DEBUG):
        akismet.usage()
        akismet.verify_key()
        screening.stop()
        with pytest.raises(Trouble):
            akismet.usage()

    assert KEY not in caplog.text


def ask():
    Job.objects.put("ask_akismet", "again")
    assert run_next(lanes["ask_akismet"]) is True


def test_the_worker_asks_about_the_account_and_not_again_for_hours(screening):
    ask()
    ask()

    assert [call.operation for call in screening.calls] == ["verify-key", "usage-limit"]
    assert (line("key"), line("usage")) == ("valid", "2 calls this month")
    next_time = Job.objects.get(kind="ask_akismet").run_at - timezone.now()
    assert 290 < next_time.total_seconds() <= 300


def test_trouble_is_noted_and_the_worker_asks_again(screening):
    screening.answer_with(status=500)
    ask()
    assert (line("key"), line("error")) == (None, "Akismet answered with status 500.")

    screening.behave()
    ask()

    assert line("key") == "valid"


def test_nobody_asks_while_akismet_wants_us_to_wait(screening):
    contact.set_pause("Akismet asks us to wait.", contact.ALARM_EVERY)

    ask()

    assert screening.calls == []


def test_a_refused_key_is_told_to_the_owner(screening, settings):
    settings.AKISMET_API_KEY = "another-key"

    ask()

    assert [call.operation for call in screening.calls] == ["verify-key"]
    assert line("key") == "refused"
    assert contact.notice().startswith("Akismet refuses the key in AKISMET_API_KEY.")


def test_without_a_key_nobody_is_asked(akismet, settings):
    settings.AKISMET_URL = akismet.url

    ask()

    assert akismet.calls == []


def test_the_last_good_answer_is_noted_once_a_minute(screening):
    for _ in range(3):
        contact.note_answer(contact.Standing.now(), "")
    first = StatusLine.of("akismet contact").at
    contact.note_answer(contact.Standing.now(), "")
    assert StatusLine.of("akismet contact").at == first

    past = timezone.now() - 2 * contact.CONTACT_EVERY
    StatusLine.objects.filter(pk="akismet contact").update(at=past)
    contact.note_answer(contact.Standing.now(), "")

    assert StatusLine.of("akismet contact").at > first


def test_only_a_hash_of_the_key_is_kept(screening):
    ask()

    kept = "".join(map(str, StatusLine.objects.all()))
    assert KEY not in kept
    assert len(line("account")) == 40
