"""When the letter that asks for a proof is written, how often, and when it is not."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F

from comments.models import Comment
from coproduce.moderation.models import Job, StatusLine, Submission
from tests.akismet_server import SPAM_NAME
from tests.barriers.forms import check, send_it
from tests.markup import parse, text_of
from tests.moderation.rules import do, put_rules
from tests.moderation.troubled import make_due
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

ANA, BEA = "ana@example.org", "bea@example.org"


@pytest.fixture
def send(client, post):
    """A function that sends comments, each in words of its own, and does what is due."""

    def send(number=1, email=ANA, **fields):
        for each in range(number):
            body = f"Comment {Submission.objects.count()} {each}"
            send_comment(client, post, email=email, **{"body": body, **fields})
        do("screen", "prove_address")

    return send


def proof_jobs():
    return Job.objects.filter(kind="prove_address").count()


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


def test_nothing_is_put_before_the_spam_check_has_found_it_clean(client, post, newcomers):
    send_comment(client, post, email=ANA)
    before = proof_jobs()
    do("screen")

    assert (before, proof_jobs()) == (0, 1)


def test_comment_that_refuses_the_spam_check_makes_no_letter(newcomers, send):
    send(person_only="on")
    Submission.objects.update(verdict="ham")
    Job.objects.put("prove_address", Submission.objects.get().pk)
    do("prove_address")

    assert (written_to(newcomers), proof_jobs()) == ([], 0)


def test_nothing_is_clean_without_akismet_and_no_letter_goes(
    client, post, newcomers, send, settings
):
    send_comment(client, post, email=ANA)
    do("screen")
    settings.AKISMET_API_KEY = ""
    do("prove_address")
    send(email=BEA)

    assert (written_to(newcomers), proof_jobs()) == ([], 0)


def test_letter_for_one_comment_goes_out_once(newcomers, send):
    send()
    for hours in (0, 2, 24 * 5, 24 * 30):
        later = timedelta(hours=hours)
        StatusLine.objects.update(at=F("at") - later)
        Submission.objects.update(submitted_at=F("submitted_at") - later)
        call_command("screen", "--pending", verbosity=0)
        make_due()
        do("screen", "prove_address")

    assert written_to(newcomers) == [ANA]


def test_same_address_gets_three_letters_an_hour_at_most(newcomers, send):
    send(5)
    send(1, email=BEA)
    send(1, email="Ana@Example.org")

    assert written_to(newcomers) == [ANA, ANA, ANA, BEA]

    StatusLine.objects.update(at=F("at") - timedelta(hours=1))
    send(1)
    assert written_to(newcomers)[4:] == [ANA]
    StatusLine.objects.update(at=F("at") - timedelta(days=7))
    send(1, email=BEA)
    names = StatusLine.objects.filter(name__startswith="address letter ")
    assert names.count() == 1


def test_all_addresses_together_get_sixty_letters_an_hour_at_most(newcomers, send):
    for number in range(59):
        StatusLine.note(f"address letter 9{number}", f"another {number}")
    send(email=ANA)
    send(email=BEA)

    assert (written_to(newcomers), proof_jobs()) == ([ANA], 0)
    assert Submission.objects.filter(status="pending").count() == 2


def test_address_that_is_refused_for_good_is_nobodys_trouble(newcomers, send, caplog):
    newcomers.unknown = {ANA}
    send()

    assert (written_to(newcomers), proof_jobs()) == ([], 0)
    assert (StatusLine.of("mail trouble"), caplog.text) == (None, "")


def test_address_that_is_refused_for_now_is_tried_again(newcomers, send):
    newcomers.refusals = {"RCPT": "451 later"}
    send()

    assert proof_jobs() == 1
    assert "refuses the address: 451 later" in StatusLine.of("mail trouble").words


# The form takes the first; the others stand for what is there from before it refused them.
@pytest.mark.parametrize("address", [f"a@{'ü' * 60}.org", '"a\x0bb"@example.org', "@", "a@b@c"])
def test_address_to_which_no_letter_can_go_ends_the_job(client, post, newcomers, address, caplog):
    send_comment(client, post, email=address if "ü" in address else ANA)
    Comment.objects.update(email=address)
    do("screen", "prove_address")

    assert (written_to(newcomers), proof_jobs()) == ([], 0)
    assert (StatusLine.of("mail trouble"), caplog.text) == (None, "")


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
    settings.MAIL_IS_ON = True
    settings.AKISMET_API_KEY = ""
    assert help_text(client, post) == "Never shown. The moderators see it."
    privacy = parse(client.get("/privacy/"))
    assert "we send one letter to it" not in text_of(privacy)
    settings.AKISMET_API_KEY = "key"
    assert "we send one letter to it" in text_of(parse(client.get("/privacy/")))
