"""When the letter that asks for a proof is written, how often, and when it is not."""

from datetime import timedelta

import pytest
from django.db.models import F

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, StatusLine, Submission
from coproduce.moderation.worker import run_next
from tests.akismet_server import SPAM_NAME
from tests.barriers.forms import check, send_it
from tests.factories import create_post
from tests.markup import parse, text_of
from tests.moderation.rules import do, put_rules
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

ANA, BEA = "ana@example.org", "bea@example.org"


@pytest.fixture
def post():
    return create_post()


@pytest.fixture
def newcomers(screening, mail):
    """The rule is in force, and all that it needs is there."""
    put_rules(hold="newcomers")
    return mail


@pytest.fixture
def send(client, post):
    """A function that sends comments, each in words of its own, and does what is due."""

    def send(number=1, email=ANA, **fields):
        for each in range(number):
            body = f"Comment {Submission.objects.count()} {each}"
            send_comment(client, post, email=email, **{"body": body, **fields})
        do("screen", "prove_address")

    return send


def written_to(mail):
    return [recipient for _, (recipient,) in mail.envelopes]


@pytest.mark.parametrize("hold", ["everything", "suspect"])
def test_other_rules_write_no_letters(newcomers, send, hold):
    put_rules(hold=hold)
    send()
    put_rules(hold="newcomers")
    send(email=BEA)

    assert written_to(newcomers) == [BEA]


def test_nobody_who_gave_no_address_is_written_to(newcomers, send):
    send(email="")
    send(email=BEA)

    assert written_to(newcomers) == [BEA]


def test_spam_makes_no_letter(newcomers, send):
    send(name=SPAM_NAME)
    send(homepage="filled")
    send(email=BEA)

    assert written_to(newcomers) == [BEA]


def test_barrier_makes_no_letter(client, newcomers):
    put_rules(hold="newcomers", screens_barriers=True)
    send_it(client, check(client, email=ANA))
    do("screen", "prove_address")

    assert (written_to(newcomers), Job.objects.filter(kind="prove_address").count()) == ([], 0)


def test_letter_waits_for_the_spam_check(client, post, newcomers):
    send_comment(client, post, email=ANA)
    run_next(lanes["prove_address"])

    assert (written_to(newcomers), Job.objects.get(kind="prove_address").attempts) == ([], 0)

    do("screen")
    Job.objects.update(run_at=F("created_at"))
    do("prove_address")
    assert written_to(newcomers) == [ANA]


def test_letter_is_written_without_akismet_too(newcomers, send, settings):
    settings.AKISMET_API_KEY = ""

    send()

    assert written_to(newcomers) == [ANA]


def test_letter_for_one_comment_goes_out_once(newcomers, send):
    send()
    Job.objects.put("prove_address", Submission.objects.get().pk)
    do("prove_address")

    assert written_to(newcomers) == [ANA]


def test_same_address_gets_three_letters_an_hour_at_most(newcomers, send):
    send(5)
    send(1, email=BEA)
    send(1, email="Ana@Example.org")

    assert written_to(newcomers) == [ANA, ANA, ANA, BEA]

    StatusLine.objects.update(at=F("at") - timedelta(hours=1))
    send(1)
    assert written_to(newcomers)[4:] == [ANA]
    names = StatusLine.objects.filter(name__startswith="address letter ")
    assert names.count() == 1


def test_server_that_is_down_delays_the_letter(newcomers, send, settings):
    right = settings.EMAIL_PORT
    settings.EMAIL_PORT = 9
    send()
    job = Job.objects.get(kind="prove_address")
    assert (job.attempts, "127.0.0.1:9" in job.last_error, ANA in job.last_error) == (
        1,
        True,
        False,
    )

    settings.EMAIL_PORT = right
    Job.objects.update(run_at=F("created_at"))
    do("prove_address")

    assert written_to(newcomers) == [ANA]
    assert Job.objects.count() == 0


def test_comment_that_was_decided_meanwhile_needs_no_proof(client, post, newcomers):
    send_comment(client, post, email=ANA)
    do("screen")
    Submission.objects.get().decline(reason="off-topic")
    do("prove_address")

    assert (written_to(newcomers), Job.objects.filter(kind="prove_address").count()) == ([], 0)


def help_text(client, post):
    page = parse(client.get(post.get_absolute_url()))
    return text_of(page.find(".//*[@id='id_email_helptext']"))


def test_form_says_that_a_letter_comes_only_while_one_does(client, post, newcomers, settings):
    under_the_rule = help_text(client, post)
    put_rules(hold="suspect")
    under_another = help_text(client, post)
    put_rules(hold="newcomers")
    settings.MAIL_IS_ON = False

    assert under_the_rule == (
        "Never shown. The moderators and Akismet see it. We send one letter to it, with a link to "
        "confirm that it is yours: then your next comments may appear sooner."
    )
    assert under_another == help_text(client, post)
    assert under_another == "Never shown. The moderators and Akismet see it."
    settings.AKISMET_API_KEY = ""
    assert help_text(client, post) == "Never shown. The moderators see it."
